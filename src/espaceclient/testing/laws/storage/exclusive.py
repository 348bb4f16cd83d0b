"""What a storage promises besides that can lock first and then look: an ``ExclusiveStorage``."""

from collections.abc import Callable
from functools import partial
from typing import cast

from espaceclient.domain.throttle import HourlyCounter
from espaceclient.ports.errors import Conflict
from espaceclient.ports.exclusive_storage import ExclusiveStorage
from espaceclient.ports.gates import Gates, gates
from espaceclient.ports.storage import Storage
from espaceclient.testing.laws.concurrent import CALLERS, at_once, in_time
from espaceclient.testing.laws.law import expect, expect_raised, law_of_one
from espaceclient.testing.laws.storage.concurrency import COUNTER, batches, raise_counter
from espaceclient.testing.laws.storage.fixture import StorageAndOutbox, saving
from espaceclient.testing.samples import EPOCH

_TIMES = 25
_LONGEST = 3.0
"""Seconds until a commit that nobody holds up any more counts as one that waits."""
_ZERO = HourlyCounter(COUNTER.key, 0, EPOCH)


@law_of_one
def who_locks_first_is_never_overtaken(made: StorageAndOutbox) -> None:
    """Of concurrent callers that count up one counter, those that lock first are never refused,
    whatever the others do, and no count is lost.
    """
    made.save_new(_ZERO)
    counted = 0
    for _ in batches():
        callers: list[Callable[[], None]] = [partial(_count, made, _TIMES)] * (CALLERS // 2)
        callers += [partial(raise_counter, made, _TIMES)] * (CALLERS // 2)
        at_once(callers)
        counted += CALLERS * _TIMES
        found = made.storage.read(COUNTER).one(COUNTER)
        count = found.count if found else 0
        expect(count == counted, f"{counted} were counted as {count}")


@law_of_one
def a_lock_is_left_however_an_attempt_ends(made: StorageAndOutbox) -> None:
    """An attempt that ends without a commit, or in an error, has stored nothing and holds nobody up
    any more.
    """
    made.save_new(_ZERO)
    storage, kept_off = _exclusive(made)
    with storage.exclusively(kept_off) as held:
        held.read(COUNTER)
    expect_raised(ZeroDivisionError, partial(_fail, storage, kept_off), "the error was swallowed")
    in_time(partial(made.save_again, _ZERO.one_more()), _LONGEST)
    made.expect_found(COUNTER, _ZERO.one_more())


@law_of_one
def who_holds_a_lock_is_compared_all_the_same(made: StorageAndOutbox) -> None:
    """A commit under a lock is refused like any other when something that it has seen has changed:
    what it saw before it locked, say.
    """
    made.save_new(_ZERO)
    seen = made.seen(_ZERO)
    made.save_again(_ZERO.one_more())
    storage, kept_off = _exclusive(made)

    def commit() -> None:
        with storage.exclusively(kept_off) as held:
            held.commit(saving(HourlyCounter(COUNTER.key, 7, EPOCH)), seen)

    expect_raised(Conflict, commit, "a stale HourlyCounter was stored")
    made.expect_found(COUNTER, _ZERO.one_more())


def _count(made: StorageAndOutbox, times: int) -> None:
    storage, kept_off = _exclusive(made)
    for _ in range(times):
        with storage.exclusively(kept_off) as held:
            _count_by(held)


def _count_by(held: Storage) -> None:
    seen = held.read(COUNTER)
    held.commit(saving((seen.one(COUNTER) or _ZERO).one_more()), seen)


def _exclusive(made: StorageAndOutbox) -> tuple[ExclusiveStorage, Gates]:
    """Return the storage, and the gates of whoever counts."""
    return cast(ExclusiveStorage, made.storage), gates(saving(_ZERO), made.seen(_ZERO))


def _fail(storage: ExclusiveStorage, kept_off: Gates) -> None:
    with storage.exclusively(kept_off) as held:
        held.read(COUNTER)
        raise ZeroDivisionError
