"""A commit as the statements of one transaction, which are sent in one trip."""

import json
import secrets
from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import uuid4

import psycopg
from attrs import field, frozen
from psycopg.errors import UniqueViolation

from espaceclient.adapters.codec import EVENTS, MAILS, to_microseconds
from espaceclient.adapters.postgres.connection import Statement
from espaceclient.adapters.postgres.database import PostgresDatabase
from espaceclient.adapters.postgres.locking import LOCK, locks
from espaceclient.adapters.postgres.lookups import comparison
from espaceclient.adapters.postgres.tables import Table, table_of
from espaceclient.domain.account import Account
from espaceclient.domain.decision import Decision, DecisionId, Record
from espaceclient.domain.event import Event
from espaceclient.domain.event_extra import extra_of, for_trail
from espaceclient.domain.event_fields import account_of, contract_of, ordering_key, subject_of
from espaceclient.domain.holding import Holding
from espaceclient.domain.mail import QueuedMail
from espaceclient.ports.gates import Gate, Gates, gates
from espaceclient.ports.storage import Expired, Snapshot, identity

CHECK = """
    WITH receipt AS (
        INSERT INTO {{schema}}.receipts (decision) VALUES (%s) RETURNING decision
    )
    SELECT {{schema}}.require_unchanged({unchanged}) FROM receipt
"""
"""The receipt comes first: a commit that is sent again finds it, and not what it changed itself."""

FORGET = """
    DELETE FROM {schema}.receipts WHERE decision = ANY (ARRAY(
        SELECT decision FROM {schema}.receipts WHERE stored_at < now() - interval '1 day'
        ORDER BY stored_at LIMIT 10000
    ))
"""
QUEUE = """
    INSERT INTO {schema}.outbox (id, kind, payload, queued_at, due_at) VALUES (%s, %s, %s, %s, %s)
"""
RECORD = """
    INSERT INTO {schema}.events
        (id, at, kind, account, subject, operator, contract_number, payload, extra, due_at)
    VALUES
"""
_RECEIPTS = "receipts_pkey"

Part = tuple[str, tuple[object, ...]]
"""SQL, and the parameters that fill its ``%s``."""

_AT_ONCE = 50
"""Parts of one statement: each shape of it is planned, and kept."""


def is_stored_already(error: psycopg.Error) -> bool:
    """Tell whether a commit failed because the same one had succeeded: its answer was lost."""
    return isinstance(error, UniqueViolation) and error.diag.constraint_name == _RECEIPTS


@frozen
class Commit:
    """A decision, and what it was based on, as the statements between BEGIN and COMMIT.

    Each statement sees what was committed before it began. So the comparison, which comes after the
    locks, sees all that others have changed before they released theirs.
    """

    decision: Decision[object]
    seen: Snapshot
    _id: DecisionId = field(init=False)

    @_id.default
    def _given_or_drawn(self) -> DecisionId:
        return self.decision.id or DecisionId(uuid4().hex)

    def statements(self, database: PostgresDatabase, held: Gates = frozenset()) -> list[Statement]:
        """Return the statements, none of which takes a gate that is ``held``."""
        written = [self._check(), *self._deletions(), *self._writes()]
        qualified = [(database.sql(text), parameters) for text, parameters in written]
        missing, turns = gates(self.decision, self.seen) - held, self._turns()
        if not missing and not turns:
            return qualified
        return [(database.sql(LOCK), locks(database.schema, missing, turns)), *qualified]

    def _turns(self) -> Gates:
        """Return gates by which the events of one account are numbered in the order of commits."""
        keys = {ordering_key(event) for event in self.decision.events}
        return frozenset(Gate(f"events of {key}", exclusive=True) for key in keys)

    def _check(self) -> Part:
        unchanged, parameters = comparison(self.seen)
        return CHECK.format(unchanged=unchanged), (self._id, *parameters)

    def _deletions(self) -> Iterator[Part]:
        keys: dict[Table, list[str]] = {}
        for record in self.decision.delete:
            keys.setdefault(table_of(record), []).append(identity(record))
        for table, of_table in keys.items():
            yield table.delete, (of_table,)
        if any(isinstance(lookup, Expired) for lookup in self.seen.found):
            yield FORGET, ()

    def _writes(self) -> Iterator[Part]:
        """Yield one statement that writes everything, whatever the order: references are checked
        when it ends. A contract's one holding without an end is not: its row is written by another
        statement, after the one that ends the former.
        """
        begun = [record for record in self.decision.save if _has_no_end(record)]
        others = [record for record in self.decision.save if not _has_no_end(record)]
        yield from _together([*self._saved(others), *self._mails(), *self._events()])
        yield from _together([*self._saved(begun)])

    def _saved(self, records: Iterable[Record]) -> Iterator[Part]:
        for record in sorted(records, key=_is_no_account):
            table = table_of(record)
            text = table.upsert if self.seen.holds(record) else table.insert
            yield text, table.row(record)

    def _mails(self) -> Iterator[Part]:
        for mail in self.decision.queue:
            yield QUEUE, _queued(mail, self.decision.at)

    def _events(self) -> Iterator[Part]:
        """Yield one part: its rows are numbered in their order, those of several in any."""
        rows = [_recorded(event, self.decision.at) for event in self.decision.events]
        if rows:
            marks = ", ".join("(" + ", ".join(["%s"] * len(row)) + ")" for row in rows)
            yield RECORD + marks, tuple(each for row in rows for each in row)


def _together(parts: list[Part]) -> Iterator[Part]:
    for start in range(0, len(parts), _AT_ONCE):
        portion = parts[start : start + _AT_ONCE]
        named = ", ".join(f"part_{n} AS ({text})" for n, (text, _) in enumerate(portion))
        parameters = tuple(each for _, values in portion for each in values)
        yield f"WITH {named} SELECT", parameters


def _has_no_end(record: Record) -> bool:
    return isinstance(record, Holding) and record.until is None


def _is_no_account(record: Record) -> bool:
    """Put accounts first: what belongs to one may be saved with it."""
    return not isinstance(record, Account)


def _queued(mail: QueuedMail, at: datetime) -> tuple[object, ...]:
    now = to_microseconds(at)
    return secrets.token_hex(16), MAILS.kind_of(mail), MAILS.as_json(mail), now, now


def _recorded(event: Event, at: datetime) -> tuple[object, ...]:
    now = to_microseconds(at)
    contract = contract_of(event)
    named = (contract.operator.code, contract.number.digits) if contract else (None, None)
    searched = (account_of(event), subject_of(event), *named)
    payload, extra = EVENTS.as_json(for_trail(event)), extra_of(event)
    handed_over = None if extra is None else json.dumps(dict(extra))
    told = (EVENTS.kind_of(event), *searched, payload, handed_over)
    return secrets.token_hex(16), now, *told, now
