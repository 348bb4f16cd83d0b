"""The page about importing accounts prints what it shows, and its bounds are the rules'."""

from pathlib import Path

from espaceclient.domain.foreign_hash import (
    DEAREST_BCRYPT,
    MOST_ARGON2_LANES,
    MOST_ARGON2_MEMORY,
    MOST_ARGON2_PASSES,
    MOST_PBKDF2_ROUNDS,
)
from tests.docs.page import DOCS, Examples


def test_the_page_prints_what_it_shows(tmp_path: Path) -> None:
    examples = Examples.of("import-accounts.md")
    assert examples.printed_in(tmp_path) == examples.shown


def test_the_bounds_of_the_page_are_those_of_the_rules() -> None:
    page = (DOCS / "import-accounts.md").read_text("utf-8")
    assert f"| cost {DEAREST_BCRYPT} |" in page
    assert f"| {MOST_PBKDF2_ROUNDS:,} rounds |" in page
    argon2 = f"`m={MOST_ARGON2_MEMORY}`), {MOST_ARGON2_PASSES} passes, {MOST_ARGON2_LANES} lanes"
    assert argon2 in page
