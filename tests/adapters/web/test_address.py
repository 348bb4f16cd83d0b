"""The pages that change the address of an account."""

from datetime import timedelta

import pytest

from tests.adapters.web.contracts import HOUSE
from tests.adapters.web.visitor import Visitor, asks_to_sign_in, shown
from tests.adapters.web.world import EMAIL, PASSWORD, World

NEW = "camille@nouveau.fr"
ASK = {"email": NEW, "current_password": PASSWORD}


def ask(visitor: Visitor, **changed: str) -> None:
    visitor.become_subscriber()
    answer = visitor.submit("/adresse", ASK | changed)
    assert answer.headers["location"] == "/tableau-de-bord"


def link_path(world: World) -> str:
    return "/" + world.newest_link("nouvelle-adresse/").removeprefix(world.base_url)


def test_the_dashboard_leads_to_the_form(visitor: Visitor) -> None:
    visitor.become_subscriber()
    assert 'href="/adresse">Modifier mon adresse e-mail' in visitor.get("/tableau-de-bord").text


def test_the_form_says_what_follows(visitor: Visitor) -> None:
    visitor.become_subscriber()
    page = shown(visitor.get("/adresse"))
    assert (
        "Modifier votre adresse e-mail Un lien de validation sera envoyé à la nouvelle adresse. "
        "Il est valable 24 heures." in page
    )
    assert (
        "Nouvelle adresse e-mail * Mot de passe actuel * Envoyer le lien "
        "Retour au tableau de bord" in page
    )


def test_the_dashboard_tells_to_look_at_the_mail_and_shows_the_old_address(
    visitor: Visitor,
) -> None:
    ask(visitor)
    page = shown(visitor.get("/tableau-de-bord"))
    assert "Un e-mail a été envoyé à votre nouvelle adresse." in page
    assert EMAIL in page


def test_an_address_that_has_an_account_gets_the_same_answer(
    world: World, visitor: Visitor, stranger: Visitor
) -> None:
    stranger.open_account(email="voisin@exemple.fr", **HOUSE)
    stranger.submit(stranger.activation_path())
    ask(visitor, email="voisin@exemple.fr")
    page = shown(visitor.get("/tableau-de-bord"))
    assert "Un e-mail a été envoyé à votre nouvelle adresse." in page
    told = [(mail.to.text, mail.subject) for mail in world.deliver()][-2:]
    assert told == [
        ("voisin@exemple.fr", "Votre adresse est déjà celle d'un espace client"),
        (EMAIL, "Un changement d'adresse e-mail a été demandé"),
    ]


def test_the_browser_that_asked_confirms_with_one_press(world: World, visitor: Visitor) -> None:
    ask(visitor)
    answer = visitor.submit(link_path(world))
    assert (answer.status_code, answer.headers["location"]) == (303, "/tableau-de-bord")
    page = shown(visitor.get("/tableau-de-bord"))
    assert "Votre adresse e-mail a été mise à jour. Connectez-vous désormais avec celle-ci." in page
    assert NEW in page


def test_who_is_signed_in_no_more_is_led_to_sign_in_and_told(
    world: World, visitor: Visitor
) -> None:
    ask(visitor)
    path = link_path(world)
    visitor.submit_sign_out()
    assert visitor.submit(path).headers["location"] == "/tableau-de-bord"
    assert asks_to_sign_in(visitor.get("/tableau-de-bord"))
    assert "Votre adresse e-mail a été mise à jour." in shown(visitor.get("/connexion"))


def test_opening_the_link_changes_nothing(world: World, visitor: Visitor) -> None:
    ask(visitor)
    path = link_path(world)
    assert {visitor.get(path).status_code, visitor.http.head(path).status_code} == {200}
    assert EMAIL in shown(visitor.get("/tableau-de-bord"))


def test_another_browser_is_asked_for_the_password(
    world: World, visitor: Visitor, stranger: Visitor
) -> None:
    ask(visitor)
    path = link_path(world)
    assert 'name="password"' not in visitor.get(path).text
    assert 'name="password"' in stranger.get(path).text
    pressed = stranger.submit(path)
    assert (pressed.status_code, "Saisissez votre mot de passe." in shown(pressed)) == (422, True)
    wrong = stranger.submit(path, {"password": "Autre-mot-2026"})
    assert wrong.status_code == 422
    assert "Le mot de passe actuel est incorrect." in shown(wrong)
    right = stranger.submit(path, {"password": PASSWORD})
    assert right.headers["location"] == "/tableau-de-bord"
    assert NEW in shown(visitor.get("/tableau-de-bord"))


def test_at_24_hours_the_link_tells_to_ask_again(world: World, visitor: Visitor) -> None:
    ask(visitor)
    path, token = link_path(world), visitor.token("/mot-de-passe-oublie")
    world.clock.advance(timedelta(hours=24))
    pages = [visitor.get(path), visitor.post(path, {"csrf": token})]
    assert [page.status_code for page in pages] == [410, 410]
    assert all("Ce lien de validation a déjà servi" in shown(page) for page in pages)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"current_password": "Autre-mot-2026"}, "Le mot de passe actuel est incorrect."),
        ({"current_password": ""}, "Saisissez votre mot de passe actuel."),
        ({"email": "camille"}, "Saisissez une adresse e-mail complète"),
        ({"email": EMAIL}, "Saisissez une autre adresse e-mail"),
    ],
)
def test_a_form_that_is_wrong_is_told_so(
    visitor: Visitor, typed: dict[str, str], told: str
) -> None:
    visitor.become_subscriber()
    page = visitor.submit("/adresse", ASK | typed)
    assert page.status_code == 422
    assert told in shown(page)
    assert f'value="{(ASK | typed)["email"]}"' in page.text


def test_after_seven_requests_in_an_hour_the_eighth_is_refused(visitor: Visitor) -> None:
    visitor.become_subscriber()
    for number in range(6):
        visitor.submit("/adresse", ASK | {"email": f"n{number}@exemple.fr"})
    page = visitor.submit("/adresse", ASK)
    assert page.status_code == 422
    assert "Trop d'e-mails ont déjà été demandés" in shown(page)


def test_the_form_is_for_who_is_signed_in(world: World, visitor: Visitor) -> None:
    visitor.become_subscriber()
    token = visitor.token("/adresse")
    world.clock.advance(timedelta(minutes=30))
    assert asks_to_sign_in(visitor.get("/adresse"))
    assert asks_to_sign_in(visitor.post("/adresse", {**ASK, "csrf": token}))
