import pytest

from tests.adapters.web.visitor import FORM, Visitor, shown

POSTS = [
    FORM,
    "/connexion",
    "/deconnexion",
    "/mot-de-passe-oublie",
    "/mot-de-passe",
    "/adresse",
    "/compte/export",
    "/compte/fermeture",
    "/activation/x",
    "/ouverture/en-attente",
    "/ouverture/en-attente/adresse",
    "/appareils/deconnexion",
    "/appareils/deconnexion-des-autres",
]


@pytest.mark.parametrize("path", [*POSTS, "/nouveau-mot-de-passe/x", "/nouvelle-adresse/x"])
def test_no_form_is_taken_without_its_token(visitor: Visitor, path: str) -> None:
    visitor.get("/connexion")
    assert visitor.post(path, {"email": "camille@exemple.fr"}).status_code == 403


@pytest.mark.parametrize("path", [*POSTS, "/nouveau-mot-de-passe/x", "/nouvelle-adresse/x"])
def test_no_form_is_taken_with_another_browser_s_token(
    visitor: Visitor, stranger: Visitor, path: str
) -> None:
    visitor.get("/connexion")
    assert visitor.post(path, {"csrf": stranger.token()}).status_code == 403


@pytest.mark.parametrize(
    ("site", "status"),
    [("same-origin", 422), ("none", 422), ("same-site", 403), ("cross-site", 403), ("", 403)],
)
def test_a_form_is_taken_from_this_site_alone(visitor: Visitor, site: str, status: int) -> None:
    answer = visitor.post("/connexion", {"csrf": visitor.token()}, **{"sec-fetch-site": site})
    assert answer.status_code == status


def test_a_refused_form_offers_to_begin_again(visitor: Visitor) -> None:
    visitor.get("/connexion")
    page = visitor.post(FORM, {"csrf": "périmé"})
    assert f'href="{FORM}">Recommencer' in page.text
    assert visitor.get(FORM).status_code == 200


def test_a_refused_sign_out_leads_back_to_its_button(visitor: Visitor) -> None:
    visitor.become_subscriber()
    assert 'href="/tableau-de-bord">Recommencer' in visitor.post("/deconnexion", {"csrf": ""}).text
    assert visitor.get("/tableau-de-bord").status_code == 200


def test_a_form_for_no_known_commune_asks_for_it(visitor: Visitor) -> None:
    page = visitor.post("/ouverture/formulaire?commune=99999", {"csrf": visitor.token()})
    assert (page.status_code, "Votre commune" in page.text) == (422, True)


def test_a_browser_without_cookies_is_told_what_is_missing(visitor: Visitor) -> None:
    token = visitor.token()
    visitor.http.cookies.clear()
    page = visitor.post("/connexion", {"csrf": token})
    assert page.status_code == 403
    assert "Autorisez les cookies pour ce site" in shown(page)


def test_a_malformed_cookie_counts_as_none(visitor: Visitor) -> None:
    visitor.http.cookies.set("espaceclient-csrf", "court", domain="localhost.local")
    assert visitor.submit("/connexion").status_code == 422


def test_two_tabs_share_one_token(visitor: Visitor) -> None:
    first, second = visitor.token("/connexion"), visitor.token(FORM)
    assert first == second


def test_the_token_outlives_signing_in(visitor: Visitor) -> None:
    token = visitor.token()
    visitor.become_subscriber()
    assert (
        visitor.post("/mot-de-passe-oublie", {"csrf": token, "email": "a@exemple.fr"}).status_code
        == 303
    )
