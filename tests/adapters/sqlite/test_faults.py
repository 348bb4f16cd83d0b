"""What goes wrong beneath a database: it is said, nothing is stored by halves, and it heals."""

import os
import resource
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
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
    inspect,
)
from espaceclient.adapters.system import SystemTokens
from espaceclient.answers import NoSession, SessionFound
from espaceclient.client import EspaceClient
from espaceclient.domain.decision import Decision
from espaceclient.domain.mail import AccountConfirmedMail
from espaceclient.domain.token import Purpose, SessionToken
from espaceclient.ports.errors import StorageUnavailable
from espaceclient.ports.storage import AccountAtAddress, SessionById, Snapshot
from tests.adapters.sqlite.samples import account, counter, saving, session
from tests.client_fixture import COMMUNES, KEYS, NOON

_SPAWN = get_context("spawn")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
NOBODY = 65534
COUNTERS = tuple(map(counter, range(500)))
"""More than a page holds."""
ACCOUNT, OTHER = (AccountAtAddress(account(number).email.key) for number in (1, 2))
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
        assert monotonic() - began < 15  # other writers wait for 30
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


class FullDisk:
    """A disk that a test can fill and free."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def full(self) -> Iterator[None]:
        raise NotImplementedError


class SmallFileSystem(FullDisk):
    """A file system of a megabyte, of which a file takes all that is left."""

    @contextmanager
    def full(self) -> Iterator[None]:
        filling = self.folder / "filling"
        with filling.open("wb", buffering=0) as file, suppress(OSError):
            while True:
                file.write(bytes(4096))
        try:
            yield
        finally:
            filling.unlink()


class NoFiles(FullDisk):
    """This process may write no byte to any file."""

    @contextmanager
    def full(self) -> Iterator[None]:
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def disk(folder: Path) -> Iterator[FullDisk]:
    """Give a small file system to whoever may mount one."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if os.geteuid() or subprocess.run(mount, check=False, capture_output=True).returncode:
        yield NoFiles(folder)
        return
    try:
        yield SmallFileSystem(folder)
    finally:
        subprocess.run(["umount", str(folder)], check=True)  # noqa: S607 - the system's own


def test_a_full_disk_is_told_and_takes_writes_again_when_it_is_freed(tmp_path: Path) -> None:
    with disk(tmp_path) as small, SqliteDatabase(tmp_path / "file.sqlite") as database:
        storage, outbox = SqliteStorage(database), SqliteOutbox(database)
        storage.commit(saving(account(1)), Snapshot({}))
        with database.reading(), small.full():  # somebody else has the database open
            mail = AccountConfirmedMail(account(2).email)
            with pytest.raises(StorageUnavailable):
                storage.commit(saving(account(2), *COUNTERS, queue=(mail,)), Snapshot({}))
            with pytest.raises(StorageUnavailable, match=r"file\.sqlite cannot be written: "):
                database.probe()
            assert storage.read(ACCOUNT).one(ACCOUNT) == account(1)
            assert (storage.read(OTHER).one(OTHER), outbox.entries()) == (None, [])
        database.probe()
        storage.commit(saving(account(2), *COUNTERS, queue=(mail,)), Snapshot({}))
        assert storage.read(OTHER).one(OTHER) == account(2)


def let_write(folder: Path, mode: int) -> None:
    for file in folder.iterdir():
        file.chmod(mode)


def use_a_file_that_is_read_only_for_a_while(folder: Path) -> None:
    path = folder / "file.sqlite"
    SqliteDatabase(path).close()
    if not os.geteuid():  # no permission keeps root out
        os.chown(path, NOBODY, NOBODY)
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    with SqliteDatabase(path) as database:
        storage = SqliteStorage(database)
        with database.reading():  # the connection that is open goes on; the next one cannot write
            let_write(folder, 0o400)
            with pytest.raises(StorageUnavailable, match="readonly database"):
                storage.commit(saving(account(1)), Snapshot({}))
            with pytest.raises(StorageUnavailable, match=r"cannot be used: .* readonly database"):
                SqliteDatabase(path)
            let_write(folder, 0o600)
            storage.commit(saving(account(1)), Snapshot({}))
        assert storage.read(ACCOUNT).one(ACCOUNT) == account(1)


