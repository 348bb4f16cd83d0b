"""What a host asked besides, in the rows: until it was told, and not beyond."""

from datetime import timedelta

import pytest

from espaceclient.adapters.sqlite import SqliteDatabase, SqliteEventFeed, SqliteStorage
from espaceclient.domain.account import AccountId
from espaceclient.domain.decision import Decision
from espaceclient.domain.event import AccountOpened
from espaceclient.domain.values import Contract, ContractNumber, Operator
from espaceclient.ports.event_feed import LeasedEvent
from espaceclient.ports.storage import Snapshot
from tests.client_fixture import NOON

CONTRACT = Contract(Operator("ici"), ContractNumber("0123456"))
OPENED = AccountOpened(AccountId("anne"), CONTRACT, None, {"telephone": "0612345678"})


@pytest.fixture
def feed(database: SqliteDatabase) -> SqliteEventFeed:
    decided = Decision(None, NOON, events=(OPENED,))
    SqliteStorage(database).commit(decided, Snapshot({}))
    return SqliteEventFeed(database)


def leased(feed: SqliteEventFeed) -> LeasedEvent:
    (only,) = feed.lease(NOON, timedelta(minutes=1), 10)
    return only


def kept(database: SqliteDatabase) -> bool:
    with database.reading() as connection:
        return "0612345678" in repr(connection.execute("SELECT * FROM events").fetchall())


def test_what_is_delivered_is_kept_no_more(database: SqliteDatabase, feed: SqliteEventFeed) -> None:
    only = leased(feed)
    assert kept(database)
    feed.delivered(only)
    assert not kept(database)


def test_what_is_discarded_is_kept_no_more(database: SqliteDatabase, feed: SqliteEventFeed) -> None:
    only = leased(feed)
    feed.dead_letter(only, "422")
    assert kept(database)
    feed.discard(only.id)
    assert not kept(database)


@pytest.mark.parametrize("damage", ["{", "[]", "'x'", '{"A": "x"}'])
def test_what_cannot_be_read_is_a_dead_letter(
    database: SqliteDatabase, feed: SqliteEventFeed, damage: str
) -> None:
    with database.writing() as connection:
        connection.execute("UPDATE events SET extra = ?", (damage,))
    assert feed.lease(NOON, timedelta(minutes=1), 10) == []
    assert [each.dead for each in feed.entries()] == [True]


def test_a_request_of_before_was_asked_nothing_besides(database: SqliteDatabase) -> None:
    with database.reading() as connection:
        columns = connection.execute("PRAGMA table_info(registrations)").fetchall()
    assert [each[4] for each in columns if each[1] == "extra"] == ["'{}'"]
