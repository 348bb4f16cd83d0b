"""What support reads of six failures that happen every week, lived on memory adapters."""

from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from espaceclient import Contract, ContractNumber
from espaceclient.adapters.wording import TrailWording
from espaceclient.billing import BillingEventId, ContractEnded
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.mail import AddressChangeMail, ResetMail
from espaceclient.use_cases.explain import Explain
from espaceclient.use_cases.services import SUBJECT
from tests.client_fixture import FORM, NOON, SEMM, ClientFixture, client_fixture

WORDING = TrailWording.french(ZoneInfo("Europe/Paris"))
CONTRACT = Contract(SEMM, ContractNumber("0123456"))
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
NBSP = "\u00a0"
NEW = {"password": "Bb2?bbbb", "confirmation": "Bb2?bbbb"}


@pytest.fixture
def world() -> ClientFixture:
    return client_fixture()


def explain(world: ClientFixture) -> Explain:
    return Explain(
        world.memory,
        world.memory.trail,
        lambda email: [world.tokens.fingerprint(SUBJECT, email.key)],
    )


def about(world: ClientFixture, address: str) -> list[str]:
    email = EmailAddress(address)
    told = explain(world).address(email, world.clock.now())
    return _plain(WORDING.about_address(email, told))


def about_contract(world: ClientFixture, contract: Contract = CONTRACT) -> list[str]:
    told = explain(world).contract(contract, world.clock.now())
    return _plain(WORDING.about_contract(contract, told))


def _plain(lines: Iterator[str]) -> list[str]:
    return [line.replace(NBSP, " ") for line in lines]


def test_support_finds_under_the_old_address_that_it_was_changed(world: ClientFixture) -> None:
    session = world.activated()
    ask = {"email": "jeanne@nouveau.fr", "current_password": FORM["password"]}
    asked = world.client.request_address_change(session, ask)
    link = world.token(AddressChangeMail)
    world.clock.advance(timedelta(minutes=1))
    world.client.confirm_address_change(link, browser=getattr(asked, "browser", None))
    changed = "01/01/2026 à 13 h 01 : L'adresse e-mail de l'espace client a été changée."
    _, now, *_, last = about(world, FORM["email"])
    assert (now, last) == ("Aucun espace client n'existe à cette adresse.", changed)
    assert any("L'adresse e-mail de l'espace" in line for line in about(world, ask["email"]))


def test_a_wrong_meter_is_typed_until_a_limit_is_reached(world: ClientFixture) -> None:
    for _ in range(7):
        world.client.open_account({**FORM, "meter_number": "A02GJ098703"}, client_address="1.2.3.4")
        world.clock.advance(MINUTE)
    refused = "Une demande a été refusée : le compteur saisi n'est pas celui du contrat 0123456."
    assert about_contract(world) == [
        "Contrat 0123456 (Société Eau de Marseille Métropole)",
        "Ce contrat n'est rattaché à aucun espace client.",
        f"01/01/2026 à 13 h 00 : {refused}",
        f"01/01/2026 à 13 h 01 : {refused}",
        f"01/01/2026 à 13 h 02 : {refused}",
        f"01/01/2026 à 13 h 03 : {refused}",
        (
            f"01/01/2026 à 13 h 04 : {refused} C'était un essai de trop : les suivants sont "
            "refusés, même justes, jusqu'au 01/01/2026 à 14 h 00."
        ),
    ]


def test_the_contract_is_that_of_another_account(world: ClientFixture) -> None:
    world.activated()
    world.clock.advance(HOUR)
    world.requested(email="paul@exemple.fr")
    assert about(world, "paul@exemple.fr") == [
        "Adresse paul@exemple.fr",
        "Aucun espace client n'existe à cette adresse.",
        (
            "01/01/2026 à 14 h 00 : Une ouverture a été demandée avec le contrat 0123456 et le bon "
            "compteur, mais un autre espace client avait déjà ce contrat, comme un e-mail l'a "
            "indiqué."
        ),
    ]


