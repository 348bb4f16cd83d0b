"""Feeds that lease to the wrong relay, at the wrong time, or what was never committed."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from attrs import evolve

from espaceclient.adapters.memory import MemoryEventFeed, MemoryStorage
from espaceclient.adapters.memory.trail import without_extra
from espaceclient.domain.decision import Decision
from espaceclient.ports.event_feed import FeedEntry, LeasedEvent
from espaceclient.ports.storage import Snapshot
from espaceclient.testing.laws.event_feed import leases
from tests.testing.faults.event_feeds.fixture import Mistakes, faults, made
from tests.testing.faults.fault import Fault


class LeasesToEverybody(MemoryEventFeed):
    def _lease(self, slot: Any, until: datetime) -> LeasedEvent:
        leased = super()._lease(slot, until)
        slot.due_at = slot.event.at
        return leased


class LeasesInTwoSteps(MemoryEventFeed):
    def lease(self, now: datetime, duration: timedelta, at_most: int) -> Sequence[LeasedEvent]:
        with self.lock:
            due = [slot for slot in self._first_of_each() if slot.due_at <= now]
        return [self._lease(slot, now + duration) for slot in due[:at_most]]


class ForgetsBeforeItIsTold(MemoryEventFeed):
    """At most once: a crash in between loses the event."""

    def lease(self, now: datetime, duration: timedelta, at_most: int) -> Sequence[LeasedEvent]:
        leased = super().lease(now, duration, at_most)
        for each in leased:
            self.delivered(each)
        return leased


class NeverReclaims(MemoryEventFeed):
    def _lease(self, slot: Any, until: datetime) -> LeasedEvent:
        return super()._lease(slot, until + timedelta(days=36500))


class CountsACrashAsAnAttempt(MemoryEventFeed):
    def _lease(self, slot: Any, until: datetime) -> LeasedEvent:
        leased = super()._lease(slot, until)
        slot.attempts += 1
        return leased


class KeepsExtraFieldsToItself(MemoryEventFeed):
    def _lease(self, slot: Any, until: datetime) -> LeasedEvent:
        leased = super()._lease(slot, until)
        return evolve(leased, event=without_extra(leased.event))


class ForgetsExtraFieldsOnceLeased(MemoryEventFeed):
    """What a host could not take comes again without them."""

    def _lease(self, slot: Any, until: datetime) -> LeasedEvent:
        leased = super()._lease(slot, until)
        slot.event = without_extra(slot.event)
        return leased


class ListsExtraFields(MemoryEventFeed):
    def entries(self, at_most: int = 1000) -> Sequence[FeedEntry]:
        told = {slot.event.id: slot.event for slot in self._undelivered()}
        return [evolve(each, event=told[each.id]) for each in super().entries(at_most)]


class DrawsAnIdForEachLease(MemoryEventFeed):
    def _lease(self, slot: Any, until: datetime) -> LeasedEvent:
        leased = super()._lease(slot, until)
        return evolve(leased, event=evolve(leased.event, id=secrets.token_hex(16)))


class DrawsAnIdWhenItIsLeasedAgain(DrawsAnIdForEachLease):
    def _lease(self, slot: Any, until: datetime) -> LeasedEvent:
        again = slot.lease
        leased = super()._lease(slot, until)
        return leased if again else evolve(leased, event=slot.event)


class TellsWhenItWasLeased(MemoryEventFeed):
    def _lease(self, slot: Any, until: datetime) -> LeasedEvent:
        leased = super()._lease(slot, until)
        return evolve(leased, event=evolve(leased.event, at=until))


class NeverRenews(MemoryEventFeed):
    def renew(self, leased_events: Sequence[LeasedEvent], until: datetime) -> Sequence[LeasedEvent]:  # noqa: ARG002 - the mistake
        return list(leased_events)


class RenewsWhatAnotherHas(MemoryEventFeed):
    def renew(self, leased_events: Sequence[LeasedEvent], until: datetime) -> Sequence[LeasedEvent]:
        super().renew(leased_events, until)
        return list(leased_events)


class TakesAll(MemoryEventFeed):
    def lease(self, now: datetime, duration: timedelta, at_most: int) -> Sequence[LeasedEvent]:
        return super().lease(now, duration, at_most + 1000)


class TellsBeforeItsTime(MemoryEventFeed):
    def lease(self, now: datetime, duration: timedelta, at_most: int) -> Sequence[LeasedEvent]:
        return super().lease(now + timedelta(minutes=1), duration, at_most)


class TellsBeforeTheCommit(MemoryStorage):
    """Tells what happens as it happens: what is then refused has been told."""

    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        self.trail.record(decision.events, decision.at)
        super().commit(evolve(decision, events=()), seen)


_MISTAKES: Mistakes = {
    "leases an event to everybody": (leases.a_leased_event_is_nobody_elses, LeasesToEverybody),
    "leases in two steps": (leases.relays_at_once_never_share_an_event, LeasesInTwoSteps),
    "forgets an event before it is told": (
        leases.a_relay_that_crashes_loses_no_event,
        ForgetsBeforeItIsTold,
    ),
    "never reclaims the lease of a crashed relay": (
        leases.a_relay_that_crashes_loses_no_event,
        NeverReclaims,
    ),
    "counts a crash as a failed attempt": (
        leases.a_relay_that_crashes_loses_no_event,
        CountsACrashAsAnAttempt,
    ),
    "tells an event again under another id": (
        leases.a_relay_that_crashes_loses_no_event,
        DrawsAnIdWhenItIsLeasedAgain,
    ),
    "draws an id of its own": (
        leases.an_event_is_leased_as_it_was_recorded,
        DrawsAnIdForEachLease,
    ),
    "tells when it was leased, not when it happened": (
        leases.an_event_is_leased_as_it_was_recorded,
        TellsWhenItWasLeased,
    ),
    "keeps what a host asked besides to itself": (
        leases.extra_fields_are_told_to_the_relay_alone,
        KeepsExtraFieldsToItself,
    ),
    "forgets what a host asked besides before it was told": (
        leases.extra_fields_are_told_to_the_relay_alone,
        ForgetsExtraFieldsOnceLeased,
    ),
    "shows operators what a host asked besides": (
        leases.extra_fields_are_told_to_the_relay_alone,
        ListsExtraFields,
    ),
    "does not renew a lease": (leases.a_renewed_lease_of_an_event_lasts, NeverRenews),
    "renews a lease that another relay has taken": (
        leases.a_renewed_lease_of_an_event_lasts,
        RenewsWhatAnotherHas,
    ),
    "leases more than was asked for": (leases.events_due_longest_come_first, TakesAll),
    "tells an event before its time": (
        leases.only_what_was_committed_is_leased,
        TellsBeforeItsTime,
    ),
}
LEASE_FAULTS = (
    *faults(_MISTAKES),
    Fault(
        "tells an event before its commit",
        leases.only_what_was_committed_is_leased,
        made(MemoryEventFeed, TellsBeforeTheCommit),
    ),
)