def test_a_file_that_was_read_only_is_written_to_as_soon_as_it_can_be() -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        process = _SPAWN.Process(
            target=use_a_file_that_is_read_only_for_a_while, args=(Path(folder),)
        )
        process.start()
        process.join()
        assert process.exitcode == 0


@pytest.mark.usefixtures("signed_in")
def test_a_damaged_page_hides_no_other_and_heals(database: SqliteDatabase) -> None:
    with database.reading() as connection:
        size = connection.execute("PRAGMA page_size").fetchone()[0]
        page = connection.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'sessions'"
        ).fetchone()[0]
    database.close()  # the last connection moves the write-ahead log into the file
    whole = database.path.read_bytes()
    start = (page - 1) * size
    database.path.write_bytes(whole[:start] + b"\xff" * size + whole[start + size :])
    with SqliteDatabase(database.path) as damaged:
        storage = SqliteStorage(damaged)
        for _ in range(2):
            with pytest.raises(StorageUnavailable, match="malformed"):
                storage.read(VISITED)
            assert storage.read(ACCOUNT).one(ACCOUNT) == account(1)
        assert any("damaged" in said for said in inspect(damaged))
        with database.path.open("r+b") as file:
            file.write(whole)
    with SqliteDatabase(database.path) as healed:
        assert SqliteStorage(healed).read(VISITED).one(VISITED) == session(1, account(1))


@pytest.mark.parametrize("kept", [0.0, 0.3, 0.61, 0.9, 0.999])
def test_a_write_ahead_log_that_was_cut_leaves_whole_commits(path: Path, kept: float) -> None:
    cut = path.with_name("cut.sqlite3")
    with SqliteDatabase(path) as database:
        for number in range(20):
            mail = AccountConfirmedMail(account(number).email)
            decision = saving(account(number), session(number, account(number)), queue=(mail,))
            SqliteStorage(database).commit(decision, Snapshot({}))
        log = path.with_name(f"{path.name}-wal").read_bytes()
        cut.write_bytes(path.read_bytes())
    cut.with_name(f"{cut.name}-wal").write_bytes(log[: int(len(log) * kept)])
    if not kept:
        SqliteDatabase(cut).close()
    with SqliteDatabase(cut) as database:
        storage, outbox = SqliteStorage(database), SqliteOutbox(database)
        sessions = [SessionById(session(number, account(1)).id) for number in range(20)]
        found = storage.read(*sessions)
        there = sum(found.one(each) is not None for each in sessions)
        assert there == len(outbox.entries()) < 20
        storage.commit(saving(account(99)), Snapshot({}))
        assert list(inspect(database)) == []


def test_a_clock_that_goes_back_an_hour_loses_nothing(
    database: SqliteDatabase, signed_in: SqliteStorage
) -> None:
    clock = ManualClock(NOON - HOUR)
    client, outbox = client_over(database, clock), SqliteOutbox(database)
    mails = [AccountConfirmedMail(account(number).email) for number in (1, 2)]
    signed_in.commit(Decision(None, NOON, queue=(mails[0],)), Snapshot({}))

    assert isinstance(client.find_session(TOKEN), NoSession)
    assert client.purge().count == 0
    assert list(outbox.lease(clock.now(), MINUTE, 10)) == []
    signed_in.commit(Decision(None, clock.now(), queue=(mails[1],)), Snapshot({}))
    assert [each.mail for each in outbox.lease(clock.now(), MINUTE, 10)] == [mails[1]]

    clock.advance(HOUR)
    assert isinstance(client.find_session(TOKEN), SessionFound)
    leased = outbox.lease(clock.now(), MINUTE, 10)
    assert {each.mail for each in leased} == set(mails)
