"""A trail in a list, which the storage appends to."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice
from operator import attrgetter
from threading import RLock
from typing import assert_never

from attrs import evolve

from espaceclient.domain.event import Event, EventKey, RecordedEvent
from espaceclient.domain.event_extra import for_trail
from espaceclient.domain.event_fields import account_of, contract_of, subject_of
from espaceclient.ports.trail import (
    AboutAccount,
    AboutContract,
    AboutSubject,
    Everything,
    Question,
)


class MemoryTrail:
    """The ``Trail`` port in memory; give it to a ``MemoryStorage``, or take that storage's.

    ``recorded`` are all events in the order of their commits; ``lock`` guards it.
    """

    def __init__(self) -> None:
        self.lock = RLock()
        self.recorded: list[RecordedEvent] = []

    def record(self, events: Iterable[Event], at: datetime) -> None:
        """Append what happened at ``at``; the storage calls it within its commit."""
        with self.lock:
            self.recorded += [RecordedEvent(secrets.token_hex(16), at, event) for event in events]

    def page(
        self, asked: Question, *, after: EventKey | None = None, at_most: int = 1000
    ) -> Sequence[RecordedEvent]:
        with self.lock:
            ordered = sorted(self.recorded, key=attrgetter("key"))
        found = (
            each
            for each in ordered
            if _is_about(each.event, asked) and (after is None or each.key > after)
        )
        return list(map(without_extra, islice(found, at_most)))

    def forget_extra(self, recorded: RecordedEvent) -> RecordedEvent:
        """Keep of an event what the trail tells of it, and return that; the feed calls it once
        nobody is to be told more.
        """
        kept = without_extra(recorded)
        with self.lock:
            self.recorded = [kept if each.id == kept.id else each for each in self.recorded]
        return kept

    def purge(self, before: datetime, at_most: int) -> int:
        with self.lock:
            ordered = sorted(self.recorded, key=attrgetter("key"))
            gone = {each.id for each in ordered[:at_most] if each.at < before}
            self.recorded = [each for each in self.recorded if each.id not in gone]
            return len(gone)


def without_extra(recorded: RecordedEvent) -> RecordedEvent:
    """Return an event as the trail tells it."""
    return evolve(recorded, event=for_trail(recorded.event))


def _is_about(event: Event, asked: Question) -> bool:
    match asked:
        case Everything():
            return True
        case AboutAccount(account):
            return account_of(event) == account
        case AboutSubject(subject):
            return subject_of(event) == subject
        case AboutContract(contract):
            return contract_of(event) == contract
        case _:
            assert_never(asked)
