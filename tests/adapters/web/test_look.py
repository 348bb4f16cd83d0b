"""A host restyles all pages by two files, adds to the dashboard, and says where a sign-in leads."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from markupsafe import Markup

from espaceclient.adapters.web import Branding, ContentSources, PanelTemplate
from espaceclient.answers import SessionFound
from tests.adapters.web.visitor import FORM, Visitor, shown
from tests.adapters.web.world import EMAIL, PASSWORD, World

LAYOUT = """{% extends "espaceclient/layout.html" %}
{% block footer %}<footer><p>Régie des eaux</p></footer>{% endblock %}
"""
ELEMENTS = """{% macro button(text, kind="main", more="") %}
<button class="ours {{ kind }}">{{ ui.drop() }}{{ text }}</button>
{% endmacro %}
"""


def a_host(folder: Path, files: Mapping[str, str], **look: Any) -> Visitor:
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    return Visitor(World(look={"templates": [folder], **look}))


def test_two_files_restyle_every_page_and_the_rest_is_ours(tmp_path: Path) -> None:
    visitor = a_host(tmp_path, {"layout.html": LAYOUT, "elements.html": ELEMENTS})
    pages = [visitor.get(path).text for path in (FORM, "/connexion", "/mot-de-passe-oublie")]
    assert all("<footer><p>Régie des eaux</p></footer>" in page for page in pages)
    assert all('<button class="ours main"><svg class="icon drop"' in page for page in pages)
    assert all('<label for="email">E-mail</label>' in page for page in pages)


def test_a_page_of_the_hosts_goes_before_ours(tmp_path: Path) -> None:
    page = '{% extends "espaceclient/sign_in.html" %}{% block help %}Guichet ouvert{% endblock %}'
    visitor = a_host(tmp_path, {"sign_in.html": page})
    assert "Guichet ouvert" in shown(visitor.get("/connexion"))
    assert visitor.submit("/connexion", {"email": EMAIL, "password": "x"}).status_code == 422


def test_a_template_whose_form_forgets_its_field_is_found_at_the_start(tmp_path: Path) -> None:
    page = (
        "{# once it was\n"
        '<form method="post"> #}<form method="get"></form>\n'
        '<FORM class="a" method=post>\n<button>Valider</button></FORM>'
    )
    with pytest.raises(ValueError, match=r"sign_in\.jinja, line 3: this form lacks \{\{ ui\.csrf"):
        a_host(tmp_path, {"sign_in.jinja": page})


def test_a_form_without_its_field_is_refused() -> None:
    visitor = Visitor(World())
    visitor.get("/connexion")
    fields = {"email": EMAIL, "password": PASSWORD}
    assert visitor.post("/connexion", fields).status_code == 403


def test_a_folder_that_is_none_is_found_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="is no folder of templates"):
        World(look={"templates": [tmp_path / "nulle-part"]})


def test_style_sheets_come_after_ours_and_files_are_served(tmp_path: Path) -> None:
    sheet = tmp_path / "regie.css"
    sheet.write_text(":root { --accent: #205c40; }", "utf-8")
    visitor = Visitor(World(look={"stylesheets": [sheet, "/static/host.css"]}))
    page = visitor.get("/").text
    links = [line.split('"')[3] for line in page.splitlines() if 'rel="stylesheet"' in line]
    assert [link.rpartition("/")[2] for link in links] == ["style.css", "regie.css", "host.css"]
    assert visitor.get(links[1]).text == ":root { --accent: #205c40; }"


def test_the_logo_stands_for_the_name(tmp_path: Path) -> None:
    logo = tmp_path / "logo.svg"
    logo.write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', "utf-8")
    visitor = Visitor(World(branding=Branding("Régie des eaux", logo=logo)))
    page = visitor.get("/").text
    assert 'alt="Régie des eaux"' in page
    source = page.partition('<img class="logo" src="')[2].partition('"')[0]
    assert visitor.get(source).headers["content-type"] == "image/svg+xml"


@pytest.mark.parametrize(
    "look",
    [
        {"stylesheets": [Path("nulle-part.css")]},
        {"stylesheets": ["https://cdn.exemple.fr/a.css"]},
        {"stylesheets": ["//cdn.exemple.fr/a.css"]},
        {"landing": "https://evil.example/"},
        {"landing": "//evil.example/"},
        {"allow_next": ["https://www.exemple.fr/factures"]},
    ],
)
def test_what_browsers_would_refuse_or_follow_elsewhere_is_found_at_the_start(
    look: Mapping[str, Any],
) -> None:
    with pytest.raises(ValueError, match=r"is no file|does not name its origin|is no path"):
        World(look=look)


def test_a_file_that_has_the_name_of_ours_is_refused(tmp_path: Path) -> None:
    (tmp_path / "style.css").write_text("", "utf-8")
    with pytest.raises(ValueError, match=r"served as style\.css already"):
        World(look={"stylesheets": [tmp_path / "style.css"]})


def test_other_origins_are_let_in_by_name_alone() -> None:
    sources = ContentSources(images=("https://cdn.exemple.fr",), styles=("https://cdn.exemple.fr",))
    look = {"csp": sources, "stylesheets": ["https://cdn.exemple.fr/a.css"]}
    policy = Visitor(World(look=look)).get("/").headers["content-security-policy"]
    assert "; style-src 'self' https://cdn.exemple.fr; img-src 'self' https://cdn.exemple.fr" in (
        policy
    )
    assert "script-src 'self';" in policy


@pytest.mark.parametrize(
    "origin",
    [
        "*",
        "'unsafe-inline'",
        "data:",
        "http://cdn.exemple.fr",
        "https://cdn.exemple.fr/folder",
        "https://*.exemple.fr",
        "https://a.fr; script-src *",
        "https://a.fr\r\nX: y",
        "https://a.fr https://b.fr",
    ],
)
def test_nothing_but_an_origin_is_added_to_the_policy(origin: str) -> None:
    with pytest.raises(ValueError, match="is no origin"):
        ContentSources(scripts=(origin,))


def invoices(_found: SessionFound) -> PanelTemplate:
    return PanelTemplate("invoices.html", {"months": ["janvier", "<février>"]})


def broken(_found: SessionFound) -> Markup:
    raise RuntimeError("the invoices are down")


async def for_whom(found: SessionFound) -> Markup:
    return Markup("<h2>Pour {}</h2>").format(found.email.text)


def badly_drawn(_found: SessionFound) -> PanelTemplate:
    return PanelTemplate("invoices.html")


def nothing(_found: SessionFound) -> None:
    return None


INVOICES = """<h2>Vos factures</h2>
{% for month in months %}<p>{{ month }}</p>{% endfor %}
<form method="post" action="/factures">{{ ui.csrf_field() }}{{ ui.button("Tout voir") }}</form>
"""


def test_panels_of_the_host_stand_on_the_dashboard_and_a_broken_one_does_no_harm(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    makers = [broken, invoices, badly_drawn, nothing, for_whom]
    visitor = a_host(tmp_path, {"invoices.html": INVOICES}, dashboard_panels=makers)
    visitor.become_subscriber()
    page = visitor.get("/tableau-de-bord").text
    assert "<h2>Vos factures</h2>\n<p>janvier</p><p>&lt;février&gt;</p>" in page
    assert f"<h2>Pour {EMAIL}</h2>" in page
    assert [record.message for record in caplog.records] == [
        "a panel of the dashboard failed",
        "a panel of the dashboard failed",
    ]


def test_a_text_that_nobody_vouches_for_is_no_panel() -> None:
    visitor = Visitor(World(look={"dashboard_panels": [lambda _found: "<script>"]}))
    visitor.become_subscriber()
    with pytest.raises(TypeError, match="a panel is Markup or a PanelTemplate"):
        visitor.get("/tableau-de-bord")


def test_a_sign_in_leads_back_to_the_page_that_asked(visitor: Visitor, stranger: Visitor) -> None:
    visitor.become_subscriber()
    asked = stranger.get("/appareils?x=1").headers["location"]
    assert asked.startswith("/connexion?next=")
    wrong = stranger.submit(asked, {"email": EMAIL, "password": "Autre-mot-2026"})
    assert wrong.status_code == 422
    signed_in = stranger.submit(asked, {"email": EMAIL, "password": PASSWORD})
    assert signed_in.headers["location"] == "/appareils?x=1"
    assert stranger.get(asked).headers["location"] == "/appareils?x=1"


def test_what_can_only_be_posted_leads_back_to_its_page(visitor: Visitor) -> None:
    visitor.become_subscriber()
    token = visitor.token("/appareils")
    visitor.submit_sign_out()
    asked = visitor.post("/appareils/deconnexion-des-autres", {"csrf": token})
    assert asked.headers["location"].endswith("./appareils")


def test_a_sign_in_and_an_activation_lead_to_the_hosts_landing_page() -> None:
    visitor = Visitor(World(look={"landing": "/mes-factures"}))
    visitor.open_account()
    activated = visitor.submit(visitor.activation_path())
    assert activated.headers["location"] == "/mes-factures"
    visitor.submit_sign_out()
    assert visitor.sign_in().headers["location"] == "/mes-factures"
    visitor.submit_sign_out()
    assert visitor.get("/tableau-de-bord").headers["location"].endswith("./tableau-de-bord")


def test_a_host_sends_somebody_to_sign_in_and_gets_them_back() -> None:
    world = World(look={"allow_next": ["/factures"]})
    visitor = Visitor(world)
    visitor.become_subscriber()
    visitor.submit_sign_out()
    asked = world.sign_in_path("/factures").asked_at("/factures/2026")
    answer = visitor.submit(asked, {"email": EMAIL, "password": PASSWORD})
    assert answer.headers["location"] == "/factures/2026"
