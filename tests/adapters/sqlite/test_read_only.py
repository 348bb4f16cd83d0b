"""A process with few rights: it reads what another one writes."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from attrs import frozen

from espaceclient import EspaceClient, Keys, Links, LinkToken, SessionToken
from espaceclient.adapters.composition import reading_client
from espaceclient.adapters.memory import ManualClock, MemoryHasher, MemorySubscribers
from espaceclient.adapters.sqlite import SchemaTooNew, SqliteDatabase, SqliteOutbox, SqliteStorage
from espaceclient.adapters.system import SystemTokens
from espaceclient.answers import (
    Activated,
    Entitled,
    NoSession,
    NotEntitled,
    RequestReceived,
    SessionFound,
)
from espaceclient.domain.mail import ActivationMail
from espaceclient.ports.errors import StorageUnavailable
from espaceclient.ports.storage import Snapshot
from espaceclient.testing.ports import mails_in
from espaceclient.values import Contract, ContractNumber
from tests.adapters.sqlite.samples import account, saving
from tests.client_fixture import COMMUNES, FORM, KEYS, NOON, REGISTER, SEMM

HELD, FOREIGN = (Contract(SEMM, ContractNumber(number)) for number in ("0123456", "7654321"))


@frozen
class Served:
    """What a serving process writes into ``database``: somebody is signed in."""

    database: SqliteDatabase
    clock: ManualClock
    client: EspaceClient
    session: SessionToken


@pytest.fixture
def served(database: SqliteDatabase) -> Served:
    clock, tokens, storage = ManualClock(NOON), SystemTokens.of(KEYS), SqliteStorage(database)
    client = EspaceClient(
        communes=COMMUNES,
        subscribers=MemorySubscribers(REGISTER),
        storage=storage,
        hasher=MemoryHasher(),
        tokens=tokens,
        clock=clock,
    )
    asked = client.open_account(FORM)
    assert isinstance(asked, RequestReceived)
    mail = mails_in(SqliteOutbox(database), storage, clock)[-1]
    assert isinstance(mail, ActivationMail)
    link = Links("https://exemple.fr").to(mail, tokens).rpartition("/")[2]
    activated = client.activate(LinkToken(link), browser=asked.browser)
    assert isinstance(activated, Activated)
    return Served(database, clock, client, activated.session)


@pytest.fixture
def reader(served: Served) -> Iterator[EspaceClient]:
    with SqliteDatabase(served.database.path, read_only=True) as opened:
        yield reading_client(
            storage=SqliteStorage(opened),
            keys=Keys(sessions=KEYS.sessions),
            communes=COMMUNES,
            clock=served.clock,
        )


def test_it_tells_who_is_signed_in_and_what_they_may_see(
    served: Served, reader: EspaceClient
) -> None:
    found = reader.find_session(served.session, visit=False)
    assert isinstance(found, SessionFound)
    assert found.email.text == "jeanne@exemple.fr"
    assert reader.may_see(served.session, HELD) == Entitled(NOON, None)
    assert reader.may_see(served.session, FOREIGN) == NotEntitled()


def test_it_sees_at_once_what_the_other_process_writes(
    served: Served, reader: EspaceClient
) -> None:
    assert isinstance(reader.find_session(served.session, visit=False), SessionFound)
    served.client.sign_out(served.session)
    assert reader.find_session(served.session, visit=False) == NoSession()


def test_it_extends_no_session(served: Served, reader: EspaceClient) -> None:
    served.clock.advance(timedelta(minutes=20))
    assert isinstance(reader.find_session(served.session, visit=False), SessionFound)
    assert isinstance(reader.find_session(served.session), SessionFound)
    served.clock.advance(timedelta(minutes=10))
    assert reader.find_session(served.session, visit=False) == NoSession()


def test_it_writes_nothing_whoever_asks_it_to(served: Served) -> None:
    with SqliteDatabase(served.database.path, read_only=True) as opened:
        with pytest.raises(StorageUnavailable, match="read only"):
            SqliteStorage(opened).commit(saving(account(1)), Snapshot({}))
        with (
            opened.reading() as connection,
            pytest.raises(sqlite3.OperationalError, match="readonly"),
        ):
            connection.execute("DELETE FROM accounts")


def test_it_creates_no_file(tmp_path: Path) -> None:
    with pytest.raises(StorageUnavailable, match="there is no such file"):
        SqliteDatabase(tmp_path / "missing.sqlite3", read_only=True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("version", "error"), [(1, StorageUnavailable), (1000, SchemaTooNew)], ids=["older", "newer"]
)
def test_it_migrates_no_schema(path: Path, version: int, error: type[Exception]) -> None:
    SqliteDatabase(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {version}")
    with pytest.raises(error, match="schema"):
        SqliteDatabase(path, read_only=True)
