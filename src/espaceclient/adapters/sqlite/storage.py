"""The storage in tables: reads are one snapshot, a commit is one transaction."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from espaceclient.adapters.sqlite.damaged_rows import set_aside
from espaceclient.adapters.sqlite.database import SqliteDatabase
from espaceclient.adapters.sqlite.lookups import UnreadableRow, find, versions
from espaceclient.adapters.sqlite.outbox import queue
from espaceclient.adapters.sqlite.records import table_of
from espaceclient.adapters.sqlite.trail import record
from espaceclient.domain.decision import Decision
from espaceclient.ports.errors import Conflict, StorageUnavailable
from espaceclient.ports.gates import Gates
from espaceclient.ports.storage import AnyLookup, Snapshot, Storage


class SqliteStorage:
    """The ``Storage`` port over a ``SqliteDatabase``.

    A commit queues its mails and records its events in the same database; ``SqliteOutbox`` leases
    the mails, ``SqliteTrail`` reads the events. It compares the snapshot and writes under SQLite's
    single write lock, so concurrent commits run one after the other. Foreign keys delete an
    account's holdings, sessions, resets and changes of address with it.

    A row that cannot be read is moved to the table ``damaged_rows`` when it is met, unless it is an
    account or a holding; see ``damaged_rows.set_aside``.

    Its connections are its own, so a transaction that a host has on the same file rolls nothing
    back here. Nobody may write in such a transaction and then wait for a use case: SQLite has one
    writer at a time, and a commit raises ``StorageUnavailable`` after the database's
    ``busy_timeout``.
    """

    def __init__(self, database: SqliteDatabase) -> None:
        self._database = database

    def read(self, *lookups: AnyLookup) -> Snapshot:
        moved = True
        while True:
            try:
                return self._read(*lookups)
            except UnreadableRow as error:
                if not moved:
                    raise StorageUnavailable("a row cannot be read") from error
                # None moved: another process was faster, or there is nothing to be done.
                moved = set_aside(self._database, *lookups)

    def _read(self, *lookups: AnyLookup) -> Snapshot:
        with self._database.reading() as connection:
            return Snapshot({lookup: find(connection, lookup) for lookup in lookups})

    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        with self._database.writing(patience=decision.patience) as connection:
            _store(connection, decision, seen)

    @contextmanager
    def exclusively(self, gates: Gates) -> Iterator[Storage]:  # noqa: ARG002 - a file has one writer
        with self._database.writing() as connection:
            yield _Locked(connection)


class _Locked:
    """The storage as the one writer sees it until its transaction ends."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def read(self, *lookups: AnyLookup) -> Snapshot:
        try:
            return Snapshot({lookup: find(self._connection, lookup) for lookup in lookups})
        except UnreadableRow as error:  # set aside by the next one that reads without a lock
            raise StorageUnavailable("a row cannot be read") from error

    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        _store(self._connection, decision, seen)


def _store(connection: sqlite3.Connection, decision: Decision[object], seen: Snapshot) -> None:
    for lookup, found in seen.found.items():
        if versions(connection, lookup) != tuple(stored.version for stored in found):
            raise Conflict("a record has changed since it was read")
    for each in decision.delete:
        table_of(each).delete(connection, each)
    for each in decision.save:
        table_of(each).write(connection, each, new=not seen.holds(each))
    queue(connection, decision.queue, decision.at)
    record(connection, decision.events, decision.at)
