"""A commit as the statements of one transaction, which are sent in one trip."""

import json
import secrets
from collections.abc import Iterator
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
from espaceclient.adapters.postgres.tables import table_of
from espaceclient.domain.account import Account
from espaceclient.domain.decision import Decision, DecisionId, Record
from espaceclient.domain.event import Event
from espaceclient.domain.event_extra import extra_of, for_trail
from espaceclient.domain.event_fields import account_of, contract_of, ordering_key, subject_of
from espaceclient.domain.mail import QueuedMail
from espaceclient.ports.gates import Gate, Gates, gates
from espaceclient.ports.storage import Expired, Snapshot

RECEIPT = "INSERT INTO {schema}.receipts (decision) VALUES (%s)"
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
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
_RECEIPTS = "receipts_pkey"


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
        written = (*self._receipt(), *self._records(), *self._mails(), *self._events())
        qualified = [(database.sql(text), parameters) for text, parameters in written]
        missing = (gates(self.decision, self.seen) | self._turns()) - held
        if not missing:
            return qualified
        return [(database.sql(LOCK), locks(database.schema, missing)), *qualified]

    def _turns(self) -> Gates:
        """Return gates by which the events of one account are numbered in the order of commits."""
        keys = {ordering_key(event) for event in self.decision.events}
        return frozenset(Gate(f"events of {key}", exclusive=True) for key in keys)

    def _receipt(self) -> Iterator[tuple[str, tuple[object, ...]]]:
        yield RECEIPT, (self._id,)
        if self.seen.found:
            yield comparison(self.seen)
        if any(isinstance(lookup, Expired) for lookup in self.seen.found):
            yield FORGET, ()

    def _records(self) -> Iterator[tuple[str, tuple[object, ...]]]:
        for record in self.decision.delete:
            yield table_of(record).delete, table_of(record).key(record)
        for record in sorted(self.decision.save, key=_is_no_account):
            table = table_of(record)
            text = table.upsert if self.seen.holds(record) else table.insert
            yield text, table.row(record)

    def _mails(self) -> Iterator[tuple[str, tuple[object, ...]]]:
        for mail in self.decision.queue:
            yield QUEUE, _queued(mail, self.decision.at)

    def _events(self) -> Iterator[tuple[str, tuple[object, ...]]]:
        for event in self.decision.events:
            yield RECORD, _recorded(event, self.decision.at)


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
