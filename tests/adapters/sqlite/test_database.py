import os
import sqlite3
import stat
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path

import pytest

from espaceclient.adapters.sqlite import SqliteDatabase, SqliteStorage
from espaceclient.ports.errors import Conflict, StorageUnavailable
from espaceclient.ports.storage import AccountAtAddress, Snapshot
from tests.adapters.sqlite.concurrent_writers import Processes, in_threads, wait_for_the_others
from tests.adapters.sqlite.samples import account, saving

NOTHING = Snapshot({})


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 30_000)],
)
def test_every_connection_has_its_settings_in_force(
    database: SqliteDatabase, pragma: str, value: object
) -> None:
    with database.reading() as first, database.reading() as second:
        found = [
            connection.execute(f"PRAGMA {pragma}").fetchone()[0] for connection in (first, second)
        ]
    assert found == [value, value]


def test_a_new_database_is_for_its_owner_alone(database: SqliteDatabase) -> None:
    SqliteStorage(database).commit(saving(account(1)), NOTHING)
    files = [
        database.path,
        *database.path.parent.glob("*-wal"),
        *database.path.parent.glob("*-shm"),
    ]
    assert [stat.S_IMODE(file.stat().st_mode) for file in files] == [0o600, 0o600, 0o600]


def test_closing_leaves_one_file(path: Path) -> None:
    with SqliteDatabase(path) as database:
        SqliteStorage(database).commit(saving(account(1)), NOTHING)
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_an_empty_file_becomes_a_database(path: Path) -> None:
    path.touch()
    with SqliteDatabase(path) as database:
        assert (
            SqliteStorage(database).read(AccountAtAddress("a")).one(AccountAtAddress("a")) is None
        )


def test_a_folder_that_is_missing_is_said(tmp_path: Path) -> None:
    with pytest.raises(StorageUnavailable, match="cannot be created"):
        SqliteDatabase(tmp_path / "missing" / "file.sqlite3")


def test_a_folder_that_is_a_file_is_said(path: Path) -> None:
    path.touch()
    with pytest.raises(StorageUnavailable, match="cannot be created"):
        SqliteDatabase(path / "file.sqlite3")


def test_a_name_that_the_system_refuses_is_said(tmp_path: Path) -> None:
    with pytest.raises(StorageUnavailable, match="cannot be created"):
        SqliteDatabase(tmp_path / ("x" * 300))


def test_a_file_that_is_no_database_is_said_and_left(path: Path) -> None:
    path.write_text("numero_contrat;numero_compteur\n" * 100)
    with pytest.raises(StorageUnavailable, match="not a database") as caught:
        SqliteDatabase(path)
    assert isinstance(caught.value.__cause__, sqlite3.DatabaseError)
    assert path.read_text().startswith("numero_contrat")


def test_a_closed_database_does_not_answer(path: Path) -> None:
    database = SqliteDatabase(path)
    database.close()
    with pytest.raises(StorageUnavailable, match="is closed"):
        SqliteStorage(database).read()


def test_a_database_closed_under_a_transaction_lets_it_end(path: Path) -> None:
    with SqliteDatabase(path) as database, database.writing() as connection:
        connection.execute("INSERT INTO operators (name) VALUES ('A')")
        database.close()
    with SqliteDatabase(path) as database, database.reading() as connection:
        assert connection.execute("SELECT name FROM operators").fetchall() == [("A",)]


def test_connections_of_threads_long_gone_are_closed_with_the_database(path: Path) -> None:
    with SqliteDatabase(path) as database:
        in_threads(lambda _: SqliteStorage(database).read(AccountAtAddress("a")))
    assert not path.with_name(
        path.name + "-wal"
    ).exists()  # the last connection to be closed removes it


def test_an_exception_in_a_transaction_takes_everything_back(database: SqliteDatabase) -> None:
    with suppress(KeyboardInterrupt), database.writing() as connection:
        connection.execute("INSERT INTO operators (name) VALUES ('A')")
        raise KeyboardInterrupt
    with database.reading() as connection:
        assert connection.execute("SELECT count(*) FROM operators").fetchone() == (0,)


