"""What adapters keep and carry: every class, with its extremes; storages and mailers take what is
drawn.
"""

from typing import get_args

import pytest
from attrs import evolve
from hypothesis import given, settings

from espaceclient.adapters.memory import MemoryMailer
from espaceclient.domain.account import Account, AccountId
from espaceclient.domain.decision import Decision
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.holding import Holding
from espaceclient.domain.instant import FOREVER
from espaceclient.domain.mail import QueuedMail
from espaceclient.domain.password import PasswordHash
from espaceclient.domain.reset import Reset
from espaceclient.domain.session import Session
from espaceclient.ports import MailContent, Message, Snapshot
from espaceclient.ports.storage import (
    AccountOfReset,
    AccountOfSession,
    HoldingsOfAccount,
    HoldingsOfSession,
)
from espaceclient.testing.laws.storage.fixture import every_lookup
from espaceclient.testing.samples import EPOCH
from espaceclient.testing.strategies import records
from tests.adapters.makers import memory_storage
from tests.testing.strategies import outbox, storage
from tests.testing.strategies.drawn import drawn

SOMEBODY = Account(
    AccountId("somebody"),
    EmailAddress("somebody@ailleurs.fr"),
    PasswordHash("$2b$04$" + "." * 53, None),
    EPOCH,
)
NAMES = {
    "AccountAtAddress",
    "AccountById",
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
    "SessionById",
    "AppliedEventById",
    "EndedContractByKey",
    "FailedAttemptsByKey",
    "HourlyCounterByKey",
}


def test_records_stand_at_the_first_and_the_last_instant() -> None:
    validities = drawn(records.validities(), 1000)
    assert EPOCH in {validity.since for validity in validities}
    assert FOREVER in {validity.until for validity in validities}
    assert {EPOCH, FOREVER} <= {account.opened_at for account in drawn(records.accounts(), 500)}
    sessions = drawn(records.sessions(), 500)
    assert {EPOCH, FOREVER} <= {session.opened_at for session in sessions}
    assert {EPOCH, FOREVER} <= {session.expires_at for session in sessions}
    assert {EPOCH, FOREVER} <= {
        failed_attempts.last_failed_at for failed_attempts in drawn(records.failed_attempts(), 500)
    }
    assert EPOCH in {counter.opened_at for counter in drawn(records.hourly_counters(), 500)}


def test_records_count_from_nothing_to_what_31_bits_hold() -> None:
    assert {1, 2**31 - 1} <= {
        session.password_version for session in drawn(records.sessions(), 500)
    }
    assert {0, 1000} <= {counter.count for counter in drawn(records.hourly_counters(), 500)}
    assert {0, 1000} <= {
        failed_attempts.in_a_row for failed_attempts in drawn(records.failed_attempts(), 500)
    }


def test_the_holding_the_reset_and_the_session_are_the_accounts() -> None:
    assert all(
        each.holding.account == each.reset.account == each.session.account == each.account.id
        for each in drawn(records.one_of_each())
    )


def test_two_of_each_have_nothing_in_common() -> None:
    for here, there in drawn(records.two_accounts(), 50):
        assert (here.id, here.email) != (there.id, there.email)


def test_mails_are_of_every_kind() -> None:
    assert {type(mail).__name__ for mail in drawn(records.mails())} == {
        "AccountConfirmedMail",
        "ActivationMail",
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


def test_a_queued_mail_may_be_a_question() -> None:
    kinds = {type(queued) for queued in drawn(records.queued_mails())}
    assert kinds == set(get_args(QueuedMail))


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
    assert {type(lookup).__name__ for lookup in drawn(storage.lookups(), 500)} == NAMES | {
        "EndlessHoldings",
        "Expired",
    }


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
        "ResetById",
    }


@settings(max_examples=50)
@given(storage.decisions())
def test_a_storage_that_holds_the_records_takes_every_decision(decision: Decision[None]) -> None:
    made = memory_storage()
    records = (*decision.save, *decision.delete)
    owners = {record.account for record in records if isinstance(record, Holding | Reset | Session)}
    accounts = {record.id for record in decision.save if isinstance(record, Account)}
    made.save_new(*(evolve(SOMEBODY, id=owner) for owner in owners - accounts))
    made.save_new(*records)
    made.storage.commit(decision, made.storage.read(*every_lookup(*records)))
    assert len(made.outbox.entries()) == len(decision.queue)
    found = made.storage.read(*every_lookup(*decision.delete)).found
    assert {type(lookup) for lookup, stored in found.items() if stored} <= {
        AccountOfReset,
        AccountOfSession,
        HoldingsOfAccount,
        HoldingsOfSession,
    }


def test_decisions_do_much_or_nothing() -> None:
    decisions = drawn(storage.decisions(), 1000)
    assert {decision.changes_nothing for decision in decisions} == {True, False}
    assert {type(record).__name__ for decision in decisions for record in decision.save} == {
        "Account",
        "Registration",
        "Reset",
        "Session",
        "AppliedEvent",
        "EndedContract",
        "FailedAttempts",
        "Holding",
        "HourlyCounter",
    }
    assert {type(record).__name__ for decision in decisions for record in decision.delete} == {
        "Registration",
        "Reset",
        "Session",
        "AppliedEvent",
        "EndedContract",
        "FailedAttempts",
        "Holding",
        "HourlyCounter",
    }


@pytest.mark.parametrize("at", [EPOCH, FOREVER])
def test_decisions_are_made_at_either_end_of_time(at: object) -> None:
    assert at in {decision.at for decision in drawn(storage.decisions(), 400)}
