from datetime import timedelta

from tests.adapters.web.visitor import Visitor, shown
from tests.adapters.web.world import EMAIL, World

NEW = "Nouvelle-clé-7"
UPDATED = "Votre mot de passe a été mis à jour."


def test_asking_for_a_reset_gets_one_answer_whoever_asks(
    visitor: Visitor, stranger: Visitor
) -> None:
    visitor.become_subscriber()
    transcripts = []
    for email in (EMAIL, "inconnu@exemple.fr"):
        answer = stranger.submit("/mot-de-passe-oublie", {"email": email})
        page = stranger.get("/connexion")
        transcripts.append((answer.status_code, dict(answer.headers), page.text))
    assert transcripts[0] == transcripts[1]


def test_the_answer_to_a_reset_request_is_the_guide_s(visitor: Visitor) -> None:
    visitor.submit("/mot-de-passe-oublie", {"email": EMAIL})
    expected = (
        "Si votre compte existe, un e-mail vous a été adressé. "
        "Il contient toutes les informations nécessaires."
    )
    assert expected in shown(visitor.get("/connexion"))


def test_an_address_that_is_none_is_asked_for_again(visitor: Visitor) -> None:
    page = visitor.submit("/mot-de-passe-oublie", {"email": "camille"})
    assert (page.status_code, 'value="camille"' in page.text) == (422, True)


def test_a_reset_sets_the_password_and_signs_nobody_in(visitor: Visitor, stranger: Visitor) -> None:
    visitor.become_subscriber()
    stranger.submit("/mot-de-passe-oublie", {"email": EMAIL})
    answer = stranger.submit(stranger.reset_path(), {"password": NEW, "confirmation": NEW})
    assert answer.headers["location"] == "/connexion"
    assert UPDATED in shown(stranger.get("/connexion"))
    assert stranger.sign_in(NEW).headers["location"] == "/tableau-de-bord"


def test_a_reset_ends_a_session_in_another_browser(visitor: Visitor, stranger: Visitor) -> None:
    visitor.become_subscriber()
    stranger.submit("/mot-de-passe-oublie", {"email": EMAIL})
    stranger.submit(stranger.reset_path(), {"password": NEW, "confirmation": NEW})
    assert visitor.get("/tableau-de-bord").headers["location"] == "/connexion"


def test_opening_the_reset_link_changes_nothing(visitor: Visitor, stranger: Visitor) -> None:
    visitor.become_subscriber()
    stranger.submit("/mot-de-passe-oublie", {"email": EMAIL})
    path = stranger.reset_path()
    assert {stranger.get(path).status_code for _ in range(20)} == {200}
    assert visitor.get("/tableau-de-bord").status_code == 200


def test_a_refused_new_password_shows_the_checklist_and_keeps_the_link(
    visitor: Visitor, stranger: Visitor
) -> None:
    visitor.become_subscriber()
    stranger.submit("/mot-de-passe-oublie", {"email": EMAIL})
    path = stranger.reset_path()
    page = stranger.submit(path, {"password": "abc", "confirmation": "abd"})
    assert page.status_code == 422
    assert "Un caractère en minuscule respecté Un caractère en majuscule non respecté" in shown(
        page
    )
    own = stranger.submit(path, {"password": "Bq!0123456", "confirmation": "Bq!0123456"})
    assert own.status_code == 422
    assert 'data-rule="refused"' in own.text
    assert stranger.submit(path, {"password": NEW, "confirmation": NEW}).status_code == 303


def test_a_dead_reset_link_offers_another(
    world: World, visitor: Visitor, stranger: Visitor
) -> None:
    visitor.become_subscriber()
    stranger.submit("/mot-de-passe-oublie", {"email": EMAIL})
    path, token = stranger.reset_path(), stranger.token()
    world.clock.advance(timedelta(hours=1))
    pages = [
        stranger.get(path),
        stranger.post(path, {"password": NEW, "confirmation": NEW, "csrf": token}),
    ]
    assert [page.status_code for page in pages] == [410, 410]
    assert all('href="/mot-de-passe-oublie"' in page.text for page in pages)


def test_an_activation_link_opens_no_reset_page(visitor: Visitor) -> None:
    visitor.open_account()
    token = visitor.activation_path().removeprefix("/activation/")
    assert visitor.get(f"/nouveau-mot-de-passe/{token}").status_code == 410


def test_the_browser_of_a_reset_signs_in_whatever_strangers_try(
    visitor: Visitor, stranger: Visitor
) -> None:
    visitor.become_subscriber()
    stranger.submit("/mot-de-passe-oublie", {"email": EMAIL})
    stranger.submit(stranger.reset_path(), {"password": NEW, "confirmation": NEW})
    del visitor.http.cookies["espaceclient-browser"]
    for _ in range(5):
        visitor.sign_in("Autre-mot-2026")
    assert visitor.sign_in(NEW).status_code == 422
    assert stranger.sign_in(NEW).headers["location"] == "/tableau-de-bord"