def test_a_reader_keeps_its_snapshot_and_holds_no_writer_up(database: SqliteDatabase) -> None:
    with database.reading() as reader:
        before = reader.execute("SELECT count(*) FROM accounts").fetchone()
        SqliteStorage(database).commit(saving(account(1)), NOTHING)
        after = reader.execute("SELECT count(*) FROM accounts").fetchone()
    assert (before, after) == ((0,), (0,))


def test_a_writer_that_waits_too_long_is_told_so(path: Path, database: SqliteDatabase) -> None:
    impatient = SqliteDatabase(path, busy_timeout=timedelta(0))
    with impatient, database.writing(), pytest.raises(StorageUnavailable, match="locked"):
        SqliteStorage(impatient).commit(saving(account(1)), NOTHING)


def test_writers_in_many_threads_all_get_their_turn(database: SqliteDatabase) -> None:
    def write(thread: int) -> None:
        for number in range(20):
            SqliteStorage(database).commit(saving(account(100 * thread + number)), NOTHING)

    in_threads(write)
    with database.reading() as connection:
        assert connection.execute("SELECT count(*) FROM accounts").fetchone() == (160,)


def _write(path: Path, process: int) -> None:
    wait_for_the_others()
    with SqliteDatabase(path) as database:
        for number in range(20):
            SqliteStorage(database).commit(saving(account(100 * process + number)), NOTHING)


def test_writers_in_many_processes_all_get_their_turn_from_a_file_that_they_create(
    processes: Processes, path: Path
) -> None:
    processes.run(_write, path)
    with SqliteDatabase(path) as database, database.reading() as connection:
        assert connection.execute("SELECT count(*) FROM accounts").fetchone() == (80,)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.filterwarnings(
    "ignore:This process .* is multi-threaded:DeprecationWarning"
)  # pytest's, not ours
def test_a_forked_child_uses_connections_of_its_own(database: SqliteDatabase) -> None:
    SqliteStorage(database).commit(saving(account(1)), NOTHING)
    child = os.fork()
    if not child:
        status = 1
        try:
            SqliteStorage(database).commit(saving(account(2)), NOTHING)
            database.close()
            status = 0
        finally:
            os._exit(status)
    assert os.waitpid(child, 0)[1] == 0
    SqliteStorage(database).commit(saving(account(3)), NOTHING)
    with database.reading() as connection:
        assert connection.execute("SELECT count(*) FROM accounts").fetchone() == (3,)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_broken_constraint_is_a_conflict_from_the_driver(database: SqliteDatabase) -> None:
    with pytest.raises(Conflict) as caught, database.writing() as connection:
        connection.execute("INSERT INTO register (id, generation) VALUES (1, 1)")
    assert isinstance(caught.value.__cause__, sqlite3.IntegrityError)


def test_a_database_in_another_journal_mode_is_turned_to_wal(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 0")
    with SqliteDatabase(path) as database, database.reading() as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_file_swapped_under_a_running_process_is_noticed_and_not_written_to(path: Path) -> None:
    other = path.with_name("other.sqlite3")
    with SqliteDatabase(other) as database:
        SqliteStorage(database).commit(saving(account(2)), NOTHING)
    swapped = other.read_bytes()
    with SqliteDatabase(path) as database:
        storage = SqliteStorage(database)
        storage.commit(saving(account(1)), NOTHING)
        other.replace(path)
        with pytest.raises(StorageUnavailable, match="was replaced or removed while it was open"):
            storage.read(AccountAtAddress("a"))
        with pytest.raises(StorageUnavailable, match="and start again"):
            storage.commit(saving(account(3)), NOTHING)
    assert path.read_bytes() == swapped


def test_a_file_removed_under_a_running_process_is_noticed(path: Path) -> None:
    with SqliteDatabase(path) as database:
        path.unlink()
        with pytest.raises(StorageUnavailable, match="replaced or removed while it was open"):
            SqliteStorage(database).commit(saving(account(1)), NOTHING)
    assert not path.exists()


def test_a_process_that_changes_its_folder_stays_with_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with SqliteDatabase("file.sqlite3") as database:
        (tmp_path / "elsewhere").mkdir()
        monkeypatch.chdir(tmp_path / "elsewhere")
        SqliteStorage(database).commit(saving(account(1)), NOTHING)
    assert (tmp_path / "file.sqlite3").exists()
