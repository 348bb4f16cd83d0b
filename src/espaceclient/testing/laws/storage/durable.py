"""What a storage that lives outside the process promises besides.

``make`` gives a function without arguments that opens the storage that is there: it starts empty,
may be opened again and again, also by several at once, and can be pickled, so that other processes
open it too.
"""

import os
from collections.abc import Callable, Iterator

from espaceclient.domain.decision import Decision
from espaceclient.domain.mail import QueuedMail
from espaceclient.domain.session import Session, SessionId
from espaceclient.domain.throttle import HourlyCounter
from espaceclient.testing.laws.difference import expect_only, expect_same
from espaceclient.testing.laws.law import Fixture, expect, law_for_all, law_of_one, opened
from espaceclient.testing.laws.storage.concurrency import OWNER
from espaceclient.testing.laws.storage.fixture import (
    LATER,
    LEASE,
    NOTHING_SEEN,
    NOW,
    UNRELATED,
    StorageAndOutbox,
    lookup,
    name,
    saving,
)
from espaceclient.testing.laws.storage.processes import ENDED, end_in_a_process
from espaceclient.testing.samples import EPOCH, TICK, mail_to, name_of
from espaceclient.testing.strategies.records import OneOfEach, one_of_each, queued_mails

OpenStorage = Callable[[], Fixture[StorageAndOutbox]]
MakeReopenable = Callable[[], OpenStorage]


@law_for_all(one_of_each(), queued_mails(), examples=5)
def what_was_committed_outlives_closing(
    open_storage: OpenStorage, records: OneOfEach, mail: QueuedMail
) -> None:
    """What was committed, records and mails, is there when the storage is closed and opened
    again.
    """
    with opened(open_storage()) as made:
        made.storage.commit(saving(*records.all, queue=(mail,)), NOTHING_SEEN)
    with opened(open_storage()) as made:
        made.expect_all_found(*records.all)
        leased = made.outbox.lease(EPOCH, LEASE, 2)
        expect_only("the outbox", [leased_mail.mail for leased_mail in leased], mail)


@law_for_all(one_of_each(), examples=5)
def a_version_outlives_closing(open_storage: OpenStorage, records: OneOfEach) -> None:
    """A version seen before the storage was closed still holds when nothing moved, and is not used
    again.
    """
    with opened(open_storage()) as made:
        made.save_new(*records.all)
        seen = made.seen(*records.all)
        versions = list(map(made.version, records.all))
    with opened(open_storage()) as made:
        expect(not made.refuses(UNRELATED, seen), "nothing moved and a commit was refused")
        for record in reversed(records.all):
            made.delete(record)
    with opened(open_storage()) as made:
        made.save_new(*records.all)
        for record, before in zip(records.all, versions, strict=True):
            twice = f"{name(record)} had version {before} both times"
            expect(made.version(record) != before, twice)


@law_of_one
def leases_and_attempts_outlive_closing(open_storage: OpenStorage) -> None:
    """Who has leased a mail, how often it failed, of what, and whether it is dead outlives the
    closing of the outbox.
    """
    with opened(open_storage()) as made:
        _queue(made, "leased", "deferred", "dead", "left")
        leased, failed, dead, _ = made.outbox.lease(NOW, LEASE, 10)
        made.outbox.defer(failed, NOW, "busy")
        made.outbox.defer(made.lease_one(), LATER, "busy again")
        made.outbox.dead_letter(dead, "no such box")
        before = made.entries(4)
    with opened(open_storage()) as made:
        for was, became in zip(before, made.entries(4), strict=True):
            expect_same("who opened it again", became, was)
        wrong = "mails were leased that are another's, or wait, or are dead"
        made.expect_no_lease(LATER - TICK, wrong)
        made.outbox.delivered(leased)
        free = made.outbox.lease(LATER, LEASE, 10)
        told = sorted((name_of(leased_mail.mail), leased_mail.attempts) for leased_mail in free)
        expect(told == [("deferred", 2), ("left", 0)], f"mails and attempts were {told}")


@law_for_all(one_of_each(), examples=5)
def two_open_storages_see_each_other(open_storage: OpenStorage, records: OneOfEach) -> None:
    """What is committed where a storage is open is seen at once wherever else it is open, and
    cannot be overlooked there.
    """
    with opened(open_storage()) as here, opened(open_storage()) as there:
        seen = there.seen(*records.all)
        here.save_new(*records.all)
        expect(there.refuses(UNRELATED, seen), "the other one overlooked it")
        there.expect_all_found(*records.all)


@law_of_one
def what_was_committed_outlives_a_crash(open_storage: OpenStorage) -> None:
    """What was committed, and what was reported of mails, is there when the process then ends
    without closing.
    """
    end_in_a_process(open_storage, _commit_and_report)
    with opened(open_storage()) as made:
        made.expect_all_found(*_RECORDS)
        shown = [(one.attempts, one.dead, one.last_error) for one in made.outbox.entries()]
        wanted = [(1, False, "busy"), (1, True, "no such box"), (0, False, None)]
        listed = f"attempts, dead and errors of the mails were {shown} instead of {wanted}"
        expect(shown == wanted, listed)


@law_of_one
def a_crash_leaves_no_partial_commit(open_storage: OpenStorage) -> None:
    """A process that ends in the midst of a commit leaves all of it, records and mails, or
    nothing.
    """
    end_in_a_process(open_storage, _end_within_a_commit)
    with opened(open_storage()) as made:
        records = sum(len(made.found_by(lookup(record))) for record in _RECORDS)
        mails = len(made.outbox.entries())
        whole = (records, mails) in {(0, 0), (len(_RECORDS), 1)}
        expect(whole, f"it left {records} records and {mails} mails")


_SESSION = Session(SessionId("session"), OWNER.id, OWNER.password_version, EPOCH, EPOCH, NOW)
_RECORDS = (OWNER, _SESSION, HourlyCounter("counter", 1, EPOCH))


class _LastMails(tuple[QueuedMail, ...]):
    """Mails that end the process of whoever queues them."""

    __slots__ = ()

    def __iter__(self) -> Iterator[QueuedMail]:
        os._exit(ENDED)


def _queue(made: StorageAndOutbox, *names: str) -> None:
    """Queue a mail to each, at a microsecond of its own: so their order is certain."""
    for number, to in enumerate(names):
        made.queue(mail_to(to), at=EPOCH + number * TICK)


def _commit_and_report(made: StorageAndOutbox) -> None:
    made.save_new(*_RECORDS)
    _queue(made, "deferred", "dead", "left")
    failed, dead, _ = made.outbox.lease(NOW, LEASE, 10)
    made.outbox.defer(failed, NOW, "busy")
    made.outbox.dead_letter(dead, "no such box")


def _end_within_a_commit(made: StorageAndOutbox) -> None:
    last = _LastMails((mail_to("owner"),))
    made.storage.commit(Decision(None, EPOCH, save=_RECORDS, queue=last), NOTHING_SEEN)
