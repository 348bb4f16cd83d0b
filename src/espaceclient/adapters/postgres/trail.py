"""The trail in a table: events recorded by the storage's commit, in pages by their keys."""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, assert_never

from espaceclient.adapters.codec import EVENTS, Unreadable, to_instant, to_microseconds
from espaceclient.adapters.postgres.database import PostgresDatabase
from espaceclient.domain.event import EventKey, RecordedEvent
from espaceclient.ports.trail import (
    AboutAccount,
    AboutContract,
    AboutSubject,
    Everything,
    Question,
)

_logger = logging.getLogger(__name__)

PAGE = """
    SELECT id, at, kind, payload FROM {{schema}}.events
    WHERE {condition} AND (at, id) > (%s, %s) ORDER BY at, id LIMIT %s
"""
PURGE = """
    DELETE FROM {schema}.events WHERE position = ANY (ARRAY(
        SELECT position FROM {schema}.events WHERE at < %s ORDER BY at, id LIMIT %s
    ))
"""
_BEFORE_ALL = (-(1 << 63), "")


class PostgresTrail:
    """The ``Trail`` port over a ``PostgresDatabase``."""

    def __init__(self, database: PostgresDatabase) -> None:
        self._database = database

    def page(
        self, asked: Question, *, after: EventKey | None = None, at_most: int = 1000
    ) -> Sequence[RecordedEvent]:
        wanted_of, parameters = condition(asked)
        start = (to_microseconds(after.at), after.id) if after else _BEFORE_ALL
        page = PAGE.format(condition=wanted_of)
        found: list[RecordedEvent] = []
        while len(found) < at_most:
            wanted = at_most - len(found)
            rows = self._database.fetch(page, *parameters, *start, wanted)
            found += [each for row in rows if (each := _told(*row))]
            if len(rows) < wanted:
                break
            start = (rows[-1][1], rows[-1][0])
        return found

    def purge(self, before: datetime, at_most: int) -> int:
        return self._database.change(PURGE, to_microseconds(before), at_most)


def condition(asked: Question) -> tuple[str, tuple[str, ...]]:
    """Return the SQL condition on what is asked about, and its parameters."""
    match asked:
        case Everything():
            return "TRUE", ()
        case AboutAccount(account):
            return "account = %s", (account,)
        case AboutSubject(subject):
            return "subject = %s", (subject,)
        case AboutContract(contract):
            named = (contract.operator.code, contract.number.digits)
            return "operator = %s AND contract_number = %s", named
        case _:
            assert_never(asked)


def read_event(
    event_id: str,
    at: int,
    kind: str,
    payload: Mapping[str, Any],
    extra: Mapping[str, str] | None = None,
) -> RecordedEvent | None:
    """Return the event of a row, or ``None`` when it is damaged or of a kind unknown here."""
    try:
        event = EVENTS.from_fields(kind, payload)
        if extra is not None:
            event = EVENTS.from_fields(kind, {**payload, "extra": extra})
        return RecordedEvent(event_id, to_instant(at), event)
    except (Unreadable, OverflowError):
        return None


def _told(event_id: str, at: int, kind: str, payload: Mapping[str, Any]) -> RecordedEvent | None:
    """Return the event of a row; warn of one that is left out."""
    event = read_event(event_id, at, kind, payload)
    if event is None:
        _logger.warning('an event of the kind "%s" cannot be read', kind, extra={"repeats": True})
    return event
