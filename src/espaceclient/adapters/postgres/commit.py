"""A commit as the statements of one transaction, which are sent in one trip."""

import secrets
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from attrs import frozen

from espaceclient.adapters.codec import EVENTS, MAILS, to_microseconds
from espaceclient.adapters.postgres.connection import Statement
from espaceclient.adapters.postgres.database import BEGIN, COMMIT, PostgresDatabase
from espaceclient.adapters.postgres.locking import LOCK, locks
from espaceclient.adapters.postgres.lookups import comparison
from espaceclient.adapters.postgres.tables import table_of
from espaceclient.domain.account import Account
from espaceclient.domain.decision import Decision, Record
from espaceclient.domain.event import Event
from espaceclient.domain.event_fields import account_of, contract_of, ordering_key, subject_of
from espaceclient.domain.mail import QueuedMail
from espaceclient.ports.gates import Gate, gates
from espaceclient.ports.storage import Snapshot

RECEIPT = "INSERT INTO {schema}.receipts (decision) VALUES (%s)"
RECEIPTS = "receipts_pkey"
"""The constraint that a second receipt violates."""

QUEUE = """
    INSERT INTO {schema}.outbox (id, kind, payload, queued_at, due_at) VALUES (%s, %s, %s, %s, %s)
"""
RECORD = """
    INSERT INTO {schema}.events
        (id, at, kind, account, subject, operator, contract_number, payload, due_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


@frozen
class Commit:
    """A decision, and what it was based on, under a number that it keeps when it is sent again."""

    decision: Decision[object]
    seen: Snapshot
    number: UUID

    def transaction(self, database: PostgresDatabase) -> list[Statement]:
        """Return all the statements, from the first to the last."""
        patience = self.decision.patience
        return [
            (BEGIN, ()),
            database.limits(patience),
            *self.work(database),
            (COMMIT, ()),
        ]

    def work(self, database: PostgresDatabase) -> Iterator[Statement]:
        """Yield the statements between the first and the last.

        Each sees what was committed before it began. So the comparison, which comes after the
        locks, sees all that others have changed before they released theirs.
        """
        taken = gates(self.decision, self.seen) | self._turns()
        yield database.sql(LOCK), locks(database.schema, taken)
        yield database.sql(RECEIPT), (self.number,)
        if self.seen.found:
            text, parameters = comparison(self.seen)
            yield database.sql(text), parameters
        for text, parameters in (*self._records(), *self._mails(), *self._events()):
            yield database.sql(text), parameters

    def _turns(self) -> frozenset[Gate]:
        """Return gates by which the events of one account are numbered in the order of commits."""
        keys = {ordering_key(event) for event in self.decision.events}
        return frozenset(Gate(f"events of {key}", exclusive=True) for key in keys)

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
    payload = EVENTS.as_json(event)
    return secrets.token_hex(16), now, EVENTS.kind_of(event), *searched, payload, now
