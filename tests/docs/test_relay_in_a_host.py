"""The page about a relay in a host prints what it shows."""

from pathlib import Path

from tests.docs.page import Examples


def test_the_page_prints_what_it_shows(tmp_path: Path) -> None:
    examples = Examples.of("relay-in-a-host.md")
    assert examples.printed_in(tmp_path) == examples.shown
