from datetime import timedelta

from tests.adapters.web.contracts import END_OF_FEBRUARY, FLAT_CONTRACT, end
from tests.adapters.web.visitor import Visitor, asks_to_sign_in, shown
from tests.adapters.web.world import PASSWORD, World

NEW = "Nouvelle-clé-7"


def test_the_dashboard_shows_the_account_and_its_contract(visitor: Visitor) -> None:
    visitor.become_subscriber()
    page = shown(visitor.get("/tableau-de-bord"))
    assert "E-mail camille@exemple.fr Dernière connexion il y a moins d'une minute" in page
    assert (
        "Vos contrats Contrat n° 0123456 Commune Châteauneuf-les-Martigues "
        "Société qui gère votre contrat d'abonné Société Eau de Marseille Métropole "
        "Numéro de compteur D08A12345 Consultable depuis le 2 mars 2026 "
        "Retirer le contrat n° 0123456 Ajouter un contrat" in page
    )


def test_the_dashboard_is_for_who_is_signed_in(visitor: Visitor) -> None:
    assert asks_to_sign_in(visitor.get("/tableau-de-bord"))
    assert asks_to_sign_in(visitor.get("/mot-de-passe"))


def test_a_changed_password_keeps_this_session_and_ends_the_others(
    visitor: Visitor, stranger: Visitor
) -> None:
    visitor.become_subscriber()
    stranger.sign_in()
    fields = {"current_password": PASSWORD, "password": NEW, "confirmation": NEW}
    assert visitor.submit("/mot-de-passe", fields).headers["location"] == "/tableau-de-bord"
    assert "Votre mot de passe a été mis à jour." in shown(visitor.get("/tableau-de-bord"))
    assert asks_to_sign_in(stranger.get("/tableau-de-bord"))


def test_a_copy_of_the_cookie_ends_with_the_old_password(
    visitor: Visitor, stranger: Visitor
) -> None:
    visitor.become_subscriber()
    copied = visitor.http.cookies["espaceclient-session"]
    fields = {"current_password": PASSWORD, "password": NEW, "confirmation": NEW}
    visitor.submit("/mot-de-passe", fields)
    stranger.http.cookies.set("espaceclient-session", copied)
    assert asks_to_sign_in(stranger.get("/tableau-de-bord"))
    assert visitor.get("/tableau-de-bord").status_code == 200


def test_a_wrong_current_password_changes_nothing(visitor: Visitor, stranger: Visitor) -> None:
    visitor.become_subscriber()
    fields = {"current_password": "Autre-mot-2026", "password": NEW, "confirmation": NEW}
    page = visitor.submit("/mot-de-passe", fields)
    assert page.status_code == 422
    assert "Le mot de passe actuel est incorrect." in shown(page)
    assert stranger.sign_in().status_code == 303


def test_a_new_password_that_breaks_a_rule_is_refused(visitor: Visitor) -> None:
    visitor.become_subscriber()
    fields = {"current_password": PASSWORD, "password": "court", "confirmation": "court"}
    page = visitor.submit("/mot-de-passe", fields)
    assert page.status_code == 422
    assert 'id="password-problem"' in page.text


def test_a_new_password_of_the_accounts_own_words_is_refused(visitor: Visitor) -> None:
    visitor.become_subscriber()
    new = {"password": "Bq!0123456", "confirmation": "Bq!0123456"}
    page = visitor.submit("/mot-de-passe", {"current_password": PASSWORD, **new})
    assert page.status_code == 422
    assert 'data-rule="refused"' in page.text


def test_a_session_that_ended_meanwhile_changes_no_password(visitor: Visitor) -> None:
    visitor.become_subscriber()
    token = visitor.token("/mot-de-passe")
    visitor.submit_sign_out()
    fields = {"current_password": PASSWORD, "password": NEW, "confirmation": NEW, "csrf": token}
    assert asks_to_sign_in(visitor.post("/mot-de-passe", fields))


def test_a_contract_that_has_ended_says_so_and_until_when_it_can_be_read(
    world: World, visitor: Visitor
) -> None:
    visitor.become_subscriber()
    end(world, FLAT_CONTRACT)
    page = shown(visitor.get("/tableau-de-bord"))
    assert (
        "Fin de votre contrat 28 février 2026 Ce qui précède cette date reste consultable ici "
        "jusqu'au 30 mars 2027." in page
    )


def test_who_has_only_contracts_that_ended_signs_in_and_may_add_another(
    world: World, visitor: Visitor, stranger: Visitor
) -> None:
    visitor.become_subscriber()
    end(world, FLAT_CONTRACT)
    elsewhere = stranger
    assert elsewhere.sign_in().headers["location"] == "/tableau-de-bord"
    assert (
        "Votre espace client reste ouvert. Si vous avez un autre contrat, par exemple dans votre "
        "nouveau logement, ajoutez-le ici. Ajouter un contrat"
        in shown(elsewhere.get("/tableau-de-bord"))
    )


def test_a_period_that_cannot_be_read_any_more_is_not_shown(world: World, visitor: Visitor) -> None:
    visitor.become_subscriber()
    end(world, FLAT_CONTRACT, on=END_OF_FEBRUARY - timedelta(days=395))
    page = shown(visitor.get("/tableau-de-bord"))
    assert "Aucun contrat n'est rattaché à votre espace client." in page
