"""What a storage that lives outside the process promises besides. ``make`` gives a place for one.

A place is a function without arguments that opens the storage that is there; it starts empty, may be opened
again and again, also by several at once, and can be pickled: other processes open it too.
"""

import multiprocessing
from collections.abc import Callable
from datetime import timedelta
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from queue import Empty

from hypothesis import strategies as st

from espaceclient.domain.mail import Mail
from espaceclient.domain.throttle import Tally
from espaceclient.ports.errors import Conflict
from espaceclient.ports.storage import AccountAtAddress, TallyByKey
from espaceclient.testing.laws.difference import expect_only
from espaceclient.testing.laws.law import LawBroken, Made, expect, for_all, law, opened
from espaceclient.testing.laws.storage.records import (
    NOTHING_SEEN,
    StorageAndOutbox,
    conflicts,
    deleting,
    expect_found,
    lookup,
    name,
    save_new,
    saving,
)
from espaceclient.testing.laws.storage.rivals import rival_account
from espaceclient.testing.strategies.records import OneOfEach, mails, one_of_each
from espaceclient.testing.strategies.values import EPOCH

Place = Callable[[], Made[StorageAndOutbox]]
MakePlace = Callable[[], Place]

PROCESSES = 4
ROUNDS = 25
_LONGEST_WAIT = 120
"""Seconds until a process that says nothing counts as an error."""


@law
def what_was_committed_outlives_closing(make: MakePlace) -> None:
    """What was committed, records and mails, is there when the storage is closed and opened again."""

    def check(drawn: tuple[OneOfEach, Mail]) -> None:
        records, mail = drawn
        place = make()
        with opened(place()) as made:
            made.storage.commit(saving(*records.all, queue=(mail,)), NOTHING_SEEN)
        with opened(place()) as made:
            for record in records.all:
                expect_found(made.storage, lookup(record), record)
            leased = made.outbox.lease(EPOCH, timedelta(minutes=1), 2)
            expect_only("the outbox", [envelope.mail for envelope in leased], mail)

    for_all(st.tuples(one_of_each(), mails()), check, examples=5)


@law
def a_version_outlives_closing(make: MakePlace) -> None:
    """A version seen before the storage was closed still holds when nothing moved, and is not used again."""

    def check(records: OneOfEach) -> None:
        place, unrelated = make(), Tally("unrelated", 1, EPOCH)
        with opened(place()) as made:
            save_new(made.storage, *records.all)
            seen = made.storage.read(*(lookup(record) for record in records.all))
        with opened(place()) as made:
            expect(not conflicts(made.storage, saving(unrelated), seen), "nothing moved and a commit was refused")
            for record in reversed(records.all):
                made.storage.commit(deleting(record), made.storage.read(lookup(record)))
        with opened(place()) as made:
            save_new(made.storage, *records.all)
            now = made.storage.read(*seen.found)
            for record in records.all:
                before, after = (snapshot.found[lookup(record)][0].version for snapshot in (seen, now))
                expect(before != after, f"{name(record)} had version {before} both times")

    for_all(one_of_each(), check, examples=5)


@law
def two_that_are_open_see_each_other(make: MakePlace) -> None:
    """What one opener commits, another one that is open at the same time sees at once and cannot overlook."""

    def check(records: OneOfEach) -> None:
        place = make()
        with opened(place()) as here, opened(place()) as there:
            seen = there.storage.read(*(lookup(record) for record in records.all))
            save_new(here.storage, *records.all)
            expect(conflicts(there.storage, saving(Tally("other", 1, EPOCH)), seen), "the other one overlooked it")
            for record in records.all:
                expect_found(there.storage, lookup(record), record)

    for_all(one_of_each(), check, examples=5)


@law
def rival_processes_make_one_account(make: MakePlace) -> None:
    """Of four processes that claim one address at once, exactly one gets it, and they lose no count together."""
    place = make()
    with opened(place()):
        pass  # it exists before the rivals come
    context = multiprocessing.get_context("spawn")
    start, said = context.Barrier(PROCESSES), context.Queue()
    rivals = [context.Process(target=_rival, args=(place, number, start, said)) for number in range(PROCESSES)]
    for rival in rivals:
        rival.start()
    winners = [_heard(said) for _ in rivals]
    for rival in rivals:
        rival.join(_LONGEST_WAIT)
    failures = [winner for winner in winners if isinstance(winner, str)]
    expect(not failures, "; ".join(failures))
    for round_ in range(ROUNDS):
        won = sum(round_ in winner for winner in winners)
        expect(won == 1, f"{won} of them did")
    with opened(place()) as made:
        counter = made.storage.read(_COUNTER).one(_COUNTER)
        counted = counter.count if counter else 0
        expect(counted == PROCESSES * ROUNDS, f"{PROCESSES * ROUNDS} were counted as {counted}")


_COUNTER = TallyByKey("counter")


def _heard(said: "Queue[set[int] | str]") -> set[int] | str:
    try:
        return said.get(timeout=_LONGEST_WAIT)
    except Empty as silence:
        raise LawBroken(f"one of them said nothing for {_LONGEST_WAIT} seconds") from silence


def _rival(place: Place, number: int, start: Barrier, said: "Queue[set[int] | str]") -> None:
    """Claim an address and raise a counter in each round; say which rounds were won, or what went wrong."""
    try:
        with opened(place()) as made:
            won: set[int] = set()
            for round_ in range(ROUNDS):
                start.wait(_LONGEST_WAIT)
                if _claims(made, round_, number):
                    won.add(round_)
                _counts(made)
        said.put(won)
    except Exception as error:  # noqa: BLE001 - the law is told, whatever it was
        start.abort()
        said.put(f"{type(error).__name__} was raised in a process: {error}")


def _claims(made: StorageAndOutbox, round_: int, number: int) -> bool:
    account = rival_account(f"{round_}-{number}", f"r{round_}", round_ * PROCESSES + number)
    return not conflicts(made.storage, saving(account), made.storage.read(AccountAtAddress(account.email.key)))


def _counts(made: StorageAndOutbox) -> None:
    while True:
        seen = made.storage.read(_COUNTER)
        counter = seen.one(_COUNTER) or Tally(_COUNTER.key, 0, EPOCH)
        try:
            return made.storage.commit(saving(counter.one_more()), seen)
        except Conflict:
            continue


DURABLE_STORAGE_LAWS = (
    what_was_committed_outlives_closing,
    a_version_outlives_closing,
    two_that_are_open_see_each_other,
)
SHARED_STORAGE_LAWS = (rival_processes_make_one_account,)
