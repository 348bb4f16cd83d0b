"""The feed in a table: events recorded by the storage's commit, leased by relays of any node."""

import logging
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from espaceclient.adapters.codec import to_instant, to_microseconds, to_nearest_instant
from espaceclient.adapters.postgres.database import PostgresDatabase
from espaceclient.adapters.postgres.leases import Queue
from espaceclient.adapters.postgres.trail import read_event
from espaceclient.ports.event_feed import FeedEntry, FeedSummary, LeasedEvent

_logger = logging.getLogger(__name__)

WAITS = "NOT dead AND NOT delivered"
TURN = """
    NOT EXISTS (
        SELECT FROM {table} AS older
        WHERE coalesce(older.account, older.subject)
                = coalesce({table}.account, {table}.subject)
            AND older.position < {table}.position AND NOT older.dead AND NOT older.delivered
    )
"""
"""No older event of the account, or of the address, is to be delivered."""

QUEUE = Queue.of(
    "events",
    waits=WAITS,
    columns="events.id, at, kind, payload, extra, attempts, refusals",
    turn=TURN,
)
_TURN = TURN.replace("{table}", "{schema}.events")

ENTRIES = f"""
    SELECT id, at, kind, payload, attempts, due_at, last_error, dead, NOT dead AND NOT {_TURN}
    FROM {{schema}}.events WHERE NOT delivered ORDER BY position LIMIT %s
"""  # noqa: S608 - made of constants
DELIVERED = """
    UPDATE {schema}.events SET delivered = true, extra = NULL, lease = NULL
    WHERE id = %s AND lease = %s
"""
SUMMARY = """
    SELECT count(*) FILTER (WHERE NOT dead), count(*) FILTER (WHERE dead),
        min(at) FILTER (WHERE NOT dead)
    FROM {schema}.events WHERE NOT delivered
"""
OLDEST_DUE = f"""
    SELECT due_at FROM {{schema}}.events WHERE {WAITS} AND due_at <= %s AND {_TURN}
    ORDER BY due_at LIMIT 1
"""  # noqa: S608 - made of constants
DISCARD = """
    UPDATE {schema}.events SET dead = false, delivered = true, extra = NULL
    WHERE id = %s AND dead
"""


class PostgresEventFeed:
    """The ``EventFeed`` port over a ``PostgresDatabase``: every call is one statement, polled for.

    An event that this release cannot read becomes a dead letter; its payload stays as it is. A
    lease whose answer was lost on the way is nobody's: its events are due again when it expires.
    """

    def __init__(self, database: PostgresDatabase) -> None:
        self._database = database

    def lease(self, now: datetime, duration: timedelta, at_most: int) -> Sequence[LeasedEvent]:
        due, until = to_microseconds(now), to_microseconds(now + duration)
        lease = secrets.token_hex(16)
        leased_events: list[LeasedEvent] = []
        while wanted := at_most - len(leased_events):
            terms = (due, lease, wanted, lease, until)
            rows = sorted(self._database.fetch(QUEUE.lease, *terms))
            read = [self._leased(lease, *row) for _, _, *row in rows]
            leased_events += [each for each in read if each]
            if all(read):
                break
        return leased_events

    def renew(self, leased_events: Sequence[LeasedEvent], until: datetime) -> Sequence[LeasedEvent]:
        held = ([each.id for each in leased_events], [each.lease for each in leased_events])
        rows = self._database.fetch(QUEUE.renew, to_microseconds(until), *held)
        renewed = {event_id for (event_id,) in rows}
        return [each for each in leased_events if each.id in renewed]

    def delivered(self, leased_event: LeasedEvent) -> None:
        self._end_lease(leased_event, DELIVERED)

    def defer(
        self, leased_event: LeasedEvent, until: datetime, error: str, *, refused: bool = False
    ) -> None:
        self._end_lease(leased_event, QUEUE.defer, to_microseconds(until), error, int(refused))

    def release(self, leased_event: LeasedEvent, until: datetime, error: str | None = None) -> None:
        self._end_lease(leased_event, QUEUE.release, to_microseconds(until), error)

    def dead_letter(self, leased_event: LeasedEvent, error: str) -> None:
        self._end_lease(leased_event, QUEUE.dead_letter, error)

    def entries(self, at_most: int = 1000) -> Sequence[FeedEntry]:
        return [_entry(*row) for row in self._database.fetch(ENTRIES, at_most)]

    def summary(self, now: datetime) -> FeedSummary:
        ((waiting, dead, oldest_at),) = self._database.fetch(SUMMARY)
        due = self._database.fetch(OLDEST_DUE, to_microseconds(now))
        return FeedSummary(
            waiting,
            dead,
            oldest_due_at=to_instant(due[0][0]) if due else None,
            oldest_at=None if oldest_at is None else to_instant(oldest_at),
        )

    def retry(self, event_id: str, now: datetime) -> bool:
        return self._database.change(QUEUE.retry, to_microseconds(now), event_id) == 1

    def discard(self, event_id: str) -> bool:
        return self._database.change(DISCARD, event_id) == 1

    def _end_lease(
        self, leased_event: LeasedEvent, statement: str, *changes: int | str | None
    ) -> None:
        self._database.change(statement, *changes, leased_event.id, leased_event.lease)

    def _leased(
        self,
        lease: str,
        event_id: str,
        at: int,
        kind: str,
        payload: Mapping[str, Any],
        extra: Mapping[str, str] | None,
        attempts: int,
        refusals: int,
    ) -> LeasedEvent | None:
        """Return the event of a row. One that cannot be read is dead-lettered: it delays none."""
        if event := read_event(event_id, at, kind, payload, extra):
            return LeasedEvent(event, attempts, refusals, lease)
        error = f'an event of the kind "{kind}" cannot be read'
        self._database.change(QUEUE.dead_letter, error, event_id, lease)
        _logger.warning("%s: it is the dead letter %s of the feed", error, event_id)
        return None


def _entry(
    event_id: str,
    at: int,
    kind: str,
    payload: Mapping[str, Any],
    attempts: int,
    due_at: int,
    last_error: str | None,
    dead: bool,  # noqa: FBT001 - a column of a row
    waits: bool,  # noqa: FBT001 - as above
) -> FeedEntry:
    return FeedEntry(
        event_id,
        to_nearest_instant(at),
        read_event(event_id, at, kind, payload),
        attempts,
        to_nearest_instant(due_at),
        last_error,
        dead,
        waits,
    )
