"""Backups of databases in use, and their way back."""

import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Event, Thread

import pytest

from espaceclient.adapters.sqlite import (
    NotRestored,
    SqliteDatabase,
    SqliteStorage,
    back_up,
    restore,
)
from espaceclient.ports.errors import StorageUnavailable
from espaceclient.ports.storage import Snapshot
from tests.adapters.sqlite.samples import account, saving

NOTHING = Snapshot({})


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    """Make a backup of a database with accounts 1 and 2; no database is there."""
    folder, file = tmp_path / "former", tmp_path / "backup.sqlite3"
    folder.mkdir()
    with SqliteDatabase(folder / "former.sqlite3") as database:
        SqliteStorage(database).commit(saving(account(1), account(2)), NOTHING)
        back_up(database, file)
    return file


def accounts(path: Path) -> list[str]:
    with SqliteDatabase(path) as database, database.reading() as connection:
        return [name for (name,) in connection.execute("SELECT id FROM accounts ORDER BY id")]


def files_beside(path: Path) -> list[str]:
    return sorted(file.name for file in path.parent.iterdir() if file.is_file())


def test_a_backup_holds_what_a_plain_copy_would_lack(
    database: SqliteDatabase, tmp_path: Path
) -> None:
    SqliteStorage(database).commit(saving(account(1)), NOTHING)
    copy, backup = tmp_path / "copy.sqlite3", tmp_path / "backup.sqlite3"
    copy.write_bytes(database.path.read_bytes())
    back_up(database, backup)
    with closing(sqlite3.connect(copy)) as connection, pytest.raises(sqlite3.OperationalError):
        connection.execute("SELECT id FROM accounts")
    with closing(sqlite3.connect(f"{backup.as_uri()}?mode=ro", uri=True)) as connection:
        assert connection.execute("SELECT id FROM accounts").fetchall() == [("account-1",)]


def test_a_backup_is_one_file_for_its_owner_alone(backup: Path) -> None:
    assert files_beside(backup) == ["backup.sqlite3"]
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600


@pytest.fixture
def writing(database: SqliteDatabase) -> Iterator[Event]:
    """Commit one account after the other; the event is set when some are there."""
    some, stop = Event(), Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            SqliteStorage(database).commit(saving(account(number)), NOTHING)
            number += 1
            if number == 20:
                some.set()

    thread = Thread(target=write)
    thread.start()
    yield some
    stop.set()
    thread.join()


def test_a_backup_is_taken_of_one_moment_while_others_write(
    database: SqliteDatabase, writing: Event, tmp_path: Path
) -> None:
    assert writing.wait(60)
    back_up(database, tmp_path / "backup.sqlite3")
    found = accounts(tmp_path / "backup.sqlite3")
    assert len(found) >= 20
    assert set(found) == {f"account-{number}" for number in range(len(found))}


def test_a_backup_overwrites_nothing(database: SqliteDatabase, tmp_path: Path) -> None:
    file = tmp_path / "communes.csv"
    file.write_text("code_insee;commune;societe\n", "utf-8")
    with pytest.raises(FileExistsError, match=r"communes\.csv exists already"):
        back_up(database, file)
    assert file.read_text("utf-8") == "code_insee;commune;societe\n"


def _damage(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(4096 * 2)
        file.write(b"\xff" * 4096 * 3)


def test_a_damaged_database_gives_no_backup(path: Path, tmp_path: Path) -> None:
    SqliteDatabase(path).close()
    _damage(path)
    with SqliteDatabase(path) as database, pytest.raises(StorageUnavailable):
        back_up(database, tmp_path / "backup.sqlite3")
    assert files_beside(path) == [path.name]


def test_a_backup_comes_back_where_no_database_is(backup: Path, path: Path) -> None:
    restore(backup, path)
    assert accounts(path) == ["account-1", "account-2"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_database_is_not_replaced_unless_told_so(backup: Path, path: Path) -> None:
    with SqliteDatabase(path) as database:
        SqliteStorage(database).commit(saving(account(3)), NOTHING)
    with pytest.raises(FileExistsError, match="replaced only when told so"):
        restore(backup, path)
    assert accounts(path) == ["account-3"]


def test_a_database_is_replaced_with_all_of_its_log(backup: Path, path: Path) -> None:
    with SqliteDatabase(path) as database:
        SqliteStorage(database).commit(saving(account(3)), NOTHING)
        log = path.with_name(f"{path.name}-wal").read_bytes()
    path.with_name(f"{path.name}-wal").write_bytes(log)  # as after a crash
    restore(backup, path, replace=True)
    assert files_beside(path) == ["backup.sqlite3", path.name]
    assert accounts(path) == ["account-1", "account-2"]


def test_a_database_in_use_is_never_replaced(
    backup: Path, path: Path, database: SqliteDatabase
) -> None:
    SqliteStorage(database).commit(saving(account(3)), NOTHING)
    with pytest.raises(NotRestored, match="is in use: stop every `serve` and `relay` before"):
        restore(backup, path, replace=True)
    SqliteStorage(database).commit(saving(account(4)), NOTHING)
    assert accounts(path) == ["account-3", "account-4"]


def test_a_database_that_cannot_be_locked_is_left(backup: Path, path: Path) -> None:
    path.write_text("numero_contrat;numero_compteur\n" * 300)
    with pytest.raises(NotRestored, match="move it away together with"):
        restore(backup, path, replace=True)
    assert path.read_text().startswith("numero_contrat")


def test_the_log_of_another_database_is_not_mixed_in(backup: Path, path: Path) -> None:
    path.with_name(f"{path.name}-wal").touch()
    with pytest.raises(NotRestored, match="move it away first"):
        restore(backup, path)
    assert not path.exists()


def test_a_damaged_backup_is_refused(backup: Path, path: Path) -> None:
    _damage(backup)
    with pytest.raises(NotRestored, match=r"backup\.sqlite3 (is damaged|cannot be used): "):
        restore(backup, path)
    assert files_beside(path) == ["backup.sqlite3"]


def test_a_backup_of_a_newer_release_is_refused(backup: Path, path: Path) -> None:
    with closing(sqlite3.connect(backup)) as connection:
        connection.execute("PRAGMA user_version = 999")
    with pytest.raises(NotRestored, match="cannot be used: the database has schema 999"):
        restore(backup, path)
    assert not path.exists()


@pytest.mark.parametrize("content", ["", "code_insee;commune;societe\n" * 100])
def test_what_is_no_backup_is_refused(tmp_path: Path, path: Path, content: str) -> None:
    file = tmp_path / "communes.csv"
    file.write_text(content, "utf-8")
    with pytest.raises(NotRestored, match=r"communes\.csv "):
        restore(file, path)
    assert not path.exists()
