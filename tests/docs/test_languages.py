"""The page about languages: its Python prints what is shown."""

from pathlib import Path

import pytest

from tests.docs.page import Examples


def test_the_python_of_the_page_prints_what_is_shown(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    examples = Examples.of("languages.md")
    exec(examples.python, {})  # noqa: S102 - the page is ours
    assert capsys.readouterr().out == examples.shown
