"""The storage on a connection that a host shares with it: both are stored, or neither is.

What the limits count is the exception: it is stored on a connection of the storage's own, and the
host's roll-back does not undo it.
"""

from typing import Any

import psycopg
from attrs import evolve
from psycopg.pq import TransactionStatus
from psycopg.rows import tuple_row
from psycopg.types.json import JsonbLoader

from espaceclient.adapters.codec import Unreadable
from espaceclient.adapters.postgres.commit import Commit
from espaceclient.adapters.postgres.connection import send
from espaceclient.adapters.postgres.database import PostgresDatabase
from espaceclient.adapters.postgres.errors import cause_of, is_to_be_repeated, translated
from espaceclient.adapters.postgres.lookups import Query
from espaceclient.domain.decision import Decision, Record
from espaceclient.domain.throttle import FailedAttempts, HourlyCounter
from espaceclient.ports.errors import Conflict, StorageUnavailable
from espaceclient.ports.storage import (
    AnyLookup,
    Expired,
    FailedAttemptsByKey,
    HourlyCounterByKey,
    Snapshot,
    Storage,
)

SAVEPOINT = b"SAVEPOINT espaceclient"
TERMS = b"SELECT current_setting('transaction_isolation'), current_setting('lock_timeout')"
WAIT_NO_LONGER = b"SELECT set_config('lock_timeout', %s, true)"
RELEASE = b"RELEASE SAVEPOINT espaceclient"
ROLL_BACK = b"ROLLBACK TO SAVEPOINT espaceclient"


class SharedStorage:
    """The ``Storage`` port on a host's connection, within the host's transaction.

    A decision is a savepoint: a ``Conflict`` leaves what the host did before as it was. Until the
    host's transaction ends, others wait for the records that it wrote, this process's own storage
    included: as long as the database's ``time_out`` lets them, whatever ``lock_timeout`` the host
    has, which is its own again afterwards. It is for one thread, as the connection is.
    """

    def __init__(
        self, database: PostgresDatabase, own: Storage, connection: psycopg.Connection[Any]
    ) -> None:
        """Raises ``ValueError`` unless the host is in a transaction that is READ COMMITTED: in no
        other it sees what was committed while it waited.
        """
        self._database, self._own, self._connection = database, own, connection
        ((isolation, _),) = self._execute(TERMS)
        if connection.info.transaction_status != TransactionStatus.INTRANS:
            raise ValueError(
                "the host's connection is in no transaction: it would commit each call"
            )
        _require_read_committed(isolation)

    def read(self, *lookups: AnyLookup) -> Snapshot:
        query = Query.of(lookups)
        if not query.lookups:
            return Snapshot({})
        try:
            return query.snapshot(self._execute(self._database.sql(query.text), *query.parameters))
        except Unreadable as error:
            raise StorageUnavailable("a row cannot be read") from error

    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        counts, rest = _counts_of(decision), _rest_of(decision)
        if counts.changes_nothing or _is_purge(seen):
            self._store(decision, seen)
        elif rest.save or rest.delete:
            self._own.commit(counts, _of_counts(seen, counts=True))
            self._store(rest, _of_counts(seen, counts=False))
        else:  # a refusal: it is told and mailed as it is counted
            self._own.commit(decision, _of_counts(seen, counts=True))

    def _store(self, decision: Decision[object], seen: Snapshot) -> None:
        statements = Commit(decision, seen).statements(self._database)
        try:
            ((isolation, theirs),) = send(self._connection, [(SAVEPOINT, ()), (TERMS, ())])
            ours = self._database.longest_wait(decision.patience)
            bounded = [(WAIT_NO_LONGER, (ours,)), *statements, (WAIT_NO_LONGER, (theirs,))]
            try:
                _require_read_committed(isolation)  # the host may have begun another transaction
                send(self._connection, [*bounded, (RELEASE, ())])
            except (psycopg.Error, ValueError):
                self._execute(ROLL_BACK)
                self._execute(RELEASE)
                raise
        except psycopg.Error as error:
            if is_to_be_repeated(error):
                raise Conflict("it was given up for the sake of another") from error
            raise translated(error) from cause_of(error)

    def _execute(self, text: bytes, *parameters: Any) -> list[tuple[Any, ...]]:
        cursor = psycopg.Cursor(self._connection, row_factory=tuple_row)
        # A host may read JSON in a way of its own: Django reads it as text.
        cursor.adapters.register_loader("jsonb", JsonbLoader)
        try:
            cursor.execute(text, parameters)
        except psycopg.Error as error:
            raise translated(error) from cause_of(error)
        return cursor.fetchall() if cursor.description else []


def _is_purge(seen: Snapshot) -> bool:
    """Tell whether what is deleted has expired: no limit counts it any more, nor is it known by its
    own name alone.
    """
    return any(isinstance(lookup, Expired) for lookup in seen.found)


def _require_read_committed(isolation: str) -> None:
    if isolation not in ("read committed", "read uncommitted"):
        raise ValueError(f"a shared transaction is READ COMMITTED, not {isolation.upper()}")


def _counts(record: Record) -> bool:
    return isinstance(record, HourlyCounter | FailedAttempts)


def _counts_of(decision: Decision[object]) -> Decision[object]:
    """Return what the limits count of a decision."""
    saved = tuple(filter(_counts, decision.save))
    deleted = tuple(filter(_counts, decision.delete))
    return Decision(None, decision.at, save=saved, delete=deleted, patience=decision.patience)


def _rest_of(decision: Decision[object]) -> Decision[object]:
    saved = tuple(each for each in decision.save if not _counts(each))
    deleted = tuple(each for each in decision.delete if not _counts(each))
    return evolve(decision, save=saved, delete=deleted)


def _of_counts(seen: Snapshot, *, counts: bool) -> Snapshot:
    of_limits = (HourlyCounterByKey, FailedAttemptsByKey)
    return Snapshot(
        {
            lookup: found
            for lookup, found in seen.found.items()
            if isinstance(lookup, of_limits) == counts
        }
    )
