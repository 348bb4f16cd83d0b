"""The laws of a sink of events. ``make`` gives one, and a way to see what the host has taken."""

from collections.abc import Callable, Sequence
from functools import partial

from attrs import evolve, frozen
from hypothesis import strategies as st

from espaceclient.domain.account import AccountId
from espaceclient.domain.event import Event, RecordedEvent, SignedIn
from espaceclient.domain.event_fields import as_fields, from_fields, kind_of
from espaceclient.ports.errors import EventRefused, PortError, SinkUnavailable
from espaceclient.ports.event_sink import EventSink
from espaceclient.testing.laws.concurrent import at_once
from espaceclient.testing.laws.difference import expect_same
from espaceclient.testing.laws.law import (
    Fixture,
    LawBroken,
    expect,
    law,
    law_for_all,
    law_of_one,
    opened,
)
from espaceclient.testing.samples import BEGINNING, TICK
from espaceclient.testing.strategies.events import events


def _as_stored(event: Event) -> Event:
    """A feed names an operator by its code alone."""
    return from_fields(kind_of(event), as_fields(event))


@frozen
class SinkAndHost:
    """A sink, and the events that the host has taken so far: each once, in the order in which it
    came first.
    """

    sink: EventSink
    taken: Callable[[], Sequence[RecordedEvent]]

    def deliver(self, *events: RecordedEvent) -> None:
        for event in events:
            self.sink.deliver(event)

    def expect_taken(self, *events: RecordedEvent) -> None:
        taken = list(self.taken())
        count = f"{len(events)} were delivered and {len(taken)} taken"
        expect(len(taken) == len(events), count)
        for found, wanted in zip(taken, events, strict=True):
            expect_same("the host", found, wanted)

    def expect_raised(self, error: type[PortError], event: RecordedEvent) -> None:
        """Delivering raises such an error, and nothing else."""
        try:
            self.sink.deliver(event)
        except PortError as raised:
            expect(isinstance(raised, error), f"{raised!r} was raised")
        else:
            raise LawBroken("delivering returned as if all were well")


MakeSinkRefusing = Callable[[str], Fixture[SinkAndHost]]


def _event(number: int) -> RecordedEvent:
    return RecordedEvent(f"{number:032x}", BEGINNING, SignedIn(AccountId("a-1"), str(number)))


@law_for_all(st.lists(events().map(_as_stored), min_size=10, max_size=20), examples=3)
def what_was_delivered_has_been_taken(made: SinkAndHost, happened: list[Event]) -> None:
    """When delivering returns, the host has taken the event, with its id, its instant and all that
    it says.
    """
    recorded = [
        RecordedEvent(f"{number:032x}", BEGINNING + number * TICK, event)
        for number, event in enumerate(happened)
    ]
    for number, event in enumerate(recorded, 1):
        made.deliver(event)
        made.expect_taken(*recorded[:number])


@law_of_one
def events_are_taken_in_order(made: SinkAndHost) -> None:
    """Events delivered one after the other are taken in that order, and none for another that says
    the same.
    """
    events = [_event(number) for number in range(10)]
    events.append(evolve(events[-1], id="e" * 32))
    made.deliver(*events)
    made.expect_taken(*events)


@law_of_one
def an_event_may_be_delivered_again(made: SinkAndHost) -> None:
    """An event that is delivered again is no error, and is taken once, where it came first."""
    first, second = _event(1), _event(2)
    made.deliver(first, second, first, first)
    made.expect_taken(first, second)


@law_of_one
def threads_may_deliver_at_once(made: SinkAndHost) -> None:
    """Events that several threads deliver at once are all taken, whole, those of one thread in its
    order.
    """
    batches = [[_event(10 * thread + number) for number in range(3)] for thread in range(4)]
    at_once([partial(made.deliver, *batch) for batch in batches])
    taken = {event.id: event for event in made.taken()}
    count = sum(map(len, batches))
    expect(len(taken) == count, f"{count} were delivered and {len(taken)} taken")
    for batch in batches:
        ids = [event.id for event in batch]
        expect_same("the host", [each for each in taken.values() if each.id in ids], batch)


@law
def a_refused_event_concerns_no_other(make: MakeSinkRefusing) -> None:
    """An event that the host refuses raises EventRefused, each time, and those before and after it
    are taken.
    """
    before, refused, after = _event(1), _event(2), _event(3)
    with opened(make(refused.id)) as made:
        made.deliver(before)
        for _ in range(3):
            made.expect_raised(EventRefused, refused)
        made.deliver(after)
        made.expect_taken(before, after)


@law_of_one
def an_unreachable_host_takes_nothing(made: SinkAndHost) -> None:
    """Where the host takes nothing, delivering raises SinkUnavailable, each time."""
    for number in range(3):
        made.expect_raised(SinkUnavailable, _event(number))


EVENT_SINK_LAWS = (
    what_was_delivered_has_been_taken,
    events_are_taken_in_order,
    an_event_may_be_delivered_again,
    threads_may_deliver_at_once,
)

REFUSED_EVENT_LAWS = (a_refused_event_concerns_no_other,)
"""``make`` is given the id of an event, and gives a sink whose host refuses it."""

UNREACHABLE_SINK_LAWS = (an_unreachable_host_takes_nothing,)
"""``make`` gives a sink whose host cannot be reached, or takes nothing."""
