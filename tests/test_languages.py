"""The language of somebody, lived on memory adapters: asked at the form, kept, used by mails."""

from datetime import timedelta

import pytest

from espaceclient import SessionToken
from espaceclient.answers import (
    AccountExported,
    AddressChangeRequested,
    LanguageChosen,
    NoSession,
    RequestReceived,
    SessionFound,
)
from espaceclient.billing import BillingEventId, ContractEnded
from espaceclient.domain import event
from espaceclient.domain.account import Account
from espaceclient.domain.mail import AddressChangeMail
from espaceclient.ports.trail import Everything
from espaceclient.values import FRENCH, Contract, ContractNumber, Language, WaitingToken
from tests.client_fixture import FORM, NOON, SEMM, ClientFixture, client_fixture

ENGLISH = Language("en")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PAUL = {"email": "paul@exemple.fr", "contract_number": "7654321", "meter_number": "C03ED390487"}


@pytest.fixture
def world() -> ClientFixture:
    return client_fixture()


def asked(world: ClientFixture, language: Language, **changed: str) -> RequestReceived:
    answer = world.client.open_account({**FORM, **changed}, language=language)
    assert isinstance(answer, RequestReceived)
    return answer


def opened(world: ClientFixture, language: Language, **changed: str) -> SessionToken:
    return world.activate(asked(world, language, **changed).browser).session


def read(world: ClientFixture) -> dict[str, set[str]]:
    """Return the languages of the mails, by their kinds."""
    kinds: dict[str, set[str]] = {}
    for mail in world.mails:
        kinds.setdefault(type(mail).__name__, set()).add(mail.language.code)
    return kinds


def test_all_mails_of_a_life_are_in_the_language_that_was_asked_for_at_the_form(
    world: ClientFixture,
) -> None:
    client = world.client
    opened(world, ENGLISH)
    asked(world, FRENCH)  # somebody else, for the same address
    world.clock.advance(HOUR)
    asked(world, FRENCH, email="stranger@exemple.fr")  # for the same contract
    session = world.signed_in()
    client.add_contract(session, {**FORM, **PAUL})
    client.remove_contract(session, Contract(SEMM, ContractNumber("7654321")), FORM["password"])
    new = {"password": "Bb2!bbbb", "confirmation": "Bb2!bbbb"}
    client.change_password(session, {"current_password": FORM["password"], **new})
    world.clock.advance(HOUR)
    session = world.signed_in(password="Bb2!bbbb")
    changed = client.request_address_change(
        session, {"email": "j@exemple.fr", "current_password": "Bb2!bbbb"}
    )
    assert isinstance(changed, AddressChangeRequested)
    client.confirm_address_change(world.token(AddressChangeMail), browser=changed.browser)
    contract = Contract(SEMM, ContractNumber(FORM["contract_number"]))
    client.apply(ContractEnded(BillingEventId("end"), contract, NOON + DAY))
    client.request_reset({"email": "j@exemple.fr"})
    forgotten = read(world)["ResetMail"]
    client.close_account(session, "Bb2!bbbb")
    assert forgotten == {"en"}
    told = read(world)
    of_the_stranger = told.pop("ContractInUseMail")
    assert of_the_stranger == {"fr"}
    assert told == {
        kind: {"en"}
        for kind in (
            "ActivationMail",
            "AccountConfirmedMail",
            "AddressInUseMail",
            "ContractClaimedMail",
            "ContractAddedMail",
            "ContractRemovedMail",
            "PasswordUpdatedMail",
            "AddressChangeMail",
            "AddressChangeRequestedMail",
            "AddressChangedMail",
            "ContractEndedMail",
            "AccountClosedMail",
        )
    }


def found(world: ClientFixture, session: SessionToken) -> SessionFound:
    answer = world.client.find_session(session)
    assert isinstance(answer, SessionFound)
    return answer


def test_an_address_that_is_claimed_is_told_in_the_language_of_its_account(
    world: ClientFixture,
) -> None:
    opened(world, ENGLISH, **PAUL)
    session = opened(world, FRENCH)
    world.client.request_address_change(
        session, {"email": PAUL["email"], "current_password": FORM["password"]}
    )
    assert read(world)["AddressClaimedMail"] == {"en"}


def test_who_asked_in_french_is_written_to_in_french(world: ClientFixture) -> None:
    world.activated()
    assert read(world) == {"ActivationMail": {"fr"}, "AccountConfirmedMail": {"fr"}}


def test_what_is_sent_again_or_to_the_corrected_address_is_in_the_language_of_the_request(
    world: ClientFixture,
) -> None:
    waiting: WaitingToken = asked(world, ENGLISH).waiting
    world.client.resend_activation(waiting)
    world.client.correct_address(waiting, {"email": "jeanne2@exemple.fr"})
    world.client.request_reset({"email": "jeanne2@exemple.fr"})
    assert [mail.language for mail in world.mails] == [ENGLISH] * 4


def test_what_is_chosen_while_signed_in_is_kept_with_the_account(world: ClientFixture) -> None:
    session = opened(world, FRENCH)
    assert world.client.choose_language(session, ENGLISH) == LanguageChosen()
    world.client.request_reset({"email": FORM["email"]})
    assert found(world, session).language == ENGLISH
    assert read(world)["ResetMail"] == {"en"}


def test_a_choice_is_told_once_with_from_where(world: ClientFixture) -> None:
    session = opened(world, FRENCH)
    for _ in range(2):
        world.client.choose_language(session, ENGLISH, client_address="192.0.2.7")
    events = [each.event for each in world.memory.trail.page(Everything())]
    told = [each for each in events if isinstance(each, event.LanguageChosen)]
    account = found(world, session).account
    assert told == [event.LanguageChosen(account, "en", "192.0.2.0/24")]


def test_signing_in_elsewhere_changes_no_language(world: ClientFixture) -> None:
    opened(world, ENGLISH)
    assert found(world, world.signed_in()).language == ENGLISH


def test_nobody_chooses_for_an_account_without_its_session(world: ClientFixture) -> None:
    session = opened(world, FRENCH)
    world.client.sign_out(session)
    assert [
        world.client.choose_language(each, ENGLISH) for each in (session, SessionToken("forged"))
    ] == [NoSession()] * 2
    assert [each.language for each in world.records if isinstance(each, Account)] == [FRENCH]


def test_the_language_is_seen_by_the_hosts_services_and_in_the_export(world: ClientFixture) -> None:
    session = opened(world, ENGLISH)
    (account,) = world.client.accounts().accounts
    exported = world.client.export_account(session)
    assert isinstance(exported, AccountExported)
    assert (account.language, exported.fields["account"]["language"]) == (ENGLISH, "en")
