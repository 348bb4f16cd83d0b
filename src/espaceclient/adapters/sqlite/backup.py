"""Copies of the database: taken while it is in use, put back while nobody uses it."""

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from espaceclient.adapters.sqlite.database import SqliteDatabase
from espaceclient.adapters.sqlite.errors import translated
from espaceclient.adapters.sqlite.schema import SchemaTooNew, require_supported
from espaceclient.ports.errors import PortError, StorageUnavailable


class NotRestored(PortError):
    """The backup was not put in place; the database is as it was. The message says why."""


def back_up(database: SqliteDatabase, file: Path) -> None:
    """Write the database as it is at one moment to ``file``; everybody goes on meanwhile.

    A plain copy of a database in use lacks what is in its write-ahead log. ``file`` is a database
    of its own, complete in one file with mode 0600, and was checked for damage.

    Raises ``FileExistsError`` when there is such a file, ``OSError`` when it cannot be written, and
    ``StorageUnavailable`` when the database cannot be read or is damaged.
    """
    if file.exists():
        raise FileExistsError(f"{file} exists already; a backup overwrites nothing")
    with _temporary(file) as copy:
        with database.reading() as connection:
            _copy(connection, copy)
        if damage := _damage(copy):
            raise StorageUnavailable(f"{database.path} is damaged: {damage}")
        copy.rename(file)


def restore(file: Path, path: Path, *, replace: bool = False) -> None:
    """Put the backup ``file`` in place as the database at ``path``, whole or not at all.

    Raises ``FileExistsError`` when there is a database and ``replace`` is false; ``NotRestored``
    when a process uses it, when it is too damaged to be locked, when a write-ahead log lies there
    without its database, and when ``file`` is damaged, no database of this program or of a release
    too new; ``OSError`` when the copy cannot be written.
    """
    if path.exists() and not replace:
        raise FileExistsError(f"{path} exists already; it is replaced only when told so")
    with _temporary(path) as copy:
        _read_backup(file, copy)
        with _alone(path):
            copy.replace(path)


def _read_backup(file: Path, copy: Path) -> None:
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as backup:
            number: int = backup.execute("PRAGMA user_version").fetchone()[0]
            require_supported(number)
            _copy(backup, copy)
    except (sqlite3.Error, SchemaTooNew) as error:
        raise NotRestored(f"{file} cannot be used: {error}") from error
    if number == 0:
        raise NotRestored(f"{file} is no backup of this program's database")
    if damage := _damage(copy):
        raise NotRestored(f"{file} is damaged: {damage}")


@contextmanager
def _temporary(file: Path) -> Iterator[Path]:
    """Give an empty file beside ``file``, which is removed unless it was renamed."""
    temporary = file.with_name(f"{file.name}-{secrets.token_hex(8)}")
    temporary.touch(mode=0o600, exist_ok=False)
    try:
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)


def _copy(source: sqlite3.Connection, file: Path) -> None:
    with translated():
        with closing(sqlite3.connect(file, isolation_level=None)) as copy:
            source.backup(copy)
        with closing(sqlite3.connect(file, isolation_level=None)) as copy:
            # The copy says of itself that it has a write-ahead log, as its source has.
            copy.execute("PRAGMA journal_mode = DELETE")


def _damage(file: Path) -> str | None:
    """Return the first damage that SQLite finds, or ``None``."""
    with closing(sqlite3.connect(file)) as connection:
        try:
            found: str = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
        except sqlite3.Error as error:
            return str(error)
    return None if found == "ok" else found


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Keep every other process out of the database at ``path``, if there is one."""
    if not path.exists():
        _require_no_log(path)
        yield
        return
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as connection:
        try:
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            # Only the last connection can leave the write-ahead log, and takes its file away: it
            # must not lie beside another database.
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as error:
            raise NotRestored(_not_alone(path, error)) from error
        yield


def _not_alone(path: Path, error: sqlite3.Error) -> str:
    if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
        return f"{path} is in use: stop every `serve` and `relay` before"
    return (
        f"{path} cannot be locked ({error}). Stop every `serve` and `relay`, move it away together "
        f"with {path.name}-wal and {path.name}-shm, and restore again"
    )


def _require_no_log(path: Path) -> None:
    log = path.with_name(f"{path.name}-wal")
    if log.exists():
        raise NotRestored(f"{log} belongs to a database that is gone: move it away first")
