"""Numbers that are read at the moment when somebody asks for them."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Protocol

from attrs import frozen
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from espaceclient.ports.clock import Clock
from espaceclient.ports.errors import PortError
from espaceclient.ports.event_feed import EventFeed
from espaceclient.ports.outbox import Outbox


class Queue(Protocol):
    """Where people wait for a thread."""

    @property
    def waiting(self) -> int:
        """How many are waiting now."""
        ...

    @property
    def refused(self) -> int:
        """How many were refused so far."""
        ...


@frozen(eq=False)
class QueueCollector(Collector):
    queues: Mapping[str, Queue]

    def collect(self) -> Iterator[Metric]:
        waiting = GaugeMetricFamily(
            "espaceclient_queue_waiting", "Requests that wait for a thread.", labels=["queue"]
        )
        refused = CounterMetricFamily(
            "espaceclient_queue_refused", "Requests refused by a full queue.", labels=["queue"]
        )
        for name, queue in self.queues.items():
            waiting.add_metric([name], queue.waiting)
            refused.add_metric([name], queue.refused)
        yield waiting
        yield refused


@frozen(eq=False)
class MailCollector(Collector):
    """Gives no number while the outbox cannot be read: whoever watches sees that it is absent."""

    outbox: Outbox
    clock: Clock

    def describe(self) -> Iterator[Metric]:
        """Nothing is read when the collector is registered."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        now = self.clock.now()
        try:
            mails = self.outbox.summary(now)
        except PortError:
            return
        number = GaugeMetricFamily("espaceclient_mails", "Mails in the outbox.", labels=["state"])
        number.add_metric(["waiting"], mails.waiting)
        number.add_metric(["dead"], mails.dead)
        yield number
        yield GaugeMetricFamily(
            "espaceclient_oldest_due_mail_seconds",
            "For how long the mail has been due that waits for a relay longest.",
            value=_age(mails.oldest_due_at, now),
        )
        yield GaugeMetricFamily(
            "espaceclient_oldest_waiting_mail_seconds",
            "How long ago the oldest mail that waits was queued.",
            value=_age(mails.oldest_queued_at, now),
        )


@frozen(eq=False)
class EventCollector(Collector):
    """Gives no number while the feed cannot be read, as ``MailCollector`` does of mails."""

    feed: EventFeed
    clock: Clock

    def describe(self) -> Iterator[Metric]:
        """Nothing is read when the collector is registered."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        now = self.clock.now()
        try:
            events = self.feed.summary(now)
        except PortError:
            return
        number = GaugeMetricFamily(
            "espaceclient_events", "Events that the host is to be told.", labels=["state"]
        )
        number.add_metric(["waiting"], events.waiting)
        number.add_metric(["dead"], events.dead)
        yield number
        yield GaugeMetricFamily(
            "espaceclient_oldest_due_event_seconds",
            "For how long the event has been due that waits for a relay longest.",
            value=_age(events.oldest_due_at, now),
        )
        yield GaugeMetricFamily(
            "espaceclient_oldest_waiting_event_seconds",
            "How long ago the oldest event happened that waits.",
            value=_age(events.oldest_at, now),
        )


def _age(since: datetime | None, now: datetime) -> float:
    return 0.0 if since is None else max(0.0, (now - since).total_seconds())
