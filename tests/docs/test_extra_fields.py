"""The page of a host's own fields prints what is shown."""

import pytest

from tests.docs.page import Examples


def test_its_python_prints_what_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    examples = Examples.of("extra-fields.md")
    exec(examples.python, {})  # noqa: S102 - the page is ours
    assert capsys.readouterr().out == examples.shown
