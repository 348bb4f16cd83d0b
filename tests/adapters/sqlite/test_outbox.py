from datetime import timedelta
from itertools import chain
from pathlib import Path

import pytest

from espaceclient.adapters.sqlite import SqliteDatabase, SqliteOutbox, SqliteStorage
from espaceclient.domain.mail import (
    AccountConfirmedMail,
    ActivationMail,
    AddressInUseMail,
    ContractAddedMail,
    ContractClaimedMail,
    ContractEndedMail,
    ContractInUseMail,
    ContractRemovedMail,
    ContractRenumberedMail,
    HolderChangedMail,
    HoldingRescindedMail,
    PasswordUpdatedMail,
    QueuedMail,
    ResetMail,
    ResetQuestion,
)
from espaceclient.domain.registration import RegistrationId
from espaceclient.domain.reset import ResetId
from espaceclient.domain.values import ContractNumber
from espaceclient.ports.storage import Snapshot
from tests.adapters.sqlite.concurrent_writers import Processes, in_threads, wait_for_the_others
from tests.adapters.sqlite.samples import HOUR, email, saving
from tests.client_fixture import NOON

LEASE = timedelta(minutes=10)
MAILS: tuple[QueuedMail, ...] = (
    ActivationMail(email(1), RegistrationId("registration-1"), timedelta(hours=48)),
    AddressInUseMail(email(2)),
    ContractInUseMail(email(3)),
    ContractClaimedMail(email(4)),
    AccountConfirmedMail(email(5)),
    ResetMail(email(6), ResetId("reset-1"), timedelta(microseconds=3_600_000_001)),
    PasswordUpdatedMail(email(7)),
    ResetQuestion(email(8), ResetId("reset-2"), timedelta(hours=1)),
    ContractAddedMail(email(9), ContractNumber("0000042")),
    ContractRemovedMail(email(10), ContractNumber("0000042")),
    ContractEndedMail(email(11), ContractNumber("0000042"), NOON, NOON + timedelta(days=396)),
    HolderChangedMail(email(12), ContractNumber("0000042"), NOON, NOON + timedelta(days=396)),
    ContractRenumberedMail(email(13), ContractNumber("0000042"), ContractNumber("4200000")),
    HoldingRescindedMail(email(14), ContractNumber("0000042")),
    ContractRenumberedMail(email(15), ContractNumber("1"), ContractNumber("1"), "Eaux réunies"),
)


def _queue(database: SqliteDatabase, *mails: QueuedMail) -> SqliteOutbox:
    SqliteStorage(database).commit(saving(queue=mails), Snapshot({}))
    return SqliteOutbox(database)


def test_every_kind_of_mail_comes_back_as_it_went_in_the_order_of_queueing(
    database: SqliteDatabase,
) -> None:
    leased = _queue(database, *MAILS).lease(NOON, LEASE, 100)
    assert tuple(leased_mail.mail for leased_mail in leased) == MAILS
    assert [leased_mail.mail.to.text for leased_mail in leased] == [
        f"Jeanne{number}@exemple.fr" for number in range(1, 16)
    ]


def test_a_deferred_mail_comes_after_those_due_longer(database: SqliteDatabase) -> None:
    outbox = _queue(database, *MAILS[:3])
    first, second, third = outbox.lease(NOON, LEASE, 3)
    outbox.defer(first, NOON + 2 * HOUR, "busy")
    outbox.release(second, NOON + HOUR)
    outbox.delivered(third)
    again = outbox.lease(NOON + 2 * HOUR, LEASE, 3)
    assert [(leased_mail.mail, leased_mail.attempts) for leased_mail in again] == [
        (MAILS[1], 0),
        (MAILS[0], 1),
    ]


def test_what_a_late_lease_owner_reports_does_not_count(database: SqliteDatabase) -> None:
    outbox = _queue(database, MAILS[0])
    (late,) = outbox.lease(NOON, LEASE, 1)
    (present,) = outbox.lease(NOON + LEASE, LEASE, 1)
    outbox.delivered(late)
    outbox.dead_letter(late, "too late")
    (entry,) = outbox.entries()
    assert (entry.id, entry.dead, entry.attempts) == (present.id, False, 0)


