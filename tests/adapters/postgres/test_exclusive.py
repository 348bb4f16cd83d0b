"""An attempt that keeps its rivals off while it reads and decides."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from espaceclient.adapters.memory import ManualClock
from espaceclient.adapters.postgres import PostgresDatabase, PostgresStorage
from espaceclient.domain.decision import Decision
from espaceclient.domain.event import SignedIn
from espaceclient.domain.throttle import HourlyCounter
from espaceclient.ports.errors import Conflict, StorageUnavailable
from espaceclient.ports.gates import Gates, gates
from espaceclient.ports.storage import AccountById, HourlyCounterByKey, Snapshot
from espaceclient.testing.laws.storage.fixture import saving
from espaceclient.testing.samples import EPOCH, sample_account
from espaceclient.use_cases.unit_of_work import Transactions, UnitOfWork
from tests.postgres_fixture import database_url

BY_KEY = HourlyCounterByKey("counter")
COUNTED = HourlyCounter("counter", 1, EPOCH)
NOTHING = Snapshot({BY_KEY: ()})
GATES: Gates = gates(saving(COUNTED), NOTHING)
IMPATIENT = timedelta(milliseconds=300)
SOONER = timedelta(milliseconds=900)
"""Before the server looks for deadlocks, which it does after a second."""


def test_a_rival_waits_until_it_is_over(
    database: PostgresDatabase, storage: PostgresStorage
) -> None:
    with PostgresDatabase(database_url(), schema=database.schema, time_out=IMPATIENT) as other_node:
        rival = PostgresStorage(other_node)
        with storage.exclusively(GATES) as held:
            assert held.read(BY_KEY).one(BY_KEY) is None
            with pytest.raises(StorageUnavailable, match=r"timeout"):
                rival.commit(saving(COUNTED), NOTHING)
            rival.commit(saving(HourlyCounter("another", 1, EPOCH)), Snapshot({}))
        rival.commit(saving(COUNTED), NOTHING)


def test_what_it_committed_is_stored_when_it_is_over(storage: PostgresStorage) -> None:
    with storage.exclusively(GATES) as held:
        held.commit(saving(COUNTED), held.read(BY_KEY))
        assert storage.read(BY_KEY).one(BY_KEY) is None
    assert storage.read(BY_KEY).one(BY_KEY) == COUNTED


def test_nothing_is_stored_when_it_ends_by_an_exception(storage: PostgresStorage) -> None:
    with pytest.raises(ZeroDivisionError), storage.exclusively(GATES) as held:  # noqa: PT012 - the exception comes after the commit
        held.commit(saving(COUNTED), held.read(BY_KEY))
        raise ZeroDivisionError
    assert storage.read(BY_KEY).one(BY_KEY) is None


@pytest.mark.parametrize("name", ["anne", "berthe", "claude", "denise", "emile", "fanny"])
def test_who_decides_while_it_holds_its_gates_is_in_no_deadlock_about_its_events(
    database: PostgresDatabase, storage: PostgresStorage, name: str
) -> None:
    account = sample_account(name, name)
    storage.commit(saving(account), Snapshot({}))
    seen = storage.read(AccountById(account.id))
    visited = Decision(None, EPOCH, save=(account,), events=(SignedIn(account.id),))
    with (
        ThreadPoolExecutor(1) as pool,
        PostgresDatabase(database_url(), schema=database.schema, time_out=SOONER) as node,
    ):
        with PostgresStorage(node).exclusively(gates(saving(account), seen)) as held:
            now = held.read(AccountById(account.id))
            rival = pool.submit(storage.commit, visited, seen)
            await_somebody_waiting(database)
            held.commit(visited, now)
        with pytest.raises(Conflict, match="has changed"):
            rival.result()


def await_somebody_waiting(database: PostgresDatabase) -> None:
    waiting = "SELECT FROM pg_stat_activity WHERE wait_event = 'advisory'"
    while not database.fetch(waiting):
        pass


def test_of_many_that_count_the_same_none_loses_more_than_one_race(
    storage: PostgresStorage,
) -> None:
    attempts: list[int] = []

    def count_one(_: int) -> None:
        tried = 0

        def attempt(unit: UnitOfWork) -> Decision[None]:
            nonlocal tried
            tried += 1
            unit.read(BY_KEY)
            return saving(unit.counter(BY_KEY).one_more())

        Transactions(storage, ManualClock(EPOCH)).run(attempt)
        attempts.append(tried)

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(count_one, range(64)))
    counted = storage.read(BY_KEY).one(BY_KEY)
    assert counted is not None
    assert (counted.count, max(attempts)) == (64, 2)
