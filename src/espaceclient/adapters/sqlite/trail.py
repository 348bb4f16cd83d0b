"""The trail in a table: events recorded by the storage's commit, in pages by their keys."""

import json
import logging
import secrets
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import assert_never

from espaceclient.adapters.codec import EVENTS, to_instant, to_microseconds
from espaceclient.adapters.sqlite.database import SqliteDatabase
from espaceclient.domain.event import Event, EventKey, RecordedEvent
from espaceclient.domain.event_extra import extra_of, for_trail, with_extra
from espaceclient.domain.event_fields import account_of, contract_of, subject_of
from espaceclient.ports.trail import (
    AboutAccount,
    AboutContract,
    AboutSubject,
    Everything,
    Question,
)

_logger = logging.getLogger(__name__)

RECORD = """
    INSERT INTO events
        (id, at, kind, account, subject, operator, contract_number, payload, extra, due_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
PAGE = """
    SELECT CAST(id AS BLOB), at, CAST(kind AS BLOB), CAST(payload AS BLOB) FROM events
    WHERE {condition} AND (at, id) > (?, ?) ORDER BY at, id LIMIT ?
"""
PURGE = """
    DELETE FROM events WHERE position IN (
        SELECT position FROM events WHERE at < ? ORDER BY at, id LIMIT ?
    )
"""
_BEFORE_ALL = (-(1 << 63), "")


def record(connection: sqlite3.Connection, events: Iterable[Event], at: datetime) -> None:
    """Record events within the caller's transaction; hosts may be told them from ``at`` on."""
    now = to_microseconds(at)
    connection.executemany(RECORD, [_row(event, now) for event in events])


def _row(event: Event, now: int) -> tuple[str | int | None, ...]:
    contract = contract_of(event)
    named = (contract.operator.code, contract.number.digits) if contract else (None, None)
    searched = (account_of(event), subject_of(event), *named)
    extra = extra_of(event)
    handed_over = None if extra is None else json.dumps(dict(extra), ensure_ascii=False)
    told = (EVENTS.kind_of(event), *searched, EVENTS.as_json(for_trail(event)))
    return (secrets.token_hex(16), now, *told, handed_over, now)


class SqliteTrail:
    """The ``Trail`` port over a ``SqliteDatabase``."""

    def __init__(self, database: SqliteDatabase) -> None:
        self._database = database

    def page(
        self, asked: Question, *, after: EventKey | None = None, at_most: int = 1000
    ) -> Sequence[RecordedEvent]:
        wanted_of, parameters = condition(asked)
        start = (to_microseconds(after.at), after.id) if after else _BEFORE_ALL
        found: list[RecordedEvent] = []
        with self._database.reading() as connection:
            while len(found) < at_most:
                wanted = at_most - len(found)
                rows = connection.execute(
                    PAGE.format(condition=wanted_of), (*parameters, *start, wanted)
                ).fetchall()
                found += [each for row in rows if (each := _told(*row))]
                if len(rows) < wanted:
                    break
                start = (rows[-1][1], rows[-1][0].decode())
        return found

    def purge(self, before: datetime, at_most: int) -> int:
        with self._database.writing() as connection:
            return connection.execute(PURGE, (to_microseconds(before), at_most)).rowcount


def condition(asked: Question) -> tuple[str, tuple[str, ...]]:
    """Return the SQL condition on what is asked about, and its parameters."""
    match asked:
        case Everything():
            return "TRUE", ()
        case AboutAccount(account):
            return "account = ?", (account,)
        case AboutSubject(subject):
            return "subject = ?", (subject,)
        case AboutContract(contract):
            named = (contract.operator.code, contract.number.digits)
            return "operator = ? AND contract_number = ?", named
        case _:
            assert_never(asked)


def read_event(
    event_id: bytes, at: int, kind: bytes, payload: bytes, extra: bytes | None = None
) -> RecordedEvent | None:
    """Return the event of a row, or ``None`` when it is damaged or of a kind unknown here."""
    try:
        event = EVENTS.from_json(kind.decode(), payload)
        if extra is not None:
            event = with_extra(event, json.loads(extra))
        return RecordedEvent(event_id.decode(), to_instant(at), event)
    except Exception:  # noqa: BLE001 - a damaged value raises whatever it leads to
        return None


def _told(event_id: bytes, at: int, kind: bytes, payload: bytes) -> RecordedEvent | None:
    """Return the event of a row; warn of one that is left out."""
    event = read_event(event_id, at, kind, payload)
    if event is None:
        named = kind.decode(errors="replace")
        _logger.warning('an event of the kind "%s" cannot be read', named, extra={"repeats": True})
    return event
