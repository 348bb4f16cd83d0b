"""Outboxes whose summary is wrong."""

from collections.abc import Callable
from datetime import datetime

from attrs import evolve

from espaceclient.adapters.memory import MemoryOutbox
from espaceclient.ports.outbox import OutboxSummary
from espaceclient.testing.laws.outbox import summary
from tests.testing.faults.fault import Fault
from tests.testing.faults.outboxes.fixture import made


class CountsAThousand(MemoryOutbox):
    def summary(self, now: datetime) -> OutboxSummary:
        return OutboxSummary.of(self.entries(), now)


class CountsTheDeadAmongTheWaiting(MemoryOutbox):
    def summary(self, now: datetime) -> OutboxSummary:
        right = super().summary(now)
        return evolve(right, waiting=right.waiting + right.dead)


class CountsWhatCanBeLeased(MemoryOutbox):
    def summary(self, now: datetime) -> OutboxSummary:
        leased = sum(bool(slot.lease) for slot in self._slots.values())
        right = super().summary(now)
        return evolve(right, waiting=right.waiting - leased)


class TakesTheDeadForTheOldest(MemoryOutbox):
    def summary(self, now: datetime) -> OutboxSummary:
        oldest = min((slot.queued_at for slot in self._slots.values()), default=None)
        return evolve(super().summary(now), oldest_queued_at=oldest)


class TakesWhatIsToComeForDue(MemoryOutbox):
    def summary(self, now: datetime) -> OutboxSummary:
        due = (slot.due_at for slot in self._slots.values() if not slot.dead)
        return evolve(super().summary(now), oldest_due_at=min(due, default=None))


class TakesTheLeasedForDue(MemoryOutbox):
    def summary(self, now: datetime) -> OutboxSummary:
        right = super().summary(now)
        leased = [slot.queued_at for slot in self._slots.values() if slot.lease]
        return evolve(right, oldest_due_at=min(leased, default=right.oldest_due_at))


_FAULTS: dict[str, tuple[Callable[..., None], type[MemoryOutbox]]] = {
    "sums up the first thousand": (summary.a_summary_counts_what_is_there, CountsAThousand),
    "counts dead letters among those that wait": (
        summary.a_summary_counts_what_is_there,
        CountsTheDeadAmongTheWaiting,
    ),
    "does not count what is being sent": (
        summary.a_summary_counts_what_is_there,
        CountsWhatCanBeLeased,
    ),
    "takes a dead letter for the oldest that waits": (
        summary.a_summary_tells_the_oldest,
        TakesTheDeadForTheOldest,
    ),
    "takes what is due later for due": (
        summary.a_summary_tells_the_oldest,
        TakesWhatIsToComeForDue,
    ),
    "takes what is being sent for due": (
        summary.a_summary_tells_the_oldest,
        TakesTheLeasedForDue,
    ),
}
SUMMARY_FAULTS = tuple(Fault(mistake, law, made(kind)) for mistake, (law, kind) in _FAULTS.items())
