"""The pages about entitlement and billing print what they show."""

from pathlib import Path

import pytest

from tests.docs.page import Examples


@pytest.mark.parametrize("page", ["entitlement.md", "billing.md"])
def test_the_page_prints_what_it_shows(tmp_path: Path, page: str) -> None:
    examples = Examples.of(page)
    assert examples.printed_in(tmp_path) == examples.shown
