"""The page about formats: its settings are read, and its Python prints what is shown."""

import re
import tomllib

import pytest

from espaceclient.adapters.cli.formats import read_formats
from espaceclient.domain.formats import Formats
from espaceclient.domain.values import Operator
from tests.docs.page import DOCS, Examples

TABLES = re.compile(r"^```toml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
REGIE, OTHER = Operator("Régie des Eaux"), Operator("Eaux d'Ici")


def configured() -> Formats:
    blocks = TABLES.findall((DOCS / "formats.md").read_text("utf-8"))
    return read_formats(tomllib.loads("".join(blocks))["formats"])


def test_the_tables_of_the_page_are_formats() -> None:
    formats = configured()
    assert formats.of(OTHER).contract.read("012 345 678") == "012345678"
    assert formats.of(REGIE).contract.read("ab-123456") == "AB123456"
    assert {formats.of(REGIE).meter.read(text) for text in ("12/345", "12 345", "12345")} == {
        "12345"
    }
    assert formats.of(OTHER).meter.read("D08A12345") == "D08A12345"


def test_the_python_of_the_page_prints_what_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    examples = Examples.of("formats.md")
    names: dict[str, object] = {}
    exec(examples.python, names)  # noqa: S102 - the page is ours
    assert capsys.readouterr().out == examples.shown
    assert names["policy"].formats == configured()  # type: ignore[attr-defined]  # a page has no types
