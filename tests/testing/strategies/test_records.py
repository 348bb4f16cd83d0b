"""What adapters keep and carry: every class, with its extremes; storages and mailers take what is
drawn.
"""

from typing import get_args

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis.strategies import SearchStrategy

from espaceclient.adapters.memory import MemoryMailer
from espaceclient.domain.account import Account, AccountId
from espaceclient.domain.address_change import AddressChange
from espaceclient.domain.decision import Decision
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.holding import Holding
from espaceclient.domain.instant import FOREVER
from espaceclient.domain.lifetimes import Validity
from espaceclient.domain.mail import QueuedMail
from espaceclient.domain.password import PasswordHash
from espaceclient.domain.reset import Reset
from espaceclient.domain.session import Session
from espaceclient.ports import MailContent, Message, Snapshot
from espaceclient.ports.storage import (
    AccountOfAddressChange,
    AccountOfReset,
    AccountOfSession,
    AddressChangesOfAccount,
    HoldingsOfAccount,
    HoldingsOfSession,
    ResetsOfAccount,
    SessionsOfAccount,
)
from espaceclient.testing.laws.storage.fixture import every_lookup
from espaceclient.testing.samples import EPOCH
from espaceclient.testing.strategies import records
from tests.adapters.makers import memory_storage
from tests.testing.strategies import outbox, storage
from tests.testing.strategies.drawn import drawn, told

pytestmark = pytest.mark.unmeasured

SOMEBODY = Account(
    AccountId("somebody"),
    EmailAddress("somebody@ailleurs.fr"),
    PasswordHash("$2b$04$" + "." * 53, None),
    EPOCH,
)
NAMES = {
    "AccountAtAddress",
    "AccountById",
    "AccountOfAddressChange",
    "AddressChangeById",
    "AddressChangesOfAccount",
    "AccountOfContract",
    "AccountOfReset",
    "AccountOfSession",
    "HoldingById",
    "HoldingsOfAccount",
    "HoldingsOfContract",
    "HoldingsOfSession",
    "RegistrationById",
    "RegistrationsAtAddress",
    "RegistrationsFor",
    "RegistrationsOfContract",
    "ResetById",
    "ResetsOfAccount",
    "SessionById",
    "SessionsOfAccount",
    "AppliedEventById",
    "EndedContractByKey",
    "FailedAttemptsByKey",
    "HourlyCounterByKey",
}


ENDS = {EPOCH, FOREVER}


@pytest.mark.parametrize(
    ("strategy", "instant"),
    [
        (records.accounts(), "opened_at"),
        (records.sessions(), "opened_at"),
        (records.sessions(), "expires_at"),
        (records.failed_attempts(), "last_failed_at"),
    ],
)
def test_records_stand_at_the_first_and_the_last_instant(
    strategy: SearchStrategy[object], instant: str
) -> None:
    assert told(ENDS, strategy, lambda record: [getattr(record, instant)]) >= ENDS


def test_what_lasts_begins_at_the_first_instant_and_ends_at_the_last() -> None:
    def ends(validity: Validity) -> list[object]:
        return [("since", validity.since), ("until", validity.until)]

    extremes = {("since", EPOCH), ("until", FOREVER)}
    assert told(extremes, records.validities(), ends, 1000) >= extremes
    assert told({EPOCH}, records.hourly_counters(), lambda one: [one.opened_at]) >= {EPOCH}


@pytest.mark.parametrize(
    ("strategy", "number", "extremes"),
    [
        (records.sessions(), "password_version", {1, 2**31 - 1}),
        (records.hourly_counters(), "count", {0, 1000}),
        (records.failed_attempts(), "in_a_row", {0, 1000}),
    ],
)
def test_records_count_from_nothing_to_what_31_bits_hold(
    strategy: SearchStrategy[object], number: str, extremes: set[int]
) -> None:
    assert told(extremes, strategy, lambda record: [getattr(record, number)]) >= extremes


def test_the_holding_the_reset_and_the_session_are_the_accounts() -> None:
    assert all(
        each.holding.account == each.reset.account == each.session.account == each.account.id
        for each in drawn(records.one_of_each())
    )


def test_two_of_each_have_nothing_in_common() -> None:
    for here, there in drawn(records.two_accounts(), 30):
        assert (here.id, here.email) != (there.id, there.email)


def test_mails_are_of_every_kind() -> None:
    names = {
        "AccountClosedMail",
        "AccountConfirmedMail",
        "AccountUnvisitedMail",
        "ActivationMail",
        "AddressChangeMail",
        "AddressChangeRequestedMail",
        "AddressChangedMail",
        "AddressClaimedMail",
        "AddressInUseMail",
        "ContractAddedMail",
        "ContractClaimedMail",
        "ContractEndedMail",
        "ContractInUseMail",
        "ContractRemovedMail",
        "ContractRenumberedMail",
        "HolderChangedMail",
        "HoldingRescindedMail",
        "PasswordUpdatedMail",
        "ResetMail",
    }
    assert told(names, records.mails(), lambda mail: [type(mail).__name__]) == names


