"""Feeds that count wrong, believe the wrong relay, or show what is not so."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from attrs import evolve

from espaceclient.adapters.memory import MemoryEventFeed
from espaceclient.ports.event_feed import FeedEntry, FeedSummary, LeasedEvent
from espaceclient.testing.laws.event_feed import reports, shown
from tests.testing.faults.event_feeds.fixture import Mistakes, faults


class DeletesWhatWasTold(MemoryEventFeed):
    """Trail and feed are one table, and somebody empties it."""

    def delivered(self, leased_event: LeasedEvent) -> None:
        super().delivered(leased_event)
        kept = [event for event in self._trail.recorded if event.id != leased_event.id]
        self._trail.recorded = kept


class TellsWhatWasDiscarded(MemoryEventFeed):
    def discard(self, event_id: str) -> bool:
        discarded = super().discard(event_id)
        if discarded:
            self._slots[event_id].delivered = False
        return discarded


class CountsNoAttempts(MemoryEventFeed):
    def defer(
        self,
        leased_event: LeasedEvent,
        until: datetime,
        error: str,
        **refused: bool,  # noqa: ARG002 - the mistake
    ) -> None:
        super().release(leased_event, until, error)


class CutsErrorsAt255(MemoryEventFeed):
    def defer(
        self, leased_event: LeasedEvent, until: datetime, error: str, **refused: bool
    ) -> None:
        super().defer(leased_event, until, error[:255], **refused)


class CountsWhatIsReleased(MemoryEventFeed):
    def release(self, leased_event: LeasedEvent, until: datetime, error: str | None = None) -> None:
        super().defer(leased_event, until, error or "released")


class ForgetsErrorsWhenReleased(MemoryEventFeed):
    def release(self, leased_event: LeasedEvent, until: datetime, error: str | None = None) -> None:
        super().release(leased_event, until, error or "")


class CountsNoRefusals(MemoryEventFeed):
    def defer(
        self,
        leased_event: LeasedEvent,
        until: datetime,
        error: str,
        **refused: bool,  # noqa: ARG002 - the mistake
    ) -> None:
        super().defer(leased_event, until, error)


class RetriesWithOldRefusals(MemoryEventFeed):
    def retry(self, event_id: str, now: datetime) -> bool:
        refusals = self._slots[event_id].refusals if event_id in self._slots else 0
        retried = super().retry(event_id, now)
        if retried:
            self._slots[event_id].refusals = refusals
        return retried


class BelievesAnybody(MemoryEventFeed):
    def _held(self, leased_event: LeasedEvent) -> Any:
        return self._slots[leased_event.id]


class EndsAllLeasesWithOne(MemoryEventFeed):
    def delivered(self, leased_event: LeasedEvent) -> None:
        super().delivered(leased_event)
        for slot in self._slots.values():
            slot.lease, slot.due_at = "", slot.event.at


class RetriesWhatWaits(MemoryEventFeed):
    def _dead(self, event_id: str) -> Any:
        return self._slots.get(event_id)


class DiscardsAllForOne(MemoryEventFeed):
    def discard(self, event_id: str) -> bool:
        discarded = super().discard(event_id)
        for slot in self._slots.values():
            slot.delivered = slot.delivered or discarded
        return discarded


class HidesTheDead(MemoryEventFeed):
    def entries(self, at_most: int = 1000) -> Sequence[FeedEntry]:
        return [each for each in super().entries(at_most) if not each.dead]


class HidesWhoWaits(MemoryEventFeed):
    def entries(self, at_most: int = 1000) -> Sequence[FeedEntry]:
        return [evolve(each, waits=False) for each in super().entries(at_most)]


class TakesWhatWaitsForDue(MemoryEventFeed):
    def summary(self, now: datetime) -> FeedSummary:
        due = [slot.due_at for slot in self._undelivered() if not slot.dead and slot.due_at <= now]
        return evolve(super().summary(now), oldest_due_at=min(due, default=None))


class CountsTheDeadAsWaiting(MemoryEventFeed):
    def summary(self, now: datetime) -> FeedSummary:
        right = super().summary(now)
        return evolve(right, waiting=right.waiting + right.dead)


class TellsWhatWasPurged(MemoryEventFeed):
    """Keeps a copy, which nobody purges."""

    def _undelivered(self) -> list[Any]:
        before = dict(self._slots)
        super()._undelivered()
        self._slots = {**before, **self._slots}
        return [slot for slot in self._slots.values() if not slot.delivered]


_MISTAKES: Mistakes = {
    "deletes from the trail what was delivered": (
        reports.a_delivered_event_stays_in_the_trail,
        DeletesWhatWasTold,
    ),
    "delivers what was discarded": (
        reports.a_delivered_event_stays_in_the_trail,
        TellsWhatWasDiscarded,
    ),
    "counts no attempts": (reports.a_deferred_event_waits_and_counts, CountsNoAttempts),
    "cuts errors at 255 characters": (reports.a_deferred_event_waits_and_counts, CutsErrorsAt255),
    "counts a released event as tried": (
        reports.a_released_event_counts_no_attempt,
        CountsWhatIsReleased,
    ),
    "forgets the error of a released event": (
        reports.a_released_event_counts_no_attempt,
        ForgetsErrorsWhenReleased,
    ),
    "counts no refusals": (reports.refusals_of_an_event_are_counted_apart, CountsNoRefusals),
    "retries an event with its old refusals": (
        reports.refusals_of_an_event_are_counted_apart,
        RetriesWithOldRefusals,
    ),
    "believes a lease owner whose lease has expired": (
        reports.a_late_owner_of_an_event_is_ignored,
        BelievesAnybody,
    ),
    "ends all leases with one": (
        reports.a_report_of_an_event_changes_no_other,
        EndsAllLeasesWithOne,
    ),
    "retries an event that waits": (
        reports.only_dead_events_are_retried_or_discarded,
        RetriesWhatWaits,
    ),
    "discards all for one": (
        reports.only_dead_events_are_retried_or_discarded,
        DiscardsAllForOne,
    ),
    "hides dead letters from who lists them": (
        shown.entries_list_all_that_is_to_be_told,
        HidesTheDead,
    ),
    "does not say that an event waits for another": (
        shown.entries_list_all_that_is_to_be_told,
        HidesWhoWaits,
    ),
    "takes an event that waits for another for due": (
        shown.a_summary_of_events_tells_the_oldest,
        TakesWhatWaitsForDue,
    ),
    "counts dead letters among those that wait": (
        shown.a_summary_of_events_tells_the_oldest,
        CountsTheDeadAsWaiting,
    ),
    "delivers what the trail has purged": (
        shown.what_the_trail_has_purged_is_not_told,
        TellsWhatWasPurged,
    ),
}
REPORT_FAULTS = faults(_MISTAKES)
