"""A server that refuses, or is not there: the port's exceptions, in time, and no others."""

import os
import warnings
from collections.abc import Iterator
from datetime import timedelta
from time import monotonic
from traceback import format_exception

import psycopg
import pytest

from espaceclient.adapters.postgres import SCHEMA, PostgresDatabase, PostgresStorage, upgrade
from espaceclient.ports.errors import Conflict, StorageUnavailable
from espaceclient.ports.storage import AccountById, HourlyCounterByKey, Snapshot
from espaceclient.testing.laws.storage.fixture import UNRELATED, saving
from espaceclient.testing.samples import sample_account
from tests.postgres_fixture import database_url, url_with

BY_KEY = HourlyCounterByKey("unrelated")
NOTHING = Snapshot({})
SOON = timedelta(milliseconds=300)


@pytest.fixture
def server() -> Iterator[psycopg.Connection]:
    with psycopg.connect(database_url(), autocommit=True) as connection:
        yield connection


@pytest.fixture
def small(database: PostgresDatabase) -> Iterator[PostgresDatabase]:
    """The same database by one connection, for which nobody waits long."""
    with PostgresDatabase(
        database_url(), schema=database.schema, connections=1, patience=SOON
    ) as small:
        yield small


def test_a_full_pool_is_unavailable_in_time(small: PostgresDatabase) -> None:
    began = monotonic()
    with small.connection(), pytest.raises(StorageUnavailable, match="get a connection"):
        PostgresStorage(small).read(BY_KEY)
    assert monotonic() - began < 3
    assert PostgresStorage(small).read(BY_KEY).one(BY_KEY) is None


def test_connections_that_the_server_ended_are_made_again_unnoticed(
    small: PostgresDatabase, server: psycopg.Connection
) -> None:
    storage = PostgresStorage(small)
    for _ in range(2):
        server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE pid <> pg_backend_pid() AND datname = current_database()"
        )
        storage.commit(UNRELATED, storage.read(BY_KEY))


def test_a_primary_that_became_read_only_is_left_and_found_again(
    small: PostgresDatabase, server: psycopg.Connection
) -> None:
    storage = PostgresStorage(small)
    name = f"DATABASE {server.info.dbname} SET default_transaction_read_only".encode()
    server.execute(b"ALTER " + name + b" = on")
    try:
        small.run(lambda connection: connection.execute(b"SET default_transaction_read_only = on"))
        with pytest.raises(StorageUnavailable, match="read-only transaction"):
            storage.commit(UNRELATED, NOTHING)
        assert storage.read(BY_KEY).one(BY_KEY) is None
    finally:
        server.execute(b"ALTER " + name + b" = off")
    storage.commit(UNRELATED, NOTHING)


def test_a_lock_that_somebody_keeps_is_unavailable_in_time(
    database: PostgresDatabase, server: psycopg.Connection
) -> None:
    with (
        PostgresDatabase(database_url(), schema=database.schema, time_out=SOON) as impatient,
        server.transaction(),
    ):
        server.execute(database.sql("LOCK TABLE {schema}.hourly_counters"))
        with pytest.raises(StorageUnavailable, match=r"lock timeout|statement timeout"):
            PostgresStorage(impatient).commit(UNRELATED, NOTHING)
        with pytest.raises(StorageUnavailable, match=r"statement timeout|no answer in time"):
            PostgresStorage(impatient).read(BY_KEY)


def test_a_database_that_is_not_there_is_told_when_it_is_opened() -> None:
    with pytest.raises(StorageUnavailable, match='database "nowhere" does not exist'):
        PostgresDatabase(url_with(database_url(), dbname="nowhere"))


@pytest.mark.parametrize("url", ["postgresql://u:a%zSECRET@h/d", "postgresql://u:a@SECRET@h/d"])
def test_a_url_that_cannot_be_read_is_told_without_its_password(url: str) -> None:
    for open_it in (PostgresDatabase, lambda url: list(upgrade(url, SCHEMA))):
        with pytest.raises(StorageUnavailable, match="the URL of the database") as refused:
            open_it(url)
        assert "SECRET" not in "".join(format_exception(refused.value))


def test_what_a_constraint_refuses_quotes_nothing(storage: PostgresStorage) -> None:
    storage.commit(saving(sample_account("anne", "anne")), NOTHING)
    with pytest.raises(Conflict, match="accounts_email_key_key") as refused:
        storage.commit(saving(sample_account("berthe", "anne")), NOTHING)
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__
    assert "anne@" not in str(refused.value)


def test_a_fork_has_connections_of_its_own(storage: PostgresStorage) -> None:
    storage.commit(UNRELATED, NOTHING)
    with warnings.catch_warnings(action="ignore"):  # that there are threads
        child = os.fork()
    if not child:
        found = storage.read(BY_KEY).one(BY_KEY)
        os._exit(0 if found == UNRELATED.save[0] else 1)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    by_id = AccountById(sample_account("anne", "anne").id)
    assert storage.read(by_id).one(by_id) is None