def test_a_queued_mail_may_be_a_question() -> None:
    kinds = set(get_args(QueuedMail))
    assert told(kinds, records.queued_mails(), lambda queued: [type(queued)]) == kinds


@given(outbox.messages())
def test_a_mailer_takes_every_message(message: Message) -> None:
    mailer = MemoryMailer()
    mailer.send(message)
    assert mailer.messages == (message,)
    assert len(message.subject.splitlines()) <= 1


def test_contents_are_empty_long_and_of_lines_of_a_dot() -> None:
    letters = drawn(outbox.letters())
    assert {"", "x" * 2000} <= {letter.text for letter in letters}
    assert any("\n..\n" in letter.text for letter in letters)
    assert any(type(letter) is MailContent and len(letter.subject) == 200 for letter in letters)


def test_leased_mails_have_been_tried_or_not() -> None:
    assert {0, 15} <= {leased_mail.attempts for leased_mail in drawn(outbox.leased_mails())}


def test_entries_wait_or_are_dead_and_some_cannot_be_read() -> None:
    entries = drawn(outbox.entries())
    assert {one.dead for one in entries} == {True, False}
    assert {one.mail is None for one in entries} == {True, False}
    errors = {one.last_error for one in entries}
    assert None in errors
    assert any(error and len(error) > 4000 and "\n" in error for error in errors)


def test_lookups_are_of_every_kind() -> None:
    names = NAMES | {"AccountsInOrder", "EndlessHoldings", "Expired"}
    assert told(names, storage.lookups(), lambda lookup: [type(lookup).__name__]) == names


def test_snapshots_tell_absences_and_presences() -> None:
    snapshots = drawn(storage.snapshots(), 100)
    assert {len(found) for seen in snapshots for found in seen.found.values()} == {0, 1}
    assert {type(lookup).__name__ for seen in snapshots for lookup in seen.found} == NAMES


@settings(max_examples=50)
@given(storage.snapshots())
def test_nobody_owns_a_session_without_an_account_in_a_snapshot(seen: Snapshot) -> None:
    found = {type(lookup).__name__ for lookup, stored in seen.found.items() if stored}
    assert "AccountAtAddress" in found or not found & {
        "SessionById",
        "AccountOfSession",
        "HoldingById",
        "HoldingsOfSession",
        "SessionsOfAccount",
        "ResetById",
        "AddressChangeById",
        "AddressChangesOfAccount",
        "ResetsOfAccount",
    }


@settings(max_examples=50)
@given(storage.decisions())
def test_a_storage_that_holds_the_records_takes_every_decision(decision: Decision[None]) -> None:
    made = memory_storage()
    records = (*decision.save, *decision.delete)
    owned = (Holding, Reset, AddressChange, Session)
    owners = {record.account for record in records if isinstance(record, owned)}
    accounts = {record.id for record in decision.save if isinstance(record, Account)}
    made.save_new(*(evolve(SOMEBODY, id=owner) for owner in owners - accounts))
    made.save_new(*records)
    made.storage.commit(decision, made.storage.read(*every_lookup(*records)))
    assert len(made.outbox.entries()) == len(decision.queue)
    found = made.storage.read(*every_lookup(*decision.delete)).found
    assert {type(lookup) for lookup, stored in found.items() if stored} <= {
        AccountOfAddressChange,
        AccountOfReset,
        AccountOfSession,
        AddressChangesOfAccount,
        HoldingsOfAccount,
        HoldingsOfSession,
        ResetsOfAccount,
        SessionsOfAccount,
    }


KEPT = {
    "Account",
    "Holding",
    "Registration",
    "Reset",
    "AddressChange",
    "Session",
    "FailedAttempts",
    "HourlyCounter",
    "AppliedEvent",
    "EndedContract",
}


def test_decisions_do_much_or_nothing() -> None:
    much = {
        "nothing",
        *(("save", kind) for kind in KEPT),
        *(("delete", kind) for kind in KEPT - {"Account"}),
    }

    def done(decision: Decision[None]) -> list[object]:
        save = [("save", type(record).__name__) for record in decision.save]
        delete = [("delete", type(record).__name__) for record in decision.delete]
        return [*save, *delete, *["nothing"] * decision.changes_nothing]

    assert told(much, storage.decisions(), done, 1000) == much


def test_decisions_are_made_at_either_end_of_time() -> None:
    assert told(ENDS, storage.decisions(), lambda decision: [decision.at], 800) >= ENDS
