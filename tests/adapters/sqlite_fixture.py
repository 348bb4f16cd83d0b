"""A SQLite file as a place that any process can open."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from espaceclient.adapters.sqlite import SqliteDatabase, SqliteOutbox, SqliteStorage
from espaceclient.testing import StorageAndOutbox


@contextmanager
def open_sqlite(path: Path) -> Iterator[StorageAndOutbox]:
    with SqliteDatabase(path) as database:
        yield StorageAndOutbox(SqliteStorage(database), SqliteOutbox(database))
