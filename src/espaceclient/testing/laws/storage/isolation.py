"""What others may see while a storage is written to."""

import time
from collections.abc import Callable
from functools import partial
from threading import Event

from attrs import evolve

from espaceclient.domain.throttle import HourlyCounter
from espaceclient.ports.storage import HourlyCounterByKey
from espaceclient.testing.laws.concurrent import at_once
from espaceclient.testing.laws.law import expect, law_of_one
from espaceclient.testing.laws.storage.concurrency import COUNTER, OWNER
from espaceclient.testing.laws.storage.fixture import StorageAndOutbox, saving
from espaceclient.testing.samples import A_MAIL, EPOCH, sample_account

_MEETINGS = 500
"""How often each of the two readers shall have looked while something was written."""
_MOST = 5000
"""Writes, though they have not."""
_PATIENCE = 2
"""Seconds, though they have not."""


@law_of_one
def a_snapshot_is_of_one_moment(made: StorageAndOutbox) -> None:
    """Two records that change only together are never read apart."""
    pair = (HourlyCounter("left", 0, EPOCH), HourlyCounter("right", 0, EPOCH))
    left, right = HourlyCounterByKey("left"), HourlyCounterByKey("right")
    made.save_new(*pair)

    def write(number: int) -> None:
        made.save_again(*(evolve(counter, count=number) for counter in pair))

    def apart() -> bool:
        seen = made.storage.read(left, right)
        return len({counter.count for counter in (*seen.all(left), *seen.all(right))}) != 1

    times = _seen_while_writing(write, apart)
    expect(not times, "one of them was read before a commit and the other after it")


@law_of_one
def a_refused_commit_is_never_seen(made: StorageAndOutbox) -> None:
    """Nothing of a commit that is refused can be seen, not even while it is being refused."""
    made.save_new(OWNER)
    trace = HourlyCounterByKey("trace")
    refused = saving(HourlyCounter(trace.key, 1, EPOCH), sample_account("second", "owner"))

    def write(_: int) -> None:
        expect(made.refuses(refused), "a second account at one address was stored")

    times = _seen_while_writing(write, lambda: bool(made.found_by(trace)))
    expect(not times, f"its first record was seen {times} times")


@law_of_one
def records_and_mails_appear_together(made: StorageAndOutbox) -> None:
    """The record and the mail of a commit appear at once: who sees one of them finds the other."""
    made.save_new(HourlyCounter(COUNTER.key, 0, EPOCH))

    def write(number: int) -> None:
        one_more = saving(HourlyCounter(COUNTER.key, number, EPOCH), queue=(A_MAIL,))
        made.storage.commit(one_more, made.storage.read(COUNTER))

    def mails() -> int:
        return len(made.outbox.entries(_MOST))

    def apart() -> bool:
        mails_before = mails()
        records = sum(counter.count for counter in made.storage.read(COUNTER).all(COUNTER))
        return not mails_before <= records <= mails()

    times = _seen_while_writing(write, apart)
    expect(not times, f"one was there without the other {times} times")


def _seen_while_writing(write: Callable[[int], None], look: Callable[[], bool]) -> int:
    """Let two look while one writes; tell how often they saw what nobody may see.

    A machine that is busy seldom lets two run at once: the writer goes on until both have met it
    often enough, or one has seen it.
    """
    written, met, apart, done = [0], [0, 0], [0, 0], Event()

    def writer() -> None:
        end = time.monotonic() + _PATIENCE
        try:
            for number in range(1, _MOST + 1):
                write(number)
                written[0] = number
                if any(apart) or min(met) >= _MEETINGS or time.monotonic() > end:
                    break
        finally:
            done.set()

    def reader(which: int) -> None:
        while not done.is_set():
            before = written[0]
            apart[which] += look()
            met[which] += written[0] != before

    together: list[Callable[[], None]] = [writer, partial(reader, 0), partial(reader, 1)]
    at_once(together)
    return sum(apart)
