"""The page to remove a contract."""

from datetime import timedelta

import pytest

from espaceclient.adapters.memory import MemoryStorage
from espaceclient.domain.event import ContractRemoved
from espaceclient.ports.trail import Everything
from tests.adapters.web.contracts import FLAT_CONTRACT, end, newest_mail, removal_path
from tests.adapters.web.visitor import Visitor, asks_to_sign_in, shown
from tests.adapters.web.world import EMAIL, PASSWORD, World


def test_the_dashboard_leads_to_the_page(world: World, visitor: Visitor) -> None:
    visitor.become_subscriber()
    path = removal_path(world, visitor, FLAT_CONTRACT)
    assert f'href="{path}">Retirer le contrat n°' in visitor.get("/tableau-de-bord").text


def test_the_page_says_which_contract_and_what_follows(world: World, visitor: Visitor) -> None:
    visitor.become_subscriber()
    page = shown(visitor.get(removal_path(world, visitor, FLAT_CONTRACT)))
    assert "Retirer un contrat Contrat n° 0123456 Commune Châteauneuf-les-Martigues" in page
    assert (
        "Tout ce qui concerne ce contrat cessera d'être consultable dans votre espace client. Le "
        "contrat lui-même ne change pas : tant qu'il est le vôtre, vous pourrez l'ajouter de "
        "nouveau. Mot de passe actuel * Retirer ce contrat Retour au tableau de bord" in page
    )


def test_a_contract_that_has_ended_cannot_be_added_again(world: World, visitor: Visitor) -> None:
    visitor.become_subscriber()
    end(world, FLAT_CONTRACT)
    page = shown(visitor.get(removal_path(world, visitor, FLAT_CONTRACT)))
    assert "Comme il a une date de fin, vous ne pourrez plus l'ajouter ensuite." in page


def test_the_right_password_removes_it(world: World, visitor: Visitor) -> None:
    visitor.become_subscriber()
    path = removal_path(world, visitor, FLAT_CONTRACT)
    answer = visitor.submit(path, {"current_password": PASSWORD})
    assert answer.headers["location"] == "/tableau-de-bord"
    page = shown(visitor.get("/tableau-de-bord"))
    assert "Le contrat a été retiré de votre espace client." in page
    assert (
        "Vos contrats Aucun contrat n'est rattaché à votre espace client. Vous pouvez en ajouter "
        "un à tout moment. Ajouter un contrat" in page
    )
    assert newest_mail(world) == (EMAIL, "Un contrat a été retiré de votre espace client")


def test_the_trail_tells_from_which_network_it_was_removed(world: World, visitor: Visitor) -> None:
    visitor.become_subscriber()
    path = removal_path(world, visitor, FLAT_CONTRACT)
    visitor.submit(path, {"current_password": PASSWORD})
    assert isinstance(world.storage, MemoryStorage)
    told = [each.event for each in world.storage.trail.page(Everything())]
    [removed] = [each for each in told if isinstance(each, ContractRemoved)]
    assert removed.network == "unknown"  # the address of a test, which is told, is none of IP


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("Autre-mot-2026", "Le mot de passe actuel est incorrect."),
        ("", "Saisissez votre mot de passe actuel."),
    ],
)
def test_no_other_password_does(world: World, visitor: Visitor, typed: str, told: str) -> None:
    visitor.become_subscriber()
    page = visitor.submit(removal_path(world, visitor, FLAT_CONTRACT), {"current_password": typed})
    assert page.status_code == 422
    assert told in shown(page)
    assert "Contrat n° 0123456" in shown(visitor.get("/tableau-de-bord"))


def test_the_page_is_for_who_is_signed_in(world: World, visitor: Visitor) -> None:
    visitor.become_subscriber()
    path = removal_path(world, visitor, FLAT_CONTRACT)
    token = visitor.token(path)
    world.clock.advance(timedelta(minutes=30))
    assert asks_to_sign_in(visitor.get(path))
    fields = {"current_password": PASSWORD, "csrf": token}
    assert asks_to_sign_in(visitor.post(path, fields))


def test_nobody_removes_what_somebody_else_holds(
    world: World, visitor: Visitor, stranger: Visitor
) -> None:
    visitor.become_subscriber()
    path = removal_path(world, visitor, FLAT_CONTRACT)
    house = {"contract_number": "7654321", "meter_number": "D08A54321"}
    stranger.open_account(email="voisin@exemple.fr", **house)
    stranger.submit(stranger.activation_path())
    assert stranger.get(path).headers["location"] == "/tableau-de-bord"
    fields = {"current_password": PASSWORD, "csrf": stranger.token("/tableau-de-bord")}
    assert stranger.post(path, fields).headers["location"] == "/tableau-de-bord"
    assert "Contrat n° 0123456" in shown(visitor.get("/tableau-de-bord"))
