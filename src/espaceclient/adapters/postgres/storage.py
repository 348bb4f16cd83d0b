"""The storage in tables: a read is one statement, a commit one transaction; each is one trip."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from espaceclient.adapters.codec import Unreadable
from espaceclient.adapters.postgres.commit import Commit, is_stored_already
from espaceclient.adapters.postgres.connection import Connection, send
from espaceclient.adapters.postgres.damaged_rows import set_aside
from espaceclient.adapters.postgres.database import COMMIT, PostgresDatabase
from espaceclient.adapters.postgres.errors import is_unanswered
from espaceclient.adapters.postgres.exclusive import ExclusiveAttempt
from espaceclient.adapters.postgres.lookups import Query
from espaceclient.adapters.postgres.within import SharedStorage
from espaceclient.domain.decision import Decision
from espaceclient.ports.errors import OutcomeUnknown, StorageUnavailable
from espaceclient.ports.gates import Gates
from espaceclient.ports.storage import AnyLookup, Snapshot, Storage


class PostgresStorage:
    """The ``Storage`` port over a ``PostgresDatabase``, and ``ExclusiveStorage``.

    A commit queues its mails and records its events in the same transaction. It holds the gates of
    its decision as advisory locks while it compares what was seen and writes, so that decisions
    about the same records come one after the other and all others at once. It leaves a receipt, so
    that one whose answer was lost can be sent again, and is stored once.

    A row that cannot be read is moved to the table ``damaged_rows`` when it is met, unless it is an
    account or a holding; see ``damaged_rows.set_aside``.
    """

    def __init__(self, database: PostgresDatabase) -> None:
        self._database = database

    def read(self, *lookups: AnyLookup) -> Snapshot:
        query = Query.of(lookups)
        if not query.lookups:
            return Snapshot({})
        moved = True
        while True:
            rows = self._database.fetch(query.text, *query.parameters)
            try:
                return query.snapshot(rows)
            except Unreadable as error:
                if not moved:
                    raise StorageUnavailable("a row cannot be read") from error
                # None moved: another node was faster, or there is nothing to be done.
                moved = set_aside(self._database, *lookups)

    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        statements = [
            *self._database.beginning(decision.patience),
            *Commit(decision, seen).statements(self._database),
            (COMMIT, ()),
        ]
        unanswered = False

        def work(connection: Connection) -> None:
            nonlocal unanswered
            try:
                send(connection, statements)
            except psycopg.Error as error:
                if is_stored_already(error):
                    return
                unanswered = unanswered or is_unanswered(error)
                raise

        try:
            self._database.run(work)
        except StorageUnavailable as error:
            if unanswered:
                raise OutcomeUnknown(str(error)) from error.__cause__
            raise

    def within(self, connection: psycopg.Connection[Any]) -> SharedStorage:
        """Return the storage on a connection that a host shares, within the host's transaction.

        What is committed there is stored when the host commits; but for what the limits count,
        which is stored at once, by this storage itself. Raises ``ValueError`` unless the
        transaction is READ COMMITTED.
        """
        return SharedStorage(self._database, self, connection)

    @contextmanager
    def exclusively(self, gates: Gates) -> Iterator[Storage]:
        with self._database.connection() as connection:
            attempt = ExclusiveAttempt(self._database, connection, gates)
            yield attempt
            attempt.end()
