"""Leaving, over memory adapters: what a person takes along, and what closing leaves behind."""

import json
from datetime import timedelta
from typing import Any

import pytest

from espaceclient.answers import (
    AccountClosed,
    AccountExported,
    AddressChanged,
    AddressChangeRequested,
    CurrentPasswordRefused,
    Invalid,
    LinkUnusable,
    NoAccount,
    NoSession,
    RequestReceived,
    SignInRefused,
)
from espaceclient.domain import event
from espaceclient.domain.event_outcome import ClosingReason
from espaceclient.domain.mail import AccountClosedMail, AddressChangeMail, ResetMail
from espaceclient.domain.token import SessionToken
from espaceclient.values import EmailAddress
from tests.client_fixture import FORM, ClientFixture, client_fixture

JEANNE = EmailAddress("jeanne@exemple.fr")
PASSWORD = FORM["password"]
PAULS = {
    "email": "paul@exemple.fr",
    "contract_number": "7654321",
    "meter_number": "C03ED390487",
}
NEW_ADDRESS = {"email": "jeanne@nouveau.fr", "current_password": PASSWORD}


@pytest.fixture
def world() -> ClientFixture:
    return client_fixture()


def exported(world: ClientFixture, session: SessionToken) -> AccountExported:
    answer = world.client.export_account(session, client_address="192.0.2.7")
    assert isinstance(answer, AccountExported)
    return answer


def test_all_that_is_held_is_exported(world: ClientFixture) -> None:
    session = world.activated()
    world.client.sign_in({**FORM, "password": "wrong"}, client_address="192.0.2.9")
    world.client.request_reset(FORM)
    _ = world.mails  # the relay answers the question
    world.client.request_address_change(session, NEW_ADDRESS)
    world.clock.advance(timedelta(minutes=5))
    fields = exported(world, session).fields
    noon, later = "2026-01-01T12:00:00+00:00", "2026-01-01T12:05:00+00:00"
    account = dict(fields["account"])
    assert isinstance(account.pop("id"), str)
    assert account == {
        "email": "jeanne@exemple.fr",
        "opened_at": noon,
        "last_seen_at": noon,
        "warnings": 0,
        "language": "fr",
        "closes_at": None,
    }
    assert fields["exported_at"] == later
    operator = "Société Eau de Marseille Métropole"
    assert fields["contracts"] == [
        {
            "number": "0123456",
            "operator": {"code": operator, "name": operator},
            "commune": {"code": "13022", "name": "Cassis"},
            "meter": "A02GJ098702",
            "customer": None,
            "began": None,
            "since": noon,
            "until": None,
            "ended_because": None,
        }
    ]
    assert fields["sessions"] == [
        {
            "opened_at": noon,
            "last_seen_at": noon,
            "expires_at": "2026-01-01T12:30:00+00:00",
            "label": None,
        }
    ]
    assert fields["reset_links"] == [{"asked_at": noon, "expires_at": "2026-01-01T13:00:00+00:00"}]
    assert fields["address_changes"] == [
        {
            "email": "jeanne@nouveau.fr",
            "asked_at": noon,
            "expires_at": "2026-01-02T12:00:00+00:00",
        }
    ]
    assert fields["requests"] == []
    assert fields["failed_sign_ins"] == {"in_a_row": 1, "in_the_day": 1, "last_at": noon}
    assert [each["at"] for each in fields["events"]] == [noon] * 6 + [later]
    assert {each["kind"] for each in fields["events"]} == {
        "account_requested",
        "account_opened",
        "sign_in_refused",
        "reset_requested",
        "reset_link_issued",
        "address_change_requested",
        "account_exported",
    }


def test_an_export_is_json_without_a_hash_a_token_or_a_fingerprint(world: ClientFixture) -> None:
    session = world.activated()
    world.client.request_reset(FORM)
    reset = world.token(ResetMail)
    text = json.dumps(exported(world, session).fields)
    subject = world.tokens.fingerprint("event", JEANNE.key)
    for secret in (PASSWORD, session, session.split(".")[0], reset.split(".")[0], subject):
        assert secret not in text


