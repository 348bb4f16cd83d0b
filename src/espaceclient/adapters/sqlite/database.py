"""A SQLite file that many threads and many processes share."""

import os
import sqlite3
from collections import deque
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Self

from espaceclient.adapters.sqlite.errors import translated
from espaceclient.adapters.sqlite.new_file import create
from espaceclient.adapters.sqlite.schema import migrate, require_current
from espaceclient.ports.errors import Conflict, StorageUnavailable

DISCARD_OLD_DAMAGE = """
    DELETE FROM damaged_rows WHERE set_aside_at < (strftime('%s', 'now') - 30 * 86400) * 1000000
"""
_MILLISECOND = timedelta(milliseconds=1)

_of_another_process: list[sqlite3.Connection] = []
"""Connections inherited by a fork: they belong to the parent, so they are not used or closed here.
"""


class SqliteDatabase:
    """An open database file with the current schema.

    ``path`` is the file; it is created with mode 0600 when it does not exist, and migrated when its
    schema is older than this release's. ``busy_timeout`` is how long a writer waits for other
    writers before it raises ``StorageUnavailable``; readers never wait. ``read_only`` opens a file
    that another process keeps: it is neither created nor migrated, every attempt to write raises
    ``StorageUnavailable``, and no more than the right to read the file is needed.

    Thread-safe, also after a fork: each transaction has a connection to itself, which is kept for
    the next one unless it failed. The file is in write-ahead log mode (WAL) with ``synchronous =
    FULL``, so it must be on a local disk. Use the database as a context manager, or call ``close``.

    Raises ``StorageUnavailable`` when the file cannot be used, and ``SchemaTooNew`` when its schema
    is two or more numbers ahead of this release's. Every transaction raises ``StorageUnavailable``
    from the moment that another file has taken the place of the opened one, or none: what was
    written there would be lost.
    """

    def __init__(
        self,
        path: str | Path,
        *,
        busy_timeout: timedelta = timedelta(seconds=30),
        read_only: bool = False,
    ) -> None:
        self.path = Path(path).absolute()  # whoever changes the folder stays with the file
        self._busy_timeout = busy_timeout
        self._read_only = read_only
        self._connections: deque[sqlite3.Connection] = deque()
        self._turns = Lock()
        self._process = os.getpid()
        self._closed = False
        try:
            (self._look if read_only else self._open)()
        except StorageUnavailable as error:
            self.close()
            raise StorageUnavailable(f"{self.path} cannot be used: {error}") from (
                error.__cause__ or error
            )
        except BaseException:
            self.close()
            raise

    def _open(self) -> None:
        create(self.path)
        self._opened = self._file()
        with translated(), self._connection() as connection:
            if connection.execute("PRAGMA journal_mode = WAL").fetchone() != ("wal",):
                raise StorageUnavailable("it does not support a write-ahead log")
        with self._rebuilding() as connection:
            migrate(connection)
        with self.writing() as connection:
            connection.execute(DISCARD_OLD_DAMAGE)

    def _look(self) -> None:
        self._opened = self._file()
        if self._opened is None:
            raise StorageUnavailable("there is no such file")
        with self.reading() as connection:
            require_current(connection)

    @contextmanager
    def _rebuilding(self) -> Iterator[sqlite3.Connection]:
        """Give a connection in a write transaction in which a table can be replaced by another of
        its name: references to it are not followed, so that dropping it deletes nothing else.
        """
        with translated(), closing(self._connect()) as connection:
            connection.execute("PRAGMA foreign_keys = OFF")
            with _transaction(connection, "BEGIN IMMEDIATE"):
                yield connection

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give a connection in a read transaction: one snapshot, taken at the first ``SELECT``."""
        with translated(), self._connection() as connection, _transaction(connection, "BEGIN"):
            yield connection

    @contextmanager
    def writing(self, *, patience: timedelta | None = None) -> Iterator[sqlite3.Connection]:
        """Give a connection in a write transaction, committed at the end.

        ``patience`` is how long it waits for other writers, if that is less than ``busy_timeout``.
        Any exception rolls everything back. Raises ``Conflict`` for a violated constraint.
        """
        if self._read_only:
            raise StorageUnavailable(f"{self.path} was opened to be read only")
        wait = min(self._busy_timeout, patience or self._busy_timeout)
        with self._turn(wait), translated(), self._connection() as connection:
            connection.execute(f"PRAGMA busy_timeout = {wait // _MILLISECOND}")
            # A transaction that reads first fails when it then writes after another writer's
            # commit: take the write lock from the start.
            with _transaction(connection, "BEGIN IMMEDIATE"):
                yield connection

    @contextmanager
    def _turn(self, wait: timedelta) -> Iterator[None]:
        """Wait for the other writers of this process: it takes no time to be next, where SQLite
        looks again after up to 100 ms.
        """
        self._after_fork()
        turns = self._turns
        if not turns.acquire(timeout=wait.total_seconds()):
            raise StorageUnavailable("another writer is busy")
        try:
            yield
        finally:
            turns.release()

    def probe(self) -> None:
        """Write to the file, and change nothing.

        Raises ``StorageUnavailable`` in a sentence when it cannot be written, for example because
        the disk is full.
        """
        try:
            with self.writing() as connection:
                version = connection.execute("PRAGMA user_version").fetchone()[0]
                connection.execute(f"PRAGMA user_version = {version}")
        except StorageUnavailable as error:
            raise StorageUnavailable(f"{self.path} cannot be written: {error}") from error

    def close(self) -> None:
        """Close every connection; those in use are closed when their transactions end.

        Using the database afterwards raises ``StorageUnavailable``.
        """
        self._closed = True
        self._close_idle()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        if self._closed:
            raise StorageUnavailable(f"{self.path} is closed")
        if self._file() != self._opened:
            raise StorageUnavailable(
                f"{self.path} was replaced or removed while it was open. Stop every process that "
                f"uses it, remove {self.path.name}-wal and {self.path.name}-shm, which are of the "
                "former file, put the right one in place, and start again"
            )
        idle = self._idle()
        try:
            connection = idle.pop()
        except IndexError:
            connection = self._connect()
        try:
            yield connection
        except (Conflict, sqlite3.IntegrityError):
            idle.append(connection)
            raise
        except BaseException:
            # Whatever was wrong may stay with the connection: one to a file that was read-only
            # never writes again.
            connection.close()
            raise
        else:
            idle.append(connection)
        finally:
            if self._closed:
                self._close_idle()

    def _file(self) -> tuple[int, int] | None:
        """Identify the file at the path; ``None`` when there is none."""
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def _idle(self) -> deque[sqlite3.Connection]:
        self._after_fork()
        return self._connections

    def _after_fork(self) -> None:
        """Leave the connections to the parent, and the turns that its threads wait for."""
        if self._process != os.getpid():
            _of_another_process.extend(self._connections)
            self._connections, self._turns, self._process = deque(), Lock(), os.getpid()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"{self.path.absolute().as_uri()}?mode={'ro' if self._read_only else 'rw'}",
            uri=True,
            timeout=self._busy_timeout.total_seconds(),
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def _close_idle(self) -> None:
        idle = self._idle()
        while idle:
            try:
                idle.pop().close()
            except IndexError:  # another thread has closed the last one
                return


@contextmanager
def _transaction(connection: sqlite3.Connection, begin: str) -> Iterator[None]:
    connection.execute(begin)
    try:
        yield
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
