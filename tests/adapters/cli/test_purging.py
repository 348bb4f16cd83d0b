"""Purging that goes on whatever breaks."""

import logging

import pytest

from espaceclient.adapters.cli import purging
from espaceclient.adapters.cli.purging import Batch, batches, purge_until
from espaceclient.adapters.memory import ManualClock, MemoryStorage
from espaceclient.domain.account import AccountId
from espaceclient.domain.decision import Decision
from espaceclient.domain.event import SignedOut
from espaceclient.domain.throttle import HourlyCounter
from espaceclient.domain.trail_retention import TrailRetention
from espaceclient.ports.errors import StorageUnavailable
from espaceclient.ports.storage import AnyLookup, HourlyCounterByKey, Snapshot
from tests.client_fixture import NOON
from tests.impatient import Impatient


class Broken(MemoryStorage):
    """Its next reads fail, each with one of ``errors``."""

    def __init__(self) -> None:
        super().__init__()
        self.errors: list[Exception] = []

    def read(self, *lookups: AnyLookup) -> Snapshot:
        if self.errors:
            raise self.errors.pop(0)
        return super().read(*lookups)


def fill(storage: MemoryStorage, counters: int) -> None:
    expired = tuple(HourlyCounter(f"key-{number}", 1, NOON) for number in range(counters))
    storage.commit(Decision(None, NOON, save=expired), Snapshot({}))


def left(storage: MemoryStorage, counters: int) -> int:
    lookups = [HourlyCounterByKey(f"key-{number}") for number in range(counters)]
    snapshot = storage.read(*lookups)
    return sum(snapshot.one(each) is not None for each in lookups)


def expired_records(storage: MemoryStorage, clock: ManualClock) -> Batch:
    return batches(storage, None, clock, TrailRetention())[0]


def purge_rounds(storage: MemoryStorage, rounds: int) -> list[float | None]:
    """Purge so many rounds, a day later; return the seconds waited after each."""
    clock = ManualClock(NOON.replace(day=NOON.day + 1))
    stop = Impatient(waits=rounds)
    purge_until(stop, expired_records(storage, clock))
    return stop.waited


def test_all_batches_go_at_once_and_the_next_round_comes_in_an_hour() -> None:
    storage = MemoryStorage()
    fill(storage, 1200)
    assert purge_rounds(storage, 2) == [3600.0, 3600.0]
    assert left(storage, 1200) == 0


def test_whoever_stops_waits_for_one_batch_at_most() -> None:
    storage = MemoryStorage()
    fill(storage, 1200)
    stop = Impatient(waits=1)
    stop.set()
    clock = ManualClock(NOON.replace(day=NOON.day + 1))
    purge_until(stop, expired_records(storage, clock))
    assert left(storage, 1200) == 700


def test_a_round_that_failed_is_logged_and_tried_again_in_a_minute(
    caplog: pytest.LogCaptureFixture,
) -> None:
    storage = Broken()
    fill(storage, 3)
    storage.errors = [StorageUnavailable("the disk is gone"), ValueError("jeanne@exemple.fr")]
    assert purge_rounds(storage, 3) == [60.0, 60.0, 3600.0]
    assert left(storage, 3) == 0
    told = [record for record in caplog.records if record.name == purging.__name__]
    assert [(record.levelno, record.getMessage()) for record in told] == [
        (logging.ERROR, "Purging failed, and is tried again in a minute: the disk is gone"),
        (logging.ERROR, "Purging failed, and is tried again in a minute: ValueError"),
    ]


def test_events_older_than_the_trail_is_kept_go_as_well() -> None:
    storage, stop = MemoryStorage(), Impatient(waits=1)
    happened = (SignedOut(AccountId("account-1")),) * 600
    for months_ago in (13, 11):
        at = TrailRetention(months_ago).begins(NOON)
        storage.commit(Decision(None, at, events=happened), Snapshot({}))
    _, old_events = batches(storage, storage.trail, ManualClock(NOON), TrailRetention())
    purge_until(stop, old_events)
    kept = {each.at for each in storage.trail.recorded}
    assert (len(storage.trail.recorded), kept) == (600, {NOON.replace(year=2025, month=2)})
