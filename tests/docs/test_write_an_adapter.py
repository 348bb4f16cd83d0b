"""The page that writes an adapter: what it shows is what happens."""

from pathlib import Path

from tests.docs.page import Examples


def test_the_subscribers_adapters_are_judged_as_shown(tmp_path: Path) -> None:
    examples = Examples.of("write-an-adapter.md", until="## A storage")
    assert examples.printed_in(tmp_path) == examples.shown


def test_a_storage_is_judged_as_shown_in_an_empty_folder(tmp_path: Path) -> None:
    examples = Examples.of("write-an-adapter.md", since="## A storage")
    assert examples.printed_in(tmp_path) == examples.shown
