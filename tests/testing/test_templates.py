"""What ``expect_templates`` finds in a host's templates, and that ours have none of it."""

from pathlib import Path

import pytest

from espaceclient.adapters.web import PanelTemplate
from espaceclient.testing import LawBroken, expect_templates


def test_our_own_templates_let_the_whole_guide_be_lived() -> None:
    expect_templates()


def test_a_panel_that_fails_is_found(tmp_path: Path) -> None:
    (tmp_path / "panel.html").write_text("{{ months }}", "utf-8")
    with pytest.raises(LawBroken, match="a panel failed: UndefinedError"):
        expect_templates(tmp_path, dashboard_panels=[lambda _found: PanelTemplate("panel.html")])


FORM = '{% extends "espaceclient/sign_in.html" %}{% block main %}<h1>{{ title }}</h1>'
EMAIL = '<label for="a">E-mail</label><input id="a" name="email">'
PASSWORD = '<label for="b">Mot de passe</label><input id="b" name="password" type="password">'
FAULTS = {
    "what nothing defines": (
        "communes.html",
        '{% extends "espaceclient/communes.html" %}{% block help %}{{ tarif }}{% endblock %}',
        "GET /ouverture cannot be shown: UndefinedError: 'tarif' is undefined",
    ),
    "an element that is none": (
        "communes.html",
        '{% extends "espaceclient/communes.html" %}{% block help %}{{ ui.tile() }}{% endblock %}',
        "GET /ouverture cannot be shown: UndefinedError",
    ),
    "an element that takes less than it is given": (
        "elements.html",
        "{% macro button(text) %}<button>{{ text }}</button>{% endmacro %}",
        "TypeError: macro 'button' takes",
    ),
    "a form that forgets its csrf field": (
        "sign_in.html",
        FORM + '<form method="{{ "post" }}">' + EMAIL + PASSWORD + "</form>{% endblock %}",
        "the form to itself lacks its field csrf",
    ),
    "a form that forgets a field": (
        "sign_in.html",
        FORM + '<form method="post">{{ ui.csrf_field() }}' + EMAIL + "</form>{% endblock %}",
        "no form of /connexion has email, password",
    ),
    "a field without a label": (
        "sign_in.html",
        FORM
        + '<form method="post">{{ ui.csrf_field() }}<input name="email">'
        + PASSWORD
        + "</form>{% endblock %}",
        "the field email has no label",
    ),
    "a page without its heading": (
        "home.html",
        '{% extends "layout.html" %}{% set title = "Accueil" %}',
        "GET /: it has 0 <h1>",
    ),
    "a layout without a way out": (
        "layout.html",
        '{% extends "espaceclient/layout.html" %}{% block navigation %}{% endblock %}',
        "no form of /tableau-de-bord has what leads to deconnexion",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_found_and_said(fault: str, tmp_path: Path) -> None:
    name, text, said = FAULTS[fault]
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(LawBroken) as broken:
        expect_templates(tmp_path)
    assert said in str(broken.value)
