"""The pages to add a contract."""

from datetime import timedelta

import pytest

from espaceclient import Subscriber
from espaceclient.ports.errors import SubscribersUnavailable
from espaceclient.values import Contract
from tests.adapters.web.contracts import FLAT_CONTRACT, FORM, HOUSE, end, newest_mail
from tests.adapters.web.visitor import Visitor, asks_to_sign_in, shown
from tests.adapters.web.world import EMAIL, World


def test_the_dashboard_leads_to_the_choice_of_a_commune(visitor: Visitor) -> None:
    visitor.become_subscriber()
    assert 'href="/contrats/ajout">Ajouter un contrat</a>' in visitor.get("/tableau-de-bord").text
    page = visitor.get("/contrats/ajout")
    assert 'action="/contrats/ajout/formulaire"' in page.text
    assert "Ajouter un contrat : votre commune" in shown(page)


def test_the_form_shows_the_operator_and_asks_for_both_numbers(visitor: Visitor) -> None:
    visitor.become_subscriber()
    page = shown(visitor.get(FORM))
    assert (
        "Ajouter un contrat à votre espace client Commune Châteauneuf-les-Martigues Société qui "
        "gère votre contrat d'abonné Société Eau de Marseille Métropole Changer de commune Tous "
        "les champs de ce formulaire sont obligatoires (*). Votre contrat Pour ajouter un contrat, "
        "il faut renseigner son numéro (7 chiffres sans la lettre) et le numéro du compteur "
        "correspondant (présents sur les factures). Vous pouvez visualiser leur emplacement sur "
        "les factures en cliquant sur le bouton. Voir où figurent ces numéros sur une facture "
        in page
    )
    assert (
        "Numéro de contrat * 7 chiffres sans la lettre Numéro de compteur * Ajouter ce contrat "
        "Retour au tableau de bord" in page
    )


@pytest.mark.parametrize("path", ["/contrats/ajout", FORM])
def test_the_pages_are_for_who_is_signed_in(visitor: Visitor, path: str) -> None:
    assert asks_to_sign_in(visitor.get(path))


def test_a_commune_must_be_chosen(visitor: Visitor) -> None:
    visitor.become_subscriber()
    page = visitor.get("/contrats/ajout/formulaire?commune=")
    assert page.status_code == 422
    assert "Choisissez votre commune dans la liste." in shown(page)
    assert 'action="/contrats/ajout/formulaire"' in page.text


def test_a_right_pair_adds_the_contract(world: World, visitor: Visitor) -> None:
    visitor.become_subscriber()
    world.clock.advance(timedelta(minutes=1))
    assert visitor.submit(FORM, HOUSE).headers["location"] == "/tableau-de-bord"
    page = shown(visitor.get("/tableau-de-bord"))
    assert "Le contrat a été ajouté à votre espace client." in page
    assert page.index("Contrat n° 0123456") < page.index("Contrat n° 7654321")
    assert newest_mail(world) == (EMAIL, "Un contrat a été ajouté à votre espace client")


def test_a_wrong_pair_keeps_what_was_typed(visitor: Visitor) -> None:
    visitor.become_subscriber()
    page = visitor.submit(FORM, {**HOUSE, "meter_number": "D08A00000"})
    assert page.status_code == 422
    assert (
        "Les informations saisies pour ce contrat sont incorrectes. Veuillez vérifier votre saisie."
        in shown(page)
    )
    assert 'value="7654321"' in page.text
    assert 'value="D08A00000"' in page.text


def test_a_mistake_is_told_beside_its_field(visitor: Visitor) -> None:
    visitor.become_subscriber()
    page = visitor.submit(FORM, {**HOUSE, "contract_number": "7654321KL"})
    assert page.status_code == 422
    assert 'id="contract_number-problem"' in page.text
    assert "7 chiffres du numéro de contrat, sans la lettre." in shown(page)


def test_a_contract_of_another_account_is_not_added(visitor: Visitor, stranger: Visitor) -> None:
    visitor.become_subscriber()
    stranger.open_account(email="voisin@exemple.fr", **HOUSE)
    stranger.submit(stranger.activation_path())
    page = visitor.submit(FORM, HOUSE)
    assert page.status_code == 422
    assert (
        "Ce contrat est déjà rattaché à un autre compte. Si cet autre compte est le vôtre, "
        "connectez-vous avec son adresse e-mail. Sinon, par exemple si vous venez d'emménager, "
        "contactez-nous." in shown(page)
    )
    assert "voisin" not in page.text


def test_a_contract_of_ones_own_is_on_the_dashboard_already(visitor: Visitor) -> None:
    visitor.become_subscriber()
    own = {"contract_number": "0123456", "meter_number": "D08A12345"}
    assert visitor.submit(FORM, own).headers["location"] == "/tableau-de-bord"
    page = shown(visitor.get("/tableau-de-bord"))
    assert "Ce contrat est déjà rattaché à votre espace client." in page


class SilentRegister:
    def find(self, contract: Contract) -> Subscriber | None:
        raise SubscribersUnavailable(f"no answer for {contract.operator.name}")


def test_a_silent_register_adds_nothing_and_says_so(world: World) -> None:
    Visitor(world).become_subscriber()
    world.subscribers = SilentRegister()
    world.rebuild()
    visitor = Visitor(world)
    visitor.sign_in()
    page = visitor.submit(FORM, HOUSE)
    assert page.status_code == 503
    assert "rien n'a été enregistré" in shown(page)


def test_a_session_that_ended_meanwhile_adds_nothing(visitor: Visitor) -> None:
    visitor.become_subscriber()
    token = visitor.token(FORM)
    visitor.submit_sign_out()
    answer = visitor.post(FORM, {**HOUSE, "csrf": token})
    assert asks_to_sign_in(answer)


def test_a_form_of_another_site_adds_nothing(visitor: Visitor) -> None:
    visitor.become_subscriber()
    assert visitor.post(FORM, HOUSE).status_code == 403


def test_who_has_only_contracts_that_ended_adds_another(world: World, visitor: Visitor) -> None:
    visitor.become_subscriber()
    end(world, FLAT_CONTRACT)
    visitor.submit(FORM, HOUSE)
    page = shown(visitor.get("/tableau-de-bord"))
    assert page.index("Contrat n° 7654321") < page.index("Contrat n° 0123456")
