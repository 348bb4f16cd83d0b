"""Drains the feed of events into the host's sink, round by round."""

from contextlib import AbstractContextManager
from datetime import timedelta
from functools import partial
from threading import Event

from espaceclient.domain.event import RecordedEvent
from espaceclient.ports.clock import Clock
from espaceclient.ports.event_feed import EventFeed, LeasedEvent
from espaceclient.ports.event_sink import EventSink
from espaceclient.relay.background import in_background
from espaceclient.relay.drain import DeliveryReport, Drain
from espaceclient.relay.journal import Journal
from espaceclient.relay.rounds import EVERY, Tell, run


class EventRelay:
    """Delivers the events of a feed, at least once each, in order for one account.

    Any number of relays, in any number of processes, may share a feed. An event that fails is tried
    again as a mail is: after 1, 2, 4… minutes, at most 4 hours, until it becomes a dead letter
    after 16 failed attempts, or at its second refusal, a quarter of an hour after the first. Until
    then the later events of its account wait; those of others do not.

    Every event that is in the feed is delivered, the oldest first: also what happened before there
    was a sink.

    Outages, and what became of each event, are logged below ``espaceclient.relay``.
    """

    def __init__(
        self, *, feed: EventFeed, sink: EventSink, clock: Clock, senders: int | None = None
    ) -> None:
        """``senders`` is how many threads deliver, for a sink that is far away. By default it is
        the thread that calls ``deliver_due``, so that a sink may use that thread's connections.
        """
        self._journal = Journal("event", "delivered")
        self._drain = Drain(feed, clock, self._journal, _event, sink.deliver, senders=senders)

    def deliver_due(self, at_most: int | None = None, stop: Event | None = None) -> DeliveryReport:
        """Deliver up to ``at_most`` events that are due, 50 for each sender by default and one of
        an account, and return what was done: call again until none was handled.

        An event that fails is deferred and delays no other account. When the sink is unavailable
        for an event, the next ones show whose fault it is: if one is taken, it was the event's,
        which is deferred; if the sink is unavailable for three in a row, or there is no other,
        nothing can be delivered, and the rest goes back to the feed with the error, no attempt
        counted.

        Once ``stop`` is set nothing more is tried and the rest goes back at once; with ``senders``,
        an event that is being delivered has 5 seconds to finish, then it goes back too.

        Raises ``StorageUnavailable`` when the feed cannot answer. What cannot be recorded becomes
        due again when its lease, of two minutes, expires: an event that was delivered is then
        delivered once more, before any later one of its account.
        """
        return self._drain.round(at_most, stop)

    def run(self, stop: Event, *, every: timedelta = EVERY, tell: Tell | None = None) -> None:
        """Deliver what is due until ``stop`` is set: what a host calls in a thread or a command.

        When nothing was due it waits for ``every``; while the sink is unavailable, for 15 seconds;
        while the feed is, for 1, 2, 4… seconds, at most 15. Each outage is logged when it begins
        and when it ends. ``tell`` gets the report of each round, and what it raises is raised.
        """
        run(self.deliver_due, stop, every, tell, self._journal)

    def in_background(self, *, every: timedelta = EVERY) -> AbstractContextManager[None]:
        """``run`` in a thread during a ``with`` block around a host's server, and wait for it to
        stop at the end. Enter it after a fork, which no thread survives.
        """
        return in_background("event relay", partial(self.run, every=every))


def _event(leased_event: LeasedEvent) -> RecordedEvent:
    return leased_event.event
