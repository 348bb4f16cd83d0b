"""Every attack in the threat model is answered by a test or a law that exists."""

import re
from pathlib import Path

import pytest

from espaceclient import testing
from tests.docs.page import DOCS

ROOT = DOCS.parent
PAGE = (DOCS / "threat-model.md").read_text("utf-8")
TABLE = PAGE.partition("## Attackers")[2].partition("\n## ")[0]
ROWS = [line for line in TABLE.splitlines() if line.startswith("| ")][2:]
LAWS = {
    law.__name__
    for name in testing.__all__
    if name.endswith("_LAWS")
    for law in vars(testing)[name]
}
NAMES = LAWS | {name for name in testing.__all__ if name.startswith("expect_")}


def named_tests(text: str) -> list[tuple[str, str]]:
    """Return each named test as its file and its function."""
    return re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", text)


@pytest.mark.parametrize("row", ROWS, ids=range(1, len(ROWS) + 1))
def test_a_row_names_a_test_or_a_law(row: str) -> None:
    assert named_tests(row) or NAMES & set(re.findall(r"`(\w+)`", row)), row


def test_the_table_has_its_rows() -> None:
    assert len(ROWS) >= 19
    assert len({tuple(row.split(" | ")[:3]) for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize(("file", "test"), sorted(set(named_tests(PAGE))))
def test_a_named_test_exists(file: str, test: str) -> None:
    assert re.search(rf"^ *def {test}\(", (ROOT / file).read_text("utf-8"), re.MULTILINE)


def test_every_file_that_is_named_exists() -> None:
    named = set(re.findall(r"`(tests/[\w/]+\.py)", PAGE))
    assert [file for file in sorted(named) if not Path(ROOT / file).is_file()] == []
