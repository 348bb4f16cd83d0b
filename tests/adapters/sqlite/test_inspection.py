"""Damage is found wherever it is."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from espaceclient.adapters.sqlite import SqliteDatabase, SqliteStorage, SqliteSubscribers, inspect
from espaceclient.domain.decision import Decision
from espaceclient.domain.event import SignedOut
from espaceclient.domain.mail import AccountConfirmedMail
from espaceclient.ports.storage import Snapshot
from tests.adapters.sqlite.samples import account, email, line, registration, saving
from tests.client_fixture import NOON


@pytest.fixture
def full(database: SqliteDatabase) -> SqliteDatabase:
    storage = SqliteStorage(database)
    storage.commit(saving(account(1), account(2), registration(3)), Snapshot({}))
    mails = (AccountConfirmedMail(email(1)), AccountConfirmedMail(email(2)))
    happened = (SignedOut(account(1).id),)
    storage.commit(Decision(None, NOON, queue=mails, events=happened), Snapshot({}))
    SqliteSubscribers(database).replace([line(1), line(2)])
    return database


def test_nothing_is_wrong_with_what_was_stored(full: SqliteDatabase) -> None:
    assert list(inspect(full)) == []


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (
            "UPDATE accounts SET email = 'nobody' WHERE id = 'account-1'",
            "1 of 2 rows of accounts cannot be read: account-1",
        ),
        (
            "UPDATE registrations SET expires_at = 9000000000000000000",
            "1 of 1 rows of registrations cannot be read.",
        ),
        (
            "UPDATE outbox SET payload = '{' WHERE position = 1",
            "1 of 2 queued mails cannot be read.",
        ),
        ("UPDATE outbox SET kind = 'survey'", "2 of 2 queued mails cannot be read."),
        ("UPDATE events SET payload = '{'", "1 of 1 events of the trail cannot be read."),
        ("UPDATE subscribers SET meter = '?'", "2 of 2 lines of the register cannot be read."),
        ("UPDATE subscribers SET customer = ''", "2 of 2 lines of the register cannot be read."),
    ],
)
def test_what_cannot_be_read_is_counted(full: SqliteDatabase, change: str, found: str) -> None:
    with full.writing() as connection:
        connection.execute(change)
    assert list(inspect(full)) == [found]


def test_a_session_of_nobody_is_told(full: SqliteDatabase) -> None:
    with closing(sqlite3.connect(full.path)) as careless, careless:
        careless.execute("INSERT INTO sessions VALUES ('s', 1, 'nobody', 1, 0, 0, 1, NULL)")
    assert list(inspect(full)) == [
        "A row of sessions belongs to a row of accounts that is missing."
    ]


def test_a_damaged_file_is_told(path: Path) -> None:
    with SqliteDatabase(path) as database, database.writing() as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("DELETE FROM sqlite_schema WHERE name = 'outbox_by_due'")
        connection.execute("PRAGMA writable_schema = OFF")
    with SqliteDatabase(path) as database:
        (found,) = inspect(database)
    assert found.startswith("The file is damaged: ")
