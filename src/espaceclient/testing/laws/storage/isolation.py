"""What others may see while a storage is written to."""

import time
from collections.abc import Callable
from functools import partial
from threading import Event

from attrs import evolve

from espaceclient.domain.throttle import HourlyCounter
from espaceclient.ports.storage import HourlyCounterByKey
from espaceclient.testing.laws.law import expect, law, opened
from espaceclient.testing.laws.race import race
from espaceclient.testing.laws.storage.concurrency import rival_account
from espaceclient.testing.laws.storage.records import (
    A_MAIL,
    NOTHING_SEEN,
    MakeStorage,
    conflicts,
    save_new,
    saving,
)
from espaceclient.testing.strategies.values import EPOCH

_MEETINGS = 500
"""How often each of the two who watch shall have looked while something was written."""
_MOST = 5000
"""Writes, though they have not."""
_PATIENCE = 2
"""Seconds, though they have not."""

_COUNTER = HourlyCounterByKey("counter")


@law
def a_snapshot_is_of_one_moment(make: MakeStorage) -> None:
    """Two records that change only together are never read apart."""
    pair = (HourlyCounter("left", 0, EPOCH), HourlyCounter("right", 0, EPOCH))
    left, right = HourlyCounterByKey("left"), HourlyCounterByKey("right")
    with opened(make()) as made:
        save_new(made.storage, *pair)

        def write(number: int) -> None:
            both = [evolve(counter, count=number) for counter in pair]
            made.storage.commit(saving(*both), made.storage.read(left, right))

        def apart() -> bool:
            seen = made.storage.read(left, right)
            return len({counter.count for counter in (*seen.all(left), *seen.all(right))}) != 1

        expect(
            not watched(write, apart), "one of them was read before a commit and the other after it"
        )


@law
def a_refused_commit_is_never_seen(make: MakeStorage) -> None:
    """Nothing of a commit that is refused can be seen, not even while it is being refused."""
    owner, trace = rival_account("owner", "owner", 1), HourlyCounterByKey("trace")
    refused = saving(HourlyCounter(trace.key, 1, EPOCH), rival_account("second", "owner", 2))
    with opened(make()) as made:
        save_new(made.storage, owner)

        def write(_: int) -> None:
            expect(
                conflicts(made.storage, refused, NOTHING_SEEN),
                "a second account at one address was stored",
            )

        def seen() -> bool:
            return bool(made.storage.read(trace).all(trace))

        times = watched(write, seen)
        expect(not times, f"its first record was seen {times} times")


@law
def records_and_mails_appear_together(make: MakeStorage) -> None:
    """The record and the mail of a commit appear at once: who sees one of them finds the other."""
    with opened(make()) as made:
        save_new(made.storage, HourlyCounter(_COUNTER.key, 0, EPOCH))

        def write(number: int) -> None:
            one_more = saving(HourlyCounter(_COUNTER.key, number, EPOCH), queue=(A_MAIL,))
            made.storage.commit(one_more, made.storage.read(_COUNTER))

        def mails() -> int:
            return len(made.outbox.entries(_MOST))

        def apart() -> bool:
            mails_before = mails()
            records = sum(counter.count for counter in made.storage.read(_COUNTER).all(_COUNTER))
            return not mails_before <= records <= mails()

        times = watched(write, apart)
        expect(not times, f"one was there without the other {times} times")


def watched(write: Callable[[int], None], watch: Callable[[], bool]) -> int:
    """Let two watch while one writes; tell how often they saw what nobody may see.

    A machine that is busy seldom lets two run at once: the writer goes on until both have met it
    often enough.
    """
    written, met, done = [0], [0, 0], Event()

    def writer() -> int:
        end = time.monotonic() + _PATIENCE
        try:
            for number in range(1, _MOST + 1):
                write(number)
                written[0] = number
                if min(met) >= _MEETINGS or time.monotonic() > end:
                    break
        finally:
            done.set()
        return 0

    def watcher(which: int) -> int:
        times = 0
        while not done.is_set():
            before = written[0]
            times += watch()
            met[which] += written[0] != before
        return times

    together: list[Callable[[], int]] = [writer, partial(watcher, 0), partial(watcher, 1)]
    return sum(race(together))


WATCHING_LAWS = (
    a_snapshot_is_of_one_moment,
    a_refused_commit_is_never_seen,
    records_and_mails_appear_together,
)
