"""What is counted and measured; a label never holds anything of a person."""

from collections.abc import Mapping

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector

from espaceclient.adapters.metrics.collectors import (
    EventCollector,
    MailCollector,
    Queue,
    QueueCollector,
)
from espaceclient.domain.decision import Decision
from espaceclient.ports.clock import Clock
from espaceclient.ports.event_feed import EventFeed
from espaceclient.ports.outbox import Outbox
from espaceclient.relay import DeliveryReport

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Bounds of the histogram: a page takes milliseconds, a hash 0.3 s, a full queue 3 s."""


class Metrics:
    """The numbers of one process, in a registry of their own. Thread-safe.

    Give ``answered`` to an ``EspaceClient`` as ``observe``, the whole to ``create_app`` as
    ``metrics``, each report of a ``Relay`` to ``delivered`` and of an ``EventRelay`` to
    ``events_delivered``.
    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._answers = self._counter("answers", "Answers of the use cases.", "answer")
        self._limits = self._counter("limits_reached", "Answers made by a limit.", "answer")
        self._requests = self._counter("requests", "Requests for pages.", "page", "status")
        self._seconds = Histogram(
            "espaceclient_request_seconds",
            "How long requests took.",
            ["page"],
            buckets=SECONDS,
            registry=self.registry,
        )
        self._deliveries = self._counter("deliveries", "Mails tried by this relay.", "outcome")
        self._interruptions = self._counter(
            "delivery_interruptions", "Rounds of this relay that the mail server ended."
        )
        self._event_deliveries = self._counter(
            "event_deliveries", "Events tried by this relay.", "outcome"
        )
        self._event_interruptions = self._counter(
            "event_delivery_interruptions", "Rounds of this relay that the host ended."
        )

    def _counter(self, name: str, help_: str, *labels: str) -> Counter:
        return Counter(f"espaceclient_{name}", help_, labels, registry=self.registry)

    def answered(self, decision: Decision[object]) -> None:
        """Count an answer, and whether a limit made it."""
        if decision.answer is None:
            return  # a check of the health
        answer = type(decision.answer).__name__
        self._answers.labels(answer).inc()
        if decision.limit_reached:
            self._limits.labels(answer).inc()

    def responded(self, page: str, status: int, seconds: float) -> None:
        """Count and measure the response of a page; ``status`` is counted by its class."""
        self._requests.labels(page, f"{status // 100}xx").inc()
        self._seconds.labels(page).observe(seconds)

    def delivered(self, report: DeliveryReport) -> None:
        """Count what a relay did in one round."""
        for outcome in ("delivered", "deferred", "dead_lettered", "dropped"):
            self._deliveries.labels(outcome).inc(getattr(report, outcome))
        self._interruptions.inc(report.interrupted)

    def events_delivered(self, report: DeliveryReport) -> None:
        """Count what a relay of events did in one round."""
        for outcome in ("delivered", "deferred", "dead_lettered"):
            self._event_deliveries.labels(outcome).inc(getattr(report, outcome))
        self._event_interruptions.inc(report.interrupted)

    def watch_queues(self, queues: Mapping[str, Queue]) -> None:
        """Read how many wait, and were refused, whenever the numbers are asked for."""
        self.registry.register(QueueCollector(queues))

    def watch_outbox(self, outbox: Outbox, clock: Clock) -> None:
        """Sum the outbox up whenever the numbers are asked for."""
        self.registry.register(MailCollector(outbox, clock))

    def watch_events(self, feed: EventFeed, clock: Clock) -> None:
        """Sum the feed up whenever the numbers are asked for."""
        self.registry.register(EventCollector(feed, clock))
