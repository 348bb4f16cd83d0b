"""What goes wrong beneath a database: it is said, nothing is stored by halves, and it heals."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from time import monotonic

import pytest

from espaceclient.adapters.memory import ManualClock, MemoryHasher
from espaceclient.adapters.sqlite import (
    SqliteDatabase,
    SqliteOutbox,
    SqliteStorage,
    SqliteSubscribers,
)
from espaceclient.adapters.system import SystemTokens
from espaceclient.answers import SessionFound
from espaceclient.client import EspaceClient
from espaceclient.domain.token import Purpose, SessionToken
from espaceclient.ports.errors import StorageUnavailable
from espaceclient.ports.storage import AccountAtAddress, SessionById, Snapshot
from tests.adapters.sqlite.samples import account, saving, session
from tests.client_fixture import COMMUNES, KEYS, NOON

_SPAWN = get_context("spawn")
MINUTE = timedelta(minutes=1)
VISITED = SessionById(session(1, account(1)).id)
TOKEN = SessionToken(SystemTokens.of(KEYS).sign(Purpose.SESSION, VISITED.id))


def hold_the_write_lock(path: Path, channel: Connection) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        channel.send("locked")
        channel.recv()
        other.execute("ROLLBACK")


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Let another process hold the write lock."""
    here, there = _SPAWN.Pipe()
    process = _SPAWN.Process(target=hold_the_write_lock, args=(path, there))
    process.start()
    try:
        assert here.recv() == "locked"
        yield
    finally:
        here.send("enough")
        process.join()


def client_over(database: SqliteDatabase, clock: ManualClock) -> EspaceClient:
    return EspaceClient(
        communes=COMMUNES,
        subscribers=SqliteSubscribers(database),
        storage=SqliteStorage(database),
        hasher=MemoryHasher(),
        tokens=SystemTokens.of(KEYS),
        clock=clock,
    )


@pytest.fixture
def signed_in(database: SqliteDatabase) -> SqliteStorage:
    """Return a storage of one account, with a session that was seen at noon."""
    storage = SqliteStorage(database)
    storage.commit(saving(account(1), session(1, account(1))), Snapshot({}))
    return storage


def test_a_dashboard_waits_a_second_for_a_locked_database(
    database: SqliteDatabase, signed_in: SqliteStorage
) -> None:
    client = client_over(database, ManualClock(NOON + 5 * MINUTE))
    with locked(database.path):
        began = monotonic()
        assert isinstance(client.find_session(TOKEN), SessionFound)
        assert monotonic() - began < 2
    assert signed_in.read(VISITED).one(VISITED) == session(1, account(1))
    assert isinstance(client.find_session(TOKEN), SessionFound)
    visited = signed_in.read(VISITED).one(VISITED)
    assert visited is not None
    assert visited.seen_at == NOON + 5 * MINUTE


def test_a_host_that_writes_and_waits_for_us_is_told_and_nothing_is_stored(path: Path) -> None:
    with (
        SqliteDatabase(path, busy_timeout=timedelta(milliseconds=10)) as database,
        closing(sqlite3.connect(path, isolation_level=None)) as host,
    ):
        storage = SqliteStorage(database)
        host.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageUnavailable, match="database is locked"):
            storage.commit(saving(account(1)), Snapshot({}))
        host.execute("ROLLBACK")
        assert storage.read(ACCOUNT).one(ACCOUNT) is None
        storage.commit(saving(account(1)), Snapshot({}))
        assert storage.read(ACCOUNT).one(ACCOUNT) == account(1)
        assert SqliteOutbox(database).entries() == []


ACCOUNT = AccountAtAddress(account(1).email.key)