def test_the_link_was_never_pressed(world: ClientFixture) -> None:
    world.requested()
    requested = (
        "01/01/2026 à 13 h 00 : Une ouverture a été demandée avec le contrat 0123456 et le bon "
        "compteur : le lien d'activation a été envoyé par e-mail."
    )
    assert about(world, "jeanne@exemple.fr") == [
        "Adresse jeanne@exemple.fr",
        "Aucun espace client n'existe à cette adresse.",
        (
            "Une demande d'ouverture attend que son lien d'activation soit utilisé, avant le "
            "03/01/2026 à 13 h 00."
        ),
        requested,
    ]
    world.clock.advance(48 * HOUR)
    assert about(world, "jeanne@exemple.fr") == [
        "Adresse jeanne@exemple.fr",
        "Aucun espace client n'existe à cette adresse.",
        "Aucun lien d'activation n'attend plus : il faut refaire la demande d'ouverture.",
        requested,
    ]


def test_the_address_has_an_account_already(world: ClientFixture) -> None:
    browser = world.requested().browser
    world.clock.advance(MINUTE)
    world.activate(browser)
    world.clock.advance(HOUR)
    world.requested(contract_number="7654321", meter_number="C03ED390487")
    assert about(world, "jeanne@exemple.fr") == [
        "Adresse jeanne@exemple.fr",
        "Un espace client existe à cette adresse depuis le 01/01/2026 à 13 h 01.",
        (
            "01/01/2026 à 13 h 00 : Une ouverture a été demandée avec le contrat 0123456 et le bon "
            "compteur : le lien d'activation a été envoyé par e-mail."
        ),
        "01/01/2026 à 13 h 01 : L'espace client a été ouvert, avec le contrat 0123456.",
        (
            "01/01/2026 à 14 h 01 : Une ouverture a été demandée avec le contrat 7654321 et le bon "
            "compteur, mais l'adresse avait déjà un espace client, comme un e-mail l'a indiqué."
        ),
    ]


def test_the_password_is_forgotten(world: ClientFixture) -> None:
    world.activated()
    world.clock.advance(HOUR)
    for _ in range(6):
        world.client.sign_in({**FORM, "password": "wrong"})
    world.client.request_reset(FORM)
    refused = (
        "01/01/2026 à 14 h 00 : Une connexion a été refusée : aucun espace client à cette "
        "adresse, ou mot de passe faux."
    )
    blocked = (
        " C'était un essai de trop : les suivants sont refusés, même justes, jusqu'au "
        "01/01/2026 à 14 h 01."
    )
    requested = "01/01/2026 à 14 h 00 : Un lien pour réinitialiser le mot de passe a été demandé."
    told = about_contract(world)
    assert told[:2] == [
        "Contrat 0123456 (Société Eau de Marseille Métropole)",
        "Ce contrat est rattaché à un espace client depuis le 01/01/2026 à 13 h 00.",
    ]
    assert sorted(told[4:]) == sorted([*[refused] * 4, refused + blocked, requested])


def test_the_contract_has_ended(world: ClientFixture) -> None:
    world.client.open_account({**FORM, "contract_number": "0000001", "meter_number": "D15FJ448363"})
    assert about(world, "jeanne@exemple.fr")[2:] == [
        "01/01/2026 à 13 h 00 : Une demande a été refusée : le contrat 0000001 est terminé.",
    ]


def test_the_contract_is_to_end_and_then_has_ended(world: ClientFixture) -> None:
    browser = world.requested().browser
    world.clock.advance(MINUTE)
    world.activate(browser)
    world.clock.advance(MINUTE)
    world.client.apply(ContractEnded(BillingEventId("1"), CONTRACT, NOON + 24 * HOUR))
    assert about_contract(world)[1] == (
        "Ce contrat est encore rattaché à un espace client, jusqu'au 02/01/2026 à 13 h 00."
    )
    world.clock.advance(24 * HOUR)
    assert about_contract(world)[1:] == [
        (
            "Ce contrat a été rattaché à un espace client jusqu'au 02/01/2026 à 13 h 00, et ne "
            "l'est plus à aucun."
        ),
        (
            "01/01/2026 à 13 h 00 : Une ouverture a été demandée avec le contrat 0123456 et le bon "
            "compteur : le lien d'activation a été envoyé par e-mail."
        ),
        "01/01/2026 à 13 h 01 : L'espace client a été ouvert, avec le contrat 0123456.",
        "01/01/2026 à 13 h 02 : Le contrat 0123456 prend fin le 02/01/2026.",
    ]


