"""The page for hosts is a test file that passes."""

from pathlib import Path

from tests.docs.page import Examples


def test_every_test_on_the_page_passes(tmp_path: Path) -> None:
    report = Examples.of("test-your-host.md").report_in(tmp_path)
    assert " passed" in report
    assert "skipped" not in report
