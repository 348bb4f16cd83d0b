"""The storage in tables: a read is one statement, a commit one transaction; each is one trip."""

from uuid import uuid4

from psycopg.errors import UniqueViolation

from espaceclient.adapters.codec import Unreadable
from espaceclient.adapters.postgres.commit import RECEIPTS, Commit
from espaceclient.adapters.postgres.connection import Connection
from espaceclient.adapters.postgres.damaged_rows import set_aside
from espaceclient.adapters.postgres.database import PostgresDatabase
from espaceclient.adapters.postgres.lookups import Query
from espaceclient.domain.decision import Decision
from espaceclient.ports.errors import StorageUnavailable
from espaceclient.ports.storage import AnyLookup, Snapshot


class PostgresStorage:
    """The ``Storage`` port over a ``PostgresDatabase``.

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
        commit = Commit(decision, seen, uuid4())
        statements = commit.transaction(self._database)

        def send(connection: Connection) -> None:
            try:
                connection.send(statements)
            except UniqueViolation as error:
                if error.diag.constraint_name != RECEIPTS:
                    raise

        self._database.run(send)