def test_the_contract_to_add_is_that_of_another_account(world: ClientFixture) -> None:
    world.activated(email="paul@exemple.fr", contract_number="7654321", meter_number="C03ED390487")
    session = world.activated()
    world.clock.advance(MINUTE)
    house = {**FORM, "contract_number": "7654321", "meter_number": "C03ED390487"}
    world.client.add_contract(session, house)
    assert about(world, "jeanne@exemple.fr")[-1] == (
        "01/01/2026 à 13 h 01 : Un ajout a été refusé : un autre espace client a déjà le contrat "
        "7654321."
    )


def test_of_several_people_each_has_a_number(world: ClientFixture) -> None:
    for email in ("jeanne@exemple.fr", "paul@exemple.fr"):
        world.client.open_account({**FORM, "email": email, "meter_number": "X999"})
        world.clock.advance(MINUTE)
    refused = "Une demande a été refusée : le compteur saisi n'est pas celui du contrat 0123456."
    assert about_contract(world)[2:] == [
        f"01/01/2026 à 13 h 00 (adresse n° 1) : {refused}",
        f"01/01/2026 à 13 h 01 (adresse n° 2) : {refused}",
    ]


def test_of_nothing_nothing_is_told(world: ClientFixture) -> None:
    assert about_contract(world) == [
        "Contrat 0123456 (Société Eau de Marseille Métropole)",
        "Ce contrat n'est rattaché à aucun espace client.",
        "Rien n'a été noté.",
    ]


def test_a_flood_that_limits_refuse_writes_nothing(world: ClientFixture) -> None:
    world.activated()
    for _ in range(50):
        world.client.sign_in({**FORM, "password": "wrong"})
        world.client.request_reset(FORM)
        world.client.open_account({**FORM, "meter_number": "X999"})
    kinds = [type(each.event).__name__ for each in world.memory.trail.recorded]
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "AccountRequested": 1,
        "AccountOpened": 1,
        "SignInRefused": 5,
        "ResetRequested": 3,
        "ProofRefused": 5,
    }


def test_a_whole_life_is_told_by_an_event_each(world: ClientFixture) -> None:
    session = world.activated()
    changed = world.client.change_password(
        session, {**FORM, "current_password": FORM["password"], **NEW}, client_address="192.0.2.7"
    )
    world.client.change_password(changed.session, {**FORM, "current_password": "wrong"})  # type: ignore[union-attr]  # it was changed
    world.client.sign_out(changed.session)  # type: ignore[union-attr]  # it was changed
    world.client.request_reset(FORM)
    world.client.reset_password(world.token(ResetMail), FORM, client_address="192.0.2.7")
    world.client.sign_in(FORM, client_address="192.0.2.7")
    assert [type(each.event).__name__ for each in world.memory.trail.recorded] == [
        "AccountRequested",
        "AccountOpened",
        "PasswordChanged",
        "PasswordChangeRefused",
        "SignedOut",
        "ResetRequested",
        "ResetLinkIssued",
        "PasswordReset",
        "SignedIn",
    ]


def test_a_mail_that_was_asked_for_again_and_an_address_that_was_corrected(
    world: ClientFixture,
) -> None:
    waiting = world.requested(email="jeane@exemple.fr").waiting
    world.clock.advance(MINUTE)
    world.client.resend_activation(waiting)
    world.clock.advance(MINUTE)
    world.client.correct_address(waiting, {"email": "jeanne@exemple.fr"})
    _, none, waits, moved = about(world, "jeanne@exemple.fr")
    assert none == "Aucun espace client n'existe à cette adresse."
    assert waits.endswith("soit utilisé, avant le 03/01/2026 à 13 h 00.")
    assert moved == (
        "01/01/2026 à 13 h 02 : L'adresse d'une demande pour le contrat 0123456 a été corrigée : "
        "le lien d'activation a été envoyé à celle-ci, et l'ancien lien ne fonctionne plus."
    )
    *_, again = about(world, "jeane@exemple.fr")
    assert again == (
        "01/01/2026 à 13 h 01 : Le lien d'activation pour le contrat 0123456 a été envoyé de "
        "nouveau, depuis le navigateur de la demande."
    )
