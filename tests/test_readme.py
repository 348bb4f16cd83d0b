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


def test_a_site_that_embeds_it_takes_ten_lines() -> None:
    names: dict[str, object] = {}
    exec(compile(LIBRARY + PAGES, "README.md", "exec"), names)  # noqa: S102 - the example is what is tested
    site, opened = names["site"], names["opened"]
    with TestClient(
        site,  # type: ignore[arg-type]  # names are untyped
        base_url="https://www.exemple.fr",
        follow_redirects=False,
    ) as browser:
        assert "Créer mon espace client" in browser.get("/espace/").text
        asked = browser.get("/mes-contrats").headers["location"]
        assert asked.startswith("/espace/connexion?next=")
        browser.cookies.set("__Host-espaceclient-session", opened.session)  # type: ignore[attr-defined]  # as above
        assert browser.get("/mes-contrats").json() == ["0123456"]
    code = [each for each in PAGES.splitlines() if each.strip() and not each.startswith("from ")]
    assert len(code) <= 10
