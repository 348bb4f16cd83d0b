"""The reference of the kit has every public name, each once, and no other."""

import re

from espaceclient import testing
from tests.docs.page import DOCS

ROW = re.compile(r"^\| (?P<names>`[^|]+) \| [^|]+ \|$", re.MULTILINE)
NAME = re.compile(r"`(\w+)(?:\([^`]*\))?`")


def test_the_table_has_every_public_name_once() -> None:
    page = (DOCS / "testing-reference.md").read_text("utf-8")
    names = [name for row in ROW.finditer(page) for name in NAME.findall(row["names"])]
    assert sorted(names) == sorted(testing.__all__)
