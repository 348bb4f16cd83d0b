"""What a storage that lives outside the process promises besides. ``make`` gives a place for one.

A place is a function without arguments that opens the storage that is there; it starts empty, may
be opened again and again, also by several at once, and can be pickled: other processes open it too.
"""

import os
from collections.abc import Callable, Iterator
from datetime import timedelta

from hypothesis import strategies as st

from espaceclient.domain.decision import Decision
from espaceclient.domain.mail import AccountConfirmedMail, Mail
from espaceclient.domain.session import Session, SessionId
from espaceclient.domain.throttle import HourlyCounter
from espaceclient.testing.laws.difference import expect_only, expect_same
from espaceclient.testing.laws.law import Fixture, expect, for_all, law, opened
from espaceclient.testing.laws.storage.concurrency import rival_account
from espaceclient.testing.laws.storage.processes import ENDED, end_in_a_process
from espaceclient.testing.laws.storage.records import (
    NOTHING_SEEN,
    StorageAndOutbox,
    conflicts,
    deleting,
    expect_found,
    found_by,
    lookup,
    name,
    save_new,
    saving,
)
from espaceclient.testing.strategies.records import OneOfEach, mails, one_of_each
from espaceclient.testing.strategies.values import EPOCH, email_address

OpenStorage = Callable[[], Fixture[StorageAndOutbox]]
MakeReopenable = Callable[[], OpenStorage]

_LEASE = timedelta(minutes=10)
_TICK = timedelta(microseconds=1)


@law
def what_was_committed_outlives_closing(make: MakeReopenable) -> None:
    """What was committed, records and mails, is there when the storage is closed and opened
    again.
    """

    def check(drawn: tuple[OneOfEach, Mail]) -> None:
        records, mail = drawn
        place = make()
        with opened(place()) as made:
            made.storage.commit(saving(*records.all, queue=(mail,)), NOTHING_SEEN)
        with opened(place()) as made:
            for record in records.all:
                expect_found(made.storage, lookup(record), record)
            leased = made.outbox.lease(EPOCH, _LEASE, 2)
            expect_only("the outbox", [leased_mail.mail for leased_mail in leased], mail)

    for_all(st.tuples(one_of_each(), mails()), check, examples=5)


@law
def a_version_outlives_closing(make: MakeReopenable) -> None:
    """A version seen before the storage was closed still holds when nothing moved, and is not used
    again.
    """

    def check(records: OneOfEach) -> None:
        place, unrelated = make(), HourlyCounter("unrelated", 1, EPOCH)
        with opened(place()) as made:
            save_new(made.storage, *records.all)
            seen = made.storage.read(*(lookup(record) for record in records.all))
        with opened(place()) as made:
            expect(
                not conflicts(made.storage, saving(unrelated), seen),
                "nothing moved and a commit was refused",
            )
            for record in reversed(records.all):
                made.storage.commit(deleting(record), made.storage.read(lookup(record)))
        with opened(place()) as made:
            save_new(made.storage, *records.all)
            now = made.storage.read(*seen.found)
            for record in records.all:
                before, after = (
                    snapshot.found[lookup(record)][0].version for snapshot in (seen, now)
                )
                expect(before != after, f"{name(record)} had version {before} both times")

    for_all(one_of_each(), check, examples=5)


@law
def what_relays_agreed_on_outlives_closing(make: MakeReopenable) -> None:
    """Who holds a mail, how often it failed, of what, and whether it is dead outlives the closing
    of the outbox.
    """
    place = make()
    with opened(place()) as made:
        _queue(made, "held", "put-off", "dead", "left")
        held, failed, dead, _ = made.outbox.lease(EPOCH + _LEASE, _LEASE, 10)
        made.outbox.defer(failed, EPOCH + _LEASE, "busy")
        (failed,) = made.outbox.lease(EPOCH + _LEASE, _LEASE, 10)
        made.outbox.defer(failed, EPOCH + 2 * _LEASE, "busy again")
        made.outbox.dead_letter(dead, "no such box")
        before = made.outbox.entries()
    with opened(place()) as made:
        after = made.outbox.entries()
        expect(len(after) == len(before), f"of {len(before)} mails {len(after)} were there")
        for was, became in zip(before, after, strict=True):
            expect_same("who opened it again", became, was)
        early = made.outbox.lease(EPOCH + 2 * _LEASE - _TICK, _LEASE, 10)
        expect(
            not early, f"{len(early)} mails were leased that are another's, or wait, or are dead"
        )
        made.outbox.delivered(held)
        free = made.outbox.lease(EPOCH + 2 * _LEASE, _LEASE, 10)
        told = sorted(
            (leased_mail.mail.to.text.partition("@")[0], leased_mail.attempts)
            for leased_mail in free
        )
        expect(told == [("left", 0), ("put-off", 2)], f"mails and attempts were {told}")


