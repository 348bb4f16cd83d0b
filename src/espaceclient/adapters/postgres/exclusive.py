"""An attempt that holds its gates while it reads and decides: one transaction from the first read
to the commit.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg.pq import TransactionStatus

from espaceclient.adapters.codec import Unreadable
from espaceclient.adapters.postgres.commit import Commit, is_stored_already
from espaceclient.adapters.postgres.connection import Connection, Statement, send
from espaceclient.adapters.postgres.database import COMMIT, PostgresDatabase
from espaceclient.adapters.postgres.errors import is_to_be_repeated, is_unanswered
from espaceclient.adapters.postgres.locking import LOCK, locks
from espaceclient.adapters.postgres.lookups import Query
from espaceclient.domain.decision import Decision
from espaceclient.ports.errors import Conflict, OutcomeUnknown, StorageUnavailable
from espaceclient.ports.gates import Gates
from espaceclient.ports.storage import AnyLookup, Snapshot


class ExclusiveAttempt:
    """The storage as an attempt sees it that keeps its rivals off.

    The transaction begins with the first read, in the same trip: the gates are held when it is
    answered. A read sees what was committed before it.
    """

    def __init__(self, database: PostgresDatabase, connection: Connection, gates: Gates) -> None:
        self._database, self._connection, self._gates = database, connection, gates

    def read(self, *lookups: AnyLookup) -> Snapshot:
        query = Query.of(lookups)
        if not query.lookups:
            return Snapshot({})
        asked = (self._database.sql(query.text), query.parameters)
        with self._given_up():
            rows = send(self._connection, [*self._beginning(), asked])
        try:
            return query.snapshot(rows)
        except Unreadable as error:  # set aside by the next one that reads without a lock
            raise StorageUnavailable("a row cannot be read") from error

    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        commit = Commit(decision, seen)
        written = commit.statements(self._database, self._gates)
        with self._unknown(), self._given_up():
            try:
                send(self._connection, [*self._beginning(), *written])
            except psycopg.Error as error:
                if not is_stored_already(error):
                    raise
                self._connection.rollback()

    def end(self) -> None:
        """Store what was committed."""
        if self._connection.info.transaction_status != TransactionStatus.IDLE:
            with self._unknown():
                self._connection.execute(COMMIT)

    def _beginning(self) -> list[Statement]:
        if self._connection.info.transaction_status != TransactionStatus.IDLE:
            return []
        gates = (self._database.sql(LOCK), locks(self._database.schema, self._gates))
        return [*self._database.beginning(), gates]

    @contextmanager
    def _given_up(self) -> Iterator[None]:
        try:
            yield
        except psycopg.Error as error:
            if is_to_be_repeated(error):
                raise Conflict("it was given up for the sake of another") from error
            raise

    @contextmanager
    def _unknown(self) -> Iterator[None]:
        """Have what was not answered asked again, under the same id and on another connection."""
        try:
            yield
        except psycopg.Error as error:
            if is_unanswered(error):
                raise OutcomeUnknown("the server was gone before it answered") from error
            raise