def test_a_contract_that_a_stranger_typed_beside_the_address_is_not_told(
    world: ClientFixture,
) -> None:
    session = world.activated()
    world.client.open_account({**FORM, "contract_number": "7654321"})
    told = [each for each in exported(world, session).fields["events"] if "contract" in each]
    assert {each["contract"]["number"] for each in told} == {"0123456"}


# An export is no way round what the answers do not tell


def asks_for_pauls_address(world: ClientFixture, session: SessionToken) -> tuple[Any, Any]:
    asked = {**NEW_ADDRESS, "email": PAULS["email"]}
    assert isinstance(world.client.request_address_change(session, asked), AddressChangeRequested)
    fields = exported(world, session).fields
    happened = [{**each, "account": None} for each in fields["events"]]
    return fields["address_changes"], sorted(happened, key=str)


def test_an_export_does_not_tell_whether_the_address_that_was_asked_for_has_an_account(
    world: ClientFixture,
) -> None:
    world.activated(**PAULS)
    with_paul = asks_for_pauls_address(world, world.activated())
    without = client_fixture()
    assert with_paul == asks_for_pauls_address(without, without.activated())


def test_an_export_does_not_tell_why_a_contract_was_not_proved(world: ClientFixture) -> None:
    world.activated(**PAULS)
    session = world.activated()
    for number in ("7654321", "9999999"):
        world.client.add_contract(session, {**FORM, "contract_number": number})
    told = [each for each in exported(world, session).fields["events"] if "proof" in each["kind"]]
    assert [each.get("outcome") for each in told] == [None, None]


def test_an_export_tells_a_new_owner_of_an_address_nothing_of_the_account_that_had_it(
    world: ClientFixture,
) -> None:
    session = world.activated()
    browser = world.client.request_address_change(session, NEW_ADDRESS)
    assert isinstance(browser, AddressChangeRequested)
    link = world.token(AddressChangeMail)
    changed = world.client.confirm_address_change(link, browser=browser.browser)
    assert isinstance(changed, AddressChanged)
    jeannes_id = exported(world, session).fields["account"]["id"]
    world.clock.advance(timedelta(minutes=1))
    pauls = world.activated(**PAULS | {"email": JEANNE.text})
    world.clock.advance(timedelta(minutes=1))
    fields = exported(world, pauls).fields
    assert jeannes_id not in json.dumps(fields)
    assert sorted(each["kind"] for each in fields["events"]) == [
        "account_exported",
        "account_opened",
        "account_requested",
    ]


def test_an_export_holds_no_fingerprint_of_an_address_that_was_corrected(
    world: ClientFixture,
) -> None:
    requested = world.requested(email="jeanne@exmple.fr")
    world.client.correct_address(requested.waiting, {"email": JEANNE.text})
    session = world.activate(requested.browser).session
    mistyped = world.tokens.fingerprint("event", "jeanne@exmple.fr")
    assert mistyped not in json.dumps(exported(world, session).fields)


def test_a_client_without_a_trail_exports_no_events(world: ClientFixture) -> None:
    session = world.activated()
    blind = client_fixture(storage=world.memory, trail=False)
    answer = blind.client.export_account(session)
    assert isinstance(answer, AccountExported)
    assert "events" not in answer.fields


def test_what_has_expired_is_exported_no_more(world: ClientFixture) -> None:
    session = world.activated()
    world.client.sign_in({**FORM, "password": "wrong"})
    world.client.request_address_change(session, NEW_ADDRESS)
    world.clock.advance(timedelta(hours=25))
    fields = exported(world, world.signed_in()).fields
    assert (len(fields["sessions"]), fields["address_changes"]) == (1, [])
    assert fields["failed_sign_ins"] is None or fields["failed_sign_ins"]["in_a_row"] == 0