@law
def two_that_are_open_see_each_other(make: MakeReopenable) -> None:
    """What one opener commits, another one that is open at the same time sees at once and cannot
    overlook.
    """

    def check(records: OneOfEach) -> None:
        place = make()
        with opened(place()) as here, opened(place()) as there:
            seen = there.storage.read(*(lookup(record) for record in records.all))
            save_new(here.storage, *records.all)
            expect(
                conflicts(there.storage, saving(HourlyCounter("other", 1, EPOCH)), seen),
                "the other one overlooked it",
            )
            for record in records.all:
                expect_found(there.storage, lookup(record), record)

    for_all(one_of_each(), check, examples=5)


@law
def what_was_committed_outlives_a_crash(make: MakeReopenable) -> None:
    """What was committed, and what was said of mails, is there when the process then ends without
    closing.
    """
    place = make()
    end_in_a_process(place, _commit_and_speak)
    with opened(place()) as made:
        for record in _HOUSEHOLD:
            expect_found(made.storage, lookup(record), record)
        shown = [
            (entries.attempts, entries.dead, entries.last_error)
            for entries in made.outbox.entries()
        ]
        wanted = [(1, False, "busy"), (1, True, "no such box"), (0, False, None)]
        expect(
            shown == wanted,
            f"attempts, dead and errors of the mails were {shown} instead of {wanted}",
        )


@law
def a_crash_leaves_nothing_by_halves(make: MakeReopenable) -> None:
    """A process that ends in the midst of a commit leaves all of it, records and mails, or
    nothing.
    """
    place = make()
    end_in_a_process(place, _end_within_a_commit)
    with opened(place()) as made:
        records = sum(len(found_by(made.storage, lookup(record))) for record in _HOUSEHOLD)
        there = (records, len(made.outbox.entries()))
        expect(
            there in {(0, 0), (len(_HOUSEHOLD), 1)},
            f"it left {there[0]} records and {there[1]} mails",
        )


_ACCOUNT = rival_account("owner", "owner", 1)
_HOUSEHOLD = (
    _ACCOUNT,
    Session(
        SessionId("session"), _ACCOUNT.id, _ACCOUNT.password_version, EPOCH, EPOCH, EPOCH + _LEASE
    ),
    HourlyCounter("counter", 1, EPOCH),
)


class _LastMails(tuple[Mail, ...]):
    """Mails that end the process of whoever queues them."""

    __slots__ = ()

    def __iter__(self) -> Iterator[Mail]:
        os._exit(ENDED)


def _mail_to(name: str) -> Mail:
    return AccountConfirmedMail(email_address(f"{name}@exemple.fr"))


def _queue(made: StorageAndOutbox, *names: str) -> None:
    """Queue a mail to each, at a microsecond of its own: so their order is certain."""
    for number, name_ in enumerate(names):
        made.storage.commit(
            saving(queue=(_mail_to(name_),), at=EPOCH + number * _TICK), NOTHING_SEEN
        )


def _commit_and_speak(made: StorageAndOutbox) -> None:
    save_new(made.storage, *_HOUSEHOLD)
    _queue(made, "put-off", "dead", "left")
    failed, dead, _ = made.outbox.lease(EPOCH + _LEASE, _LEASE, 10)
    made.outbox.defer(failed, EPOCH + _LEASE, "busy")
    made.outbox.dead_letter(dead, "no such box")


def _end_within_a_commit(made: StorageAndOutbox) -> None:
    last = _LastMails((_mail_to("owner"),))
    made.storage.commit(Decision(None, EPOCH, save=_HOUSEHOLD, queue=last), NOTHING_SEEN)


DURABLE_STORAGE_LAWS = (
    what_was_committed_outlives_closing,
    a_version_outlives_closing,
    what_relays_agreed_on_outlives_closing,
    two_that_are_open_see_each_other,
    what_was_committed_outlives_a_crash,
    a_crash_leaves_nothing_by_halves,
)
