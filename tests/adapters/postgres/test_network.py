"""A network that fails: every call ends in time, heals by itself, and is stored once."""

from collections.abc import Iterator
from datetime import timedelta
from time import monotonic

import pytest

from espaceclient.adapters.postgres import PostgresDatabase, PostgresOutbox, PostgresStorage
from espaceclient.ports.errors import StorageUnavailable
from espaceclient.ports.storage import HourlyCounterByKey, Snapshot
from espaceclient.testing.laws.storage.fixture import NOW, UNRELATED
from espaceclient.testing.samples import MINUTE
from tests.adapters.postgres.proxy import Proxy, proxied
from tests.postgres_fixture import database_url, empty_database

BY_KEY = HourlyCounterByKey("unrelated")
SOON = timedelta(seconds=1)


@pytest.fixture
def prepared() -> Iterator[PostgresDatabase]:
    with empty_database() as database:
        yield database


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    with proxied(database_url()) as proxy:
        yield proxy


@pytest.fixture
def database(prepared: PostgresDatabase, proxy: Proxy) -> Iterator[PostgresDatabase]:
    with PostgresDatabase(
        proxy.url, schema=prepared.schema, connections=1, patience=SOON, time_out=SOON
    ) as database:
        yield database


@pytest.fixture
def storage(database: PostgresDatabase) -> PostgresStorage:
    """A storage that has its connection."""
    storage = PostgresStorage(database)
    storage.read(BY_KEY)
    return storage


def test_a_read_is_one_trip(storage: PostgresStorage, proxy: Proxy) -> None:
    before = proxy.trips
    storage.read(BY_KEY, HourlyCounterByKey("another"))
    assert proxy.trips - before == 1


def test_a_commit_is_one_trip(storage: PostgresStorage, proxy: Proxy) -> None:
    seen = storage.read(BY_KEY)
    before = proxy.trips
    storage.commit(UNRELATED, seen)
    assert proxy.trips - before == 1


def test_connections_that_were_cut_are_made_again_unnoticed(
    storage: PostgresStorage, proxy: Proxy
) -> None:
    proxy.cut()
    storage.commit(UNRELATED, storage.read(BY_KEY))
    proxy.cut()
    assert storage.read(BY_KEY).one(BY_KEY) == UNRELATED.save[0]


def test_a_commit_whose_answer_was_lost_is_stored_once(
    prepared: PostgresDatabase, storage: PostgresStorage, proxy: Proxy
) -> None:
    seen = storage.read(BY_KEY)
    proxy.lose_answer()
    storage.commit(UNRELATED, seen)
    assert storage.read(BY_KEY).one(BY_KEY) == UNRELATED.save[0]
    assert len(PostgresOutbox(prepared).entries()) == 1


def test_a_network_that_is_cut_is_unavailable_in_time_and_heals_by_itself(
    storage: PostgresStorage, proxy: Proxy
) -> None:
    proxy.sever()
    began = monotonic()
    with pytest.raises(StorageUnavailable):
        storage.read(BY_KEY)
    with pytest.raises(StorageUnavailable):
        storage.commit(UNRELATED, Snapshot({}))
    assert monotonic() - began < 10
    proxy.restore()
    storage.commit(UNRELATED, storage.read(BY_KEY))


def test_a_silent_server_is_unavailable_in_time_and_heals_by_itself(
    storage: PostgresStorage, proxy: Proxy
) -> None:
    proxy.silence()
    began = monotonic()
    with pytest.raises(StorageUnavailable, match="no answer in time"):
        storage.commit(UNRELATED, Snapshot({}))
    assert monotonic() - began < 10
    proxy.restore()
    storage.commit(UNRELATED, storage.read(BY_KEY))


def test_a_report_whose_answer_was_lost_counts_once(
    database: PostgresDatabase, storage: PostgresStorage, proxy: Proxy
) -> None:
    outbox = PostgresOutbox(database)
    storage.commit(UNRELATED, Snapshot({}))
    (leased,) = outbox.lease(NOW, MINUTE, 10)
    proxy.lose_answer()
    outbox.defer(leased, NOW, "busy", refused=True)
    (again,) = outbox.lease(NOW, MINUTE, 10)
    assert (again.attempts, again.refusals) == (1, 1)