def test_a_dead_letter_waits_until_it_is_retried(database: SqliteDatabase) -> None:
    outbox = _queue(database, MAILS[0])
    (leased_mail,) = outbox.lease(NOON, LEASE, 1)
    outbox.dead_letter(leased_mail, "550 no such user")
    assert outbox.lease(NOON + 365 * HOUR, LEASE, 1) == []
    assert [(entry.dead, entry.attempts, entry.last_error) for entry in outbox.entries()] == [
        (True, 1, "550 no such user")
    ]
    assert outbox.retry(leased_mail.id, NOON)
    assert not outbox.retry(leased_mail.id, NOON)
    assert [retried.attempts for retried in outbox.lease(NOON, LEASE, 1)] == [0]


UNREADABLE = (
    "UPDATE outbox SET kind = 'survey'",
    "UPDATE outbox SET payload = '{'",
    "UPDATE outbox SET payload = '{}'",
)
NOT_UTF8 = "UPDATE outbox SET payload = CAST(x'22ff22' AS TEXT)"


def _queue_unreadable(database: SqliteDatabase, damage: str) -> SqliteOutbox:
    outbox = _queue(database, MAILS[0])
    with database.writing() as connection:
        connection.execute(damage)
    return outbox


@pytest.mark.parametrize("damage", [*UNREADABLE, NOT_UTF8])
def test_a_mail_that_cannot_be_read_is_set_apart_and_stalls_no_other(
    database: SqliteDatabase, damage: str
) -> None:
    _queue_unreadable(database, damage)
    outbox = _queue(database, *MAILS[1:3])
    assert [leased_mail.mail for leased_mail in outbox.lease(NOON, LEASE, 1)] == [MAILS[1]]
    assert [(entry.mail, entry.dead) for entry in outbox.entries()] == [
        (None, True),
        (MAILS[1], False),
        (MAILS[2], False),
    ]


def test_a_mail_that_cannot_be_read_is_told_by_its_kind_alone(database: SqliteDatabase) -> None:
    outbox = _queue_unreadable(database, UNREADABLE[0])
    outbox.lease(NOON, LEASE, 1)
    assert [entry.last_error for entry in outbox.entries()] == [
        'a mail of the kind "survey" cannot be read'
    ]


def test_a_mail_that_cannot_be_read_waits_to_be_seen_before_its_turn(
    database: SqliteDatabase,
) -> None:
    assert [
        (mail.mail, mail.dead) for mail in _queue_unreadable(database, UNREADABLE[0]).entries()
    ] == [(None, False)]


def test_a_mail_retried_under_a_release_that_reads_it_is_leased(database: SqliteDatabase) -> None:
    outbox = _queue_unreadable(database, UNREADABLE[0])
    outbox.lease(NOON, LEASE, 1)
    assert outbox.retry(outbox.entries()[0].id, NOON)
    with database.writing() as connection:
        connection.execute("UPDATE outbox SET kind = 'activation'")
    assert [leased_mail.mail for leased_mail in outbox.lease(NOON, LEASE, 1)] == [MAILS[0]]


def test_a_lease_that_is_over_at_once_takes_each_mail_once(database: SqliteDatabase) -> None:
    leased = _queue(database, *MAILS).lease(NOON, timedelta(0), 100)
    assert [leased_mail.mail for leased_mail in leased] == list(MAILS)


@pytest.mark.parametrize("at_once", [1, 3])
def test_threads_share_mails_out_without_giving_one_twice(
    database: SqliteDatabase, at_once: int
) -> None:
    outbox = _queue(database, *(AddressInUseMail(email(number)) for number in range(40)))

    def take(_thread: int) -> list[str]:
        taken: list[str] = []
        while leased := outbox.lease(NOON, LEASE, at_once):
            taken += [leased_mail.id for leased_mail in leased]
        return taken

    taken = list(chain(*in_threads(take)))
    assert (len(taken), len(set(taken))) == (40, 40)


def _take(path: Path, _process: int) -> list[str]:
    taken: list[str] = []
    with SqliteDatabase(path) as database:
        wait_for_the_others()
        while leased := SqliteOutbox(database).lease(NOON, LEASE, 2):
            taken += [leased_mail.id for leased_mail in leased]
    return taken


def test_processes_share_mails_out_without_giving_one_twice(
    processes: Processes, database: SqliteDatabase
) -> None:
    _queue(database, *(AddressInUseMail(email(number)) for number in range(40)))
    taken = list(chain(*processes.run(_take, database.path)))
    assert (len(taken), len(set(taken))) == (40, 40)