@pytest.mark.parametrize("wait", [timedelta(0), timedelta(hours=13)])
def test_nobody_exports_or_closes_without_a_session(world: ClientFixture, wait: timedelta) -> None:
    session = world.activated() if wait else SessionToken("forged")
    world.clock.advance(wait)
    assert world.client.export_account(session) == NoSession()
    assert world.client.close_account(session, PASSWORD) == NoSession()


def test_a_closed_account_is_gone_with_its_sessions_its_links_and_its_contract(
    world: ClientFixture,
) -> None:
    session, other = world.activated(), world.signed_in()
    world.client.request_reset(FORM)
    reset = world.token(ResetMail)
    world.client.request_address_change(session, NEW_ADDRESS)
    change = world.token(AddressChangeMail)
    assert world.client.close_account(session, PASSWORD) == AccountClosed()
    assert world.client.find_account(email=JEANNE) == NoAccount()
    assert {world.client.find_session(each) for each in (session, other)} == {NoSession()}
    assert world.client.sign_in(FORM) == SignInRefused()
    assert world.client.preview_reset(reset) == LinkUnusable()
    assert world.client.preview_address_change(change) == LinkUnusable()
    assert world.mails[-1] == AccountClosedMail(JEANNE, ClosingReason.BY_OWNER)


def test_nobody_undoes_a_closing(world: ClientFixture) -> None:
    session = world.activated()
    world.client.close_account(session, PASSWORD)
    assert world.client.close_account(session, PASSWORD) == NoSession()
    assert world.client.export_account(session) == NoSession()


def test_whoever_left_may_open_another_account_with_the_same_contract(
    world: ClientFixture,
) -> None:
    world.client.close_account(world.activated(), PASSWORD)
    assert isinstance(world.client.open_account(FORM), RequestReceived)
    again = world.activated()
    assert exported(world, again).fields["account"]["email"] == "jeanne@exemple.fr"


def test_what_failed_at_the_address_and_what_waits_for_it_goes_with_the_account(
    world: ClientFixture,
) -> None:
    session = world.activated()
    world.client.sign_in({**FORM, "password": "wrong"})
    world.client.close_account(session, "wrong")
    world.client.close_account(session, PASSWORD)
    kept = {type(record).__name__ for record in world.records}
    assert kept <= {"HourlyCounter", "FailedAttempts"}
    assert [each for each in world.records if getattr(each, "in_a_row", 0)] == []


def test_the_trail_keeps_the_id_and_no_event_holds_the_address(world: ClientFixture) -> None:
    session = world.activated()
    world.client.close_account(session, PASSWORD, client_address="192.0.2.7")
    events = [each.event for each in world.memory.trail.recorded]
    closed = events[-1]
    assert isinstance(closed, event.AccountClosed)
    assert (closed.outcome, closed.network) == (ClosingReason.BY_OWNER, "192.0.2.0/24")
    assert "jeanne" not in repr(events).lower()
    assert "exemple.fr" not in repr(events)


@pytest.mark.parametrize("typed", ["wrong", "Aa1!aaab"])
def test_a_wrong_password_closes_nothing(world: ClientFixture, typed: str) -> None:
    session = world.activated()
    assert world.client.close_account(session, typed) == CurrentPasswordRefused()
    assert world.client.find_account(email=JEANNE) != NoAccount()


def test_an_empty_password_is_told_so(world: ClientFixture) -> None:
    answer = world.client.close_account(world.activated(), "")
    assert isinstance(answer, Invalid)
    assert [each.code for each in answer.problems] == ["current_password/required"]


def test_wrong_passwords_are_limited_as_for_a_change_of_password(world: ClientFixture) -> None:
    session = world.activated()
    for _ in range(5):
        world.client.close_account(session, "wrong")
    assert world.client.close_account(session, PASSWORD) == CurrentPasswordRefused()
    world.clock.advance(timedelta(seconds=60))
    assert world.client.close_account(session, PASSWORD) == AccountClosed()
