"""The feed in a table: events recorded by the storage's commit, leased by relays of any process."""

import logging
import secrets
import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta

from espaceclient.adapters.codec import to_instant, to_microseconds, to_nearest_instant
from espaceclient.adapters.sqlite.database import SqliteDatabase
from espaceclient.adapters.sqlite.trail import read_event
from espaceclient.ports.event_feed import FeedEntry, FeedSummary, LeasedEvent

_logger = logging.getLogger(__name__)

TURN = """
    NOT EXISTS (
        SELECT 1 FROM events AS older
        WHERE coalesce(older.account, older.subject) = coalesce(events.account, events.subject)
            AND older.position < events.position AND older.dead = 0 AND older.delivered = 0
    )
"""
"""No older event of the account, or of the address, is to be delivered."""

DUE = f"""
    SELECT position, CAST(id AS BLOB), at, CAST(kind AS BLOB), CAST(payload AS BLOB),
        CAST(extra AS BLOB), attempts, refusals
    FROM events
    WHERE dead = 0 AND delivered = 0 AND due_at <= ? AND lease IS NOT ? AND {TURN}
    ORDER BY due_at, position LIMIT ?
"""  # noqa: S608 - made of constants
LEASE = "UPDATE events SET lease = ?, due_at = ? WHERE position = ?"
ENTRIES = f"""
    SELECT CAST(id AS BLOB), at, CAST(kind AS BLOB), CAST(payload AS BLOB), attempts, due_at,
        CAST(last_error AS BLOB), dead, dead = 0 AND NOT {TURN}
    FROM events WHERE delivered = 0 ORDER BY position LIMIT ?
"""  # noqa: S608 - made of constants
DELIVERED = """
    UPDATE events SET delivered = 1, extra = NULL, lease = NULL WHERE id = ? AND lease = ?
"""
RENEW = "UPDATE events SET due_at = ? WHERE id = ? AND lease = ?"
DEFER = """
    UPDATE events SET attempts = attempts + 1, due_at = ?, last_error = ?,
        refusals = refusals + ?, lease = NULL
    WHERE id = ? AND lease = ?
"""
RELEASE = """
    UPDATE events SET due_at = ?, last_error = coalesce(?, last_error), lease = NULL
    WHERE id = ? AND lease = ?
"""
DEAD_LETTER = """
    UPDATE events SET attempts = attempts + 1, last_error = ?, dead = 1, lease = NULL
    WHERE id = ? AND lease = ?
"""
SUMMARY = """
    SELECT count(*) FILTER (WHERE dead = 0), count(*) FILTER (WHERE dead = 1),
        min(at) FILTER (WHERE dead = 0)
    FROM events WHERE delivered = 0
"""
OLDEST_DUE = f"""
    SELECT due_at FROM events
    WHERE dead = 0 AND delivered = 0 AND due_at <= ? AND {TURN}
    ORDER BY due_at LIMIT 1
"""  # noqa: S608 - made of constants
RETRY = """
    UPDATE events SET dead = 0, attempts = 0, refusals = 0, due_at = ? WHERE id = ? AND dead = 1
"""
DISCARD = "UPDATE events SET dead = 0, delivered = 1, extra = NULL WHERE id = ? AND dead = 1"


class SqliteEventFeed:
    """The ``EventFeed`` port over a ``SqliteDatabase``: every call is one transaction.

    An event that this release cannot read becomes a dead letter; its payload stays as it is.
    """

    def __init__(self, database: SqliteDatabase) -> None:
        self._database = database

    def lease(self, now: datetime, duration: timedelta, at_most: int) -> Sequence[LeasedEvent]:
        lease, until = secrets.token_hex(16), to_microseconds(now + duration)
        leased_events: list[LeasedEvent] = []
        with self._database.writing() as connection:
            while wanted := at_most - len(leased_events):
                terms = (to_microseconds(now), lease, wanted)
                due = connection.execute(DUE, terms).fetchall()
                for position, *_ in due:
                    connection.execute(LEASE, (lease, until, position))
                read = [_leased(connection, lease, *row) for _, *row in due]
                leased_events += [each for each in read if each]
                if all(read):
                    break
        return leased_events

    def renew(self, leased_events: Sequence[LeasedEvent], until: datetime) -> Sequence[LeasedEvent]:
        due_at = to_microseconds(until)
        with self._database.writing() as connection:
            return [
                each
                for each in leased_events
                if connection.execute(RENEW, (due_at, each.id, each.lease)).rowcount == 1
            ]

    def delivered(self, leased_event: LeasedEvent) -> None:
        self._end_lease(leased_event, DELIVERED)

    def defer(
        self, leased_event: LeasedEvent, until: datetime, error: str, *, refused: bool = False
    ) -> None:
        self._end_lease(leased_event, DEFER, to_microseconds(until), error, refused)

    def release(self, leased_event: LeasedEvent, until: datetime, error: str | None = None) -> None:
        self._end_lease(leased_event, RELEASE, to_microseconds(until), error)

    def dead_letter(self, leased_event: LeasedEvent, error: str) -> None:
        self._end_lease(leased_event, DEAD_LETTER, error)

    def entries(self, at_most: int = 1000) -> Sequence[FeedEntry]:
        with self._database.reading() as connection:
            return [_entry(*row) for row in connection.execute(ENTRIES, (at_most,))]

    def summary(self, now: datetime) -> FeedSummary:
        with self._database.reading() as connection:
            waiting, dead, oldest_at = connection.execute(SUMMARY).fetchone()
            due = connection.execute(OLDEST_DUE, (to_microseconds(now),)).fetchone()
        return FeedSummary(
            waiting,
            dead,
            oldest_due_at=to_instant(due[0]) if due else None,
            oldest_at=None if oldest_at is None else to_instant(oldest_at),
        )

    def retry(self, event_id: str, now: datetime) -> bool:
        with self._database.writing() as connection:
            return connection.execute(RETRY, (to_microseconds(now), event_id)).rowcount == 1

    def discard(self, event_id: str) -> bool:
        with self._database.writing() as connection:
            return connection.execute(DISCARD, (event_id,)).rowcount == 1

    def _end_lease(
        self, leased_event: LeasedEvent, statement: str, *changes: int | str | None
    ) -> None:
        with self._database.writing() as connection:
            connection.execute(statement, (*changes, leased_event.id, leased_event.lease))


def _leased(
    connection: sqlite3.Connection,
    lease: str,
    event_id: bytes,
    at: int,
    kind: bytes,
    payload: bytes,
    extra: bytes | None,
    attempts: int,
    refusals: int,
) -> LeasedEvent | None:
    """Return the event of a row. One that cannot be read is dead-lettered: it delays no other."""
    if event := read_event(event_id, at, kind, payload, extra):
        return LeasedEvent(event, attempts, refusals, lease)
    error = f'an event of the kind "{kind.decode(errors="replace")}" cannot be read'
    connection.execute(DEAD_LETTER, (error, event_id.decode(), lease))
    _logger.warning("%s: it is the dead letter %s of the feed", error, event_id.decode())
    return None


def _entry(
    event_id: bytes,
    at: int,
    kind: bytes,
    payload: bytes,
    attempts: int,
    due_at: int,
    last_error: bytes | None,
    dead: int,
    waits: int,
) -> FeedEntry:
    return FeedEntry(
        event_id.decode(errors="replace"),
        to_nearest_instant(at),
        read_event(event_id, at, kind, payload),
        attempts,
        to_nearest_instant(due_at),
        None if last_error is None else last_error.decode(errors="replace"),
        bool(dead),
        bool(waits),
    )
