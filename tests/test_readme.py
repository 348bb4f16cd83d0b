"""README's Python runs as it is printed."""

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

README = (Path(__file__).parent.parent / "README.md").read_text("utf-8")
LIBRARY, PAGES = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


def test_the_guide_is_lived_in_twelve_lines(capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile(LIBRARY, "README.md", "exec"), {})  # noqa: S102 - the example is what is tested
    assert capsys.readouterr().out == "jeanne@exemple.fr\n"
    assert (
        len(
            [line for line in LIBRARY.splitlines() if line.strip() and not line.startswith("from ")]
        )
        <= 12
    )


def test_the_pages_are_mounted_under_a_prefix() -> None:
    names: dict[str, object] = {}
    exec(compile(LIBRARY + PAGES, "README.md", "exec"), names)  # noqa: S102 - the example is what is tested
    site = names["site"]
    with TestClient(site, base_url="https://www.exemple.fr") as browser:  # type: ignore[arg-type]  # names are untyped
        assert "Créer mon espace client" in browser.get("/espace-client/").text
