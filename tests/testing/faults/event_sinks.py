"""Sinks that get one thing wrong."""

from collections.abc import Callable
from contextlib import suppress
from threading import Barrier, BrokenBarrierError

from attrs import evolve

from espaceclient.adapters.memory import MemoryEventSink
from espaceclient.domain.event import RecordedEvent
from espaceclient.domain.event_fields import as_fields, from_fields, kind_of
from espaceclient.ports.errors import EventRefused, SinkUnavailable
from espaceclient.testing import SinkAndHost
from espaceclient.testing.laws import event_sink
from tests.testing.faults.fault import Fault

REFUSED = f"{2:032x}"
"""The event that the law of refusals has refused."""


class ReturnsBeforeItIsTaken(MemoryEventSink):
    """Hands over to a queue in the process: a crash loses what is in it."""

    def __init__(self) -> None:
        super().__init__()
        self._queue: list[RecordedEvent] = []

    def deliver(self, event: RecordedEvent) -> None:
        self._queue.append(event)
        if len(self._queue) > 1:
            super().deliver(self._queue.pop(0))


class SendsTheInstantOfDelivery(MemoryEventSink):
    def deliver(self, event: RecordedEvent) -> None:
        super().deliver(evolve(event, at=event.at.replace(microsecond=0)))


class LeavesAFieldOut(MemoryEventSink):
    def deliver(self, event: RecordedEvent) -> None:
        fields = {**as_fields(event.event), "network": None}
        super().deliver(evolve(event, event=from_fields(kind_of(event.event), fields)))


class DeliversInBatches(MemoryEventSink):
    """Collects three, and sends the last of them first."""

    def __init__(self) -> None:
        super().__init__()
        self._batch: list[RecordedEvent] = []

    def deliver(self, event: RecordedEvent) -> None:
        self._batch.append(event)
        if len(self._batch) == 3:
            for each in reversed(self._batch):
                super().deliver(each)
            self._batch = []


class TakesEqualEventsForOne(MemoryEventSink):
    def deliver(self, event: RecordedEvent) -> None:
        if all(evolve(event, id=other.id) != other for other in self.events):
            super().deliver(event)


class RefusesToRepeat(MemoryEventSink):
    def deliver(self, event: RecordedEvent) -> None:
        if any(other.id == event.id for other in self.events):
            raise EventRefused("409")
        super().deliver(event)


class AppliesItAgain(MemoryEventSink):
    """The host inserts without looking whether it has the id."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[RecordedEvent] = []

    @property
    def events(self) -> tuple[RecordedEvent, ...]:
        return tuple(self._rows)

    def deliver(self, event: RecordedEvent) -> None:
        self._rows.append(event)


class MixesThreadsUp(MemoryEventSink):
    """Writes each event into the same place."""

    _written: RecordedEvent

    def __init__(self) -> None:
        super().__init__()
        self._both = Barrier(2)

    def deliver(self, event: RecordedEvent) -> None:
        self._written = event
        with suppress(BrokenBarrierError):  # until another thread has written its event
            self._both.wait(0.5)
        super().deliver(self._written)


class TakesARefusalForAnOutage(MemoryEventSink):
    def deliver(self, event: RecordedEvent) -> None:
        if event.id == REFUSED:
            raise SinkUnavailable("422")
        super().deliver(event)


class GivesUpAfterARefusal(MemoryEventSink):
    refused = False

    def deliver(self, event: RecordedEvent) -> None:
        if self.refused or event.id == REFUSED:
            self.refused = True
            raise EventRefused("422")
        super().deliver(event)


class SwallowsFailures(MemoryEventSink):
    """Logs that nothing was delivered, and returns."""

    def deliver(self, event: RecordedEvent) -> None:
        """Do nothing."""


class TakesAnOutageForARefusal(MemoryEventSink):
    def deliver(self, _event: RecordedEvent) -> None:
        raise EventRefused("503")


def host_of(sink: MemoryEventSink) -> SinkAndHost:
    return SinkAndHost(sink, lambda: sink.events)


def sinking(kind: type[MemoryEventSink]) -> Callable[..., SinkAndHost]:
    """Return a ``make``; the law of refusals gives it the id that shall be refused."""
    return lambda *_: host_of(kind())


_MISTAKES: dict[str, tuple[Callable[..., None], type[MemoryEventSink]]] = {
    "returns before the host has taken it": (
        event_sink.what_was_delivered_has_been_taken,
        ReturnsBeforeItIsTaken,
    ),
    "drops the microseconds": (
        event_sink.what_was_delivered_has_been_taken,
        SendsTheInstantOfDelivery,
    ),
    "leaves a field out": (
        event_sink.what_was_delivered_has_been_taken,
        LeavesAFieldOut,
    ),
    "delivers in batches of its own": (event_sink.events_are_taken_in_order, DeliversInBatches),
    "takes two events that say the same for one": (
        event_sink.events_are_taken_in_order,
        TakesEqualEventsForOne,
    ),
    "refuses an event that is delivered again": (
        event_sink.an_event_may_be_delivered_again,
        RefusesToRepeat,
    ),
    "does again what it has done": (event_sink.an_event_may_be_delivered_again, AppliesItAgain),
    "mixes up the events of two threads": (
        event_sink.threads_may_deliver_at_once,
        MixesThreadsUp,
    ),
    "takes a refusal for an outage": (
        event_sink.a_refused_event_concerns_no_other,
        TakesARefusalForAnOutage,
    ),
    "gives up after one refusal": (
        event_sink.a_refused_event_concerns_no_other,
        GivesUpAfterARefusal,
    ),
    "swallows a refusal": (event_sink.a_refused_event_concerns_no_other, MemoryEventSink),
    "swallows an outage": (event_sink.an_unreachable_host_takes_nothing, SwallowsFailures),
    "takes an outage for a refusal": (
        event_sink.an_unreachable_host_takes_nothing,
        TakesAnOutageForARefusal,
    ),
}
EVENT_SINK_FAULTS = tuple(
    Fault(mistake, law, sinking(kind)) for mistake, (law, kind) in _MISTAKES.items()
)
