"""A feed over a trail in memory: what became of each event, beside it."""

import secrets
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from attrs import define

from espaceclient.adapters.memory.trail import MemoryTrail, without_extra
from espaceclient.domain.event import RecordedEvent
from espaceclient.domain.event_fields import ordering_key
from espaceclient.ports.event_feed import FeedEntry, FeedSummary, LeasedEvent


@define
class _Slot:
    event: RecordedEvent
    due_at: datetime
    attempts: int = 0
    refusals: int = 0
    lease: str = ""
    last_error: str | None = None
    dead: bool = False
    delivered: bool = False


class MemoryEventFeed:
    """The ``EventFeed`` port over the events of a ``MemoryTrail``."""

    def __init__(self, trail: MemoryTrail) -> None:
        self.lock = trail.lock
        self._trail = trail
        self._slots: dict[str, _Slot] = {}

    def lease(self, now: datetime, duration: timedelta, at_most: int) -> Sequence[LeasedEvent]:
        with self.lock:
            due = [slot for slot in self._first_of_each() if slot.due_at <= now]
            due.sort(key=lambda slot: slot.due_at)
            return [self._lease(slot, now + duration) for slot in due[:at_most]]

    def _lease(self, slot: _Slot, until: datetime) -> LeasedEvent:
        slot.lease, slot.due_at = secrets.token_hex(16), until
        return LeasedEvent(slot.event, slot.attempts, slot.refusals, slot.lease)

    def renew(self, leased_events: Sequence[LeasedEvent], until: datetime) -> Sequence[LeasedEvent]:
        with self.lock:
            return [each for each in leased_events if self._renew(each, until)]

    def _renew(self, leased_event: LeasedEvent, until: datetime) -> bool:
        slot = self._held(leased_event)
        if slot:
            slot.due_at = until
        return slot is not None

    def delivered(self, leased_event: LeasedEvent) -> None:
        with self.lock:
            if slot := self._held(leased_event):
                self._take_out(slot)

    def defer(
        self, leased_event: LeasedEvent, until: datetime, error: str, *, refused: bool = False
    ) -> None:
        with self.lock:
            if slot := self._held(leased_event):
                slot.attempts += 1
                slot.refusals += refused
                slot.due_at, slot.last_error, slot.lease = until, error, ""

    def release(self, leased_event: LeasedEvent, until: datetime, error: str | None = None) -> None:
        with self.lock:
            if slot := self._held(leased_event):
                slot.due_at, slot.lease = until, ""
                slot.last_error = slot.last_error if error is None else error

    def dead_letter(self, leased_event: LeasedEvent, error: str) -> None:
        with self.lock:
            if slot := self._held(leased_event):
                slot.attempts += 1
                slot.last_error, slot.dead, slot.lease = error, True, ""

    def entries(self, at_most: int = 1000) -> Sequence[FeedEntry]:
        with self.lock:
            first = {slot.event.id for slot in self._first_of_each()}
            return [_entry(slot, first) for slot in self._undelivered()][:at_most]

    def summary(self, now: datetime) -> FeedSummary:
        with self.lock:
            undelivered = self._undelivered()
            waiting = [slot for slot in undelivered if not slot.dead]
            due = [slot.due_at for slot in self._first_of_each() if slot.due_at <= now]
            return FeedSummary(
                waiting=len(waiting),
                dead=len(undelivered) - len(waiting),
                oldest_due_at=min(due, default=None),
                oldest_at=min((slot.event.at for slot in waiting), default=None),
            )

    def retry(self, event_id: str, now: datetime) -> bool:
        with self.lock:
            slot = self._dead(event_id)
            if slot:
                slot.dead, slot.attempts, slot.refusals, slot.due_at = False, 0, 0, now
            return slot is not None

    def discard(self, event_id: str) -> bool:
        with self.lock:
            slot = self._dead(event_id)
            if slot:
                self._take_out(slot)
            return slot is not None

    def _take_out(self, slot: _Slot) -> None:
        slot.delivered, slot.dead, slot.lease = True, False, ""
        slot.event = self._trail.forget_extra(slot.event)

    def _undelivered(self) -> list[_Slot]:
        """List what is to be delivered, in order; what the trail has forgotten is not."""
        recorded = {event.id: event for event in self._trail.recorded}
        self._slots = {
            each: self._slots.get(each) or _Slot(event, event.at)
            for each, event in recorded.items()
        }
        return [slot for slot in self._slots.values() if not slot.delivered]

    def _first_of_each(self) -> Iterator[_Slot]:
        """Give the oldest of each account, or address, that is to be delivered."""
        met: set[str] = set()
        for slot in self._undelivered():
            key = ordering_key(slot.event.event)
            if not slot.dead and key not in met:
                met.add(key)
                yield slot

    def _held(self, leased_event: LeasedEvent) -> _Slot | None:
        slot = self._slots.get(leased_event.id)
        return slot if slot and slot.lease and slot.lease == leased_event.lease else None

    def _dead(self, event_id: str) -> _Slot | None:
        slot = self._slots.get(event_id)
        return slot if slot and slot.dead else None


def _entry(slot: _Slot, first: set[str]) -> FeedEntry:
    return FeedEntry(
        slot.event.id,
        slot.event.at,
        without_extra(slot.event),
        slot.attempts,
        slot.due_at,
        slot.last_error,
        slot.dead,
        waits=not slot.dead and slot.event.id not in first,
    )
