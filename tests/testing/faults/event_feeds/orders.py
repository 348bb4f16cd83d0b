"""Feeds that tell an account's events out of order, or hold up the wrong ones."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from threading import Barrier, BrokenBarrierError
from typing import Any

from espaceclient.adapters.memory import MemoryEventFeed, MemoryTrail
from espaceclient.domain.event_fields import account_of, ordering_key
from espaceclient.ports.event_feed import LeasedEvent
from espaceclient.testing.laws.event_feed import order
from tests.testing.faults.event_feeds.fixture import Mistakes, faults


class KnowsNoOrder(MemoryEventFeed):
    """As an outbox of mails is: each event by itself."""

    def _first_of_each(self) -> Iterator[Any]:
        return (slot for slot in self._undelivered() if not slot.dead)


class OrdersByTheClock(MemoryEventFeed):
    def _undelivered(self) -> list[Any]:
        return sorted(super()._undelivered(), key=lambda slot: slot.event.at)


class LetsTheNewestGoFirst(MemoryEventFeed):
    def _undelivered(self) -> list[Any]:
        return super()._undelivered()[::-1]


class OrdersAccountsOnly(MemoryEventFeed):
    def _first_of_each(self) -> Iterator[Any]:
        met = set()
        for slot in self._undelivered():
            account = account_of(slot.event.event)
            if not slot.dead and (account is None or account not in met):
                met.add(account)
                yield slot


class Skips(MemoryEventFeed):
    """Takes the first of an account that it does not skip."""

    def skips(self, slot: Any) -> bool:
        raise NotImplementedError

    def _first_of_each(self) -> Iterator[Any]:
        met = set()
        for slot in self._undelivered():
            key = ordering_key(slot.event.event)
            if not slot.dead and not self.skips(slot) and key not in met:
                met.add(key)
                yield slot


class GoesOnWithoutWhatFailed(Skips):
    def skips(self, slot: Any) -> bool:
        return bool(slot.attempts and slot.due_at > slot.event.at)


class GoesOnWithoutWhatWasReleased(Skips):
    def skips(self, slot: Any) -> bool:
        return bool(slot.last_error == "no answer" and slot.due_at > slot.event.at)


class GoesOnAfterACrash(Skips):
    """Takes what somebody has leased for done."""

    def skips(self, slot: Any) -> bool:
        return bool(slot.lease) and slot.due_at <= self.now

    def lease(self, now: datetime, duration: timedelta, at_most: int) -> Sequence[LeasedEvent]:
        self.now = now
        return super().lease(now, duration, at_most)


class HoldsEverybodyUp(MemoryEventFeed):
    """One order for all: what fails is in everybody's way."""

    def _first_of_each(self) -> Iterator[Any]:
        waiting = list(super()._first_of_each())
        held = any(slot.lease or slot.due_at > slot.event.at for slot in waiting)
        return iter(waiting[:1] if held else waiting)


class IsHeldUpByTheDead(MemoryEventFeed):
    def _first_of_each(self) -> Iterator[Any]:
        dead = {ordering_key(slot.event.event) for slot in self._undelivered() if slot.dead}
        for slot in super()._first_of_each():
            if ordering_key(slot.event.event) not in dead:
                yield slot


class RetriesAtTheEnd(MemoryEventFeed):
    def retry(self, event_id: str, now: datetime) -> bool:
        retried = super().retry(event_id, now)
        with self.lock:
            again = [event for event in self._trail.recorded if event.id == event_id]
            others = [event for event in self._trail.recorded if event.id != event_id]
            self._trail.recorded = others + again
        return retried


class FindsTheFirstInAnotherStep(MemoryEventFeed):
    """Does not look again whether what was first a moment ago still is."""

    def __init__(self, trail: MemoryTrail) -> None:
        super().__init__(trail)
        self._both = Barrier(2)

    def lease(self, now: datetime, duration: timedelta, at_most: int) -> Sequence[LeasedEvent]:
        with self.lock:
            first = [slot for slot in self._first_of_each() if slot.due_at <= now]
        with suppress(BrokenBarrierError):  # until another relay has looked too
            self._both.wait(0.5)
        with self.lock:
            return [self._lease(slot, now + duration) for slot in first[:at_most]]


_MISTAKES: Mistakes = {
    "tells the events of an account side by side": (
        order.events_of_one_account_come_in_order,
        KnowsNoOrder,
    ),
    "orders events by a clock that steps back": (
        order.events_of_one_account_come_in_order,
        OrdersByTheClock,
    ),
    "lets the newest event go first": (
        order.events_of_one_account_come_in_order,
        LetsTheNewestGoFirst,
    ),
    "orders events of accounts, not of addresses": (
        order.events_of_one_account_come_in_order,
        OrdersAccountsOnly,
    ),
    "goes on with the next event when a relay has crashed": (
        order.a_relay_that_crashes_keeps_the_order,
        GoesOnAfterACrash,
    ),
    "goes on with the next event while one is put off": (
        order.an_event_holds_up_its_own_account_alone,
        GoesOnWithoutWhatFailed,
    ),
    "goes on with the next event in an outage": (
        order.an_event_holds_up_its_own_account_alone,
        GoesOnWithoutWhatWasReleased,
    ),
    "lets one event hold everybody up": (
        order.an_event_holds_up_its_own_account_alone,
        HoldsEverybodyUp,
    ),
    "lets a dead letter hold its account up": (
        order.a_dead_event_lets_the_next_go,
        IsHeldUpByTheDead,
    ),
    "retries an event behind the later ones": (
        order.a_retried_event_comes_before_later_ones,
        RetriesAtTheEnd,
    ),
    "finds out in another step which event is next": (
        order.relays_at_once_keep_the_order,
        FindsTheFirstInAnotherStep,
    ),
}
ORDER_FAULTS = faults(_MISTAKES)
