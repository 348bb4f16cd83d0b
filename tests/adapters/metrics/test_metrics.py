"""Every number moves when what it counts happens, and no label holds anything of a person."""

import re
import socket
import urllib.request
from datetime import timedelta

import pytest
from prometheus_client import generate_latest

from espaceclient.adapters.memory import (
    ManualClock,
    MemoryEventFeed,
    MemoryOutbox,
    MemoryStorage,
)
from espaceclient.adapters.metrics import Metrics, serving
from espaceclient.domain.account import AccountId
from espaceclient.domain.decision import Decision
from espaceclient.domain.event import SignedIn
from espaceclient.ports.errors import StorageUnavailable
from espaceclient.ports.event_feed import FeedSummary
from espaceclient.ports.outbox import OutboxSummary
from espaceclient.ports.storage import Snapshot
from espaceclient.relay import DeliveryReport
from tests.adapters.web.visitor import Visitor
from tests.adapters.web.world import World
from tests.client_fixture import NOON


def numbers(metrics: Metrics) -> dict[str, float]:
    """Return what is exposed, but for the process's own numbers."""
    text = generate_latest(metrics.registry).decode()
    found = re.findall(r"^(espaceclient_\S+) (\S+)$", text, re.MULTILINE)
    return {name.removeprefix("espaceclient_"): float(value) for name, value in found}


def moved(metrics: Metrics, pattern: str) -> dict[str, float]:
    """Return the numbers whose names match, that are not 0."""
    return {
        name: value for name, value in numbers(metrics).items() if value and re.match(pattern, name)
    }


def test_requests_are_counted_by_page_and_status() -> None:
    metrics = Metrics()
    visitor = Visitor(World(metrics=metrics))
    visitor.get("/connexion")
    visitor.sign_in("wrong")
    visitor.get("/nulle-part")
    visitor.get("/activation/forged")
    assert moved(metrics, r"requests_total") == {
        'requests_total{page="sign_in",status="2xx"}': 2,
        'requests_total{page="sign_in",status="4xx"}': 1,
        'requests_total{page="none",status="4xx"}': 1,
        'requests_total{page="activation",status="4xx"}': 1,
    }
    assert numbers(metrics)['request_seconds_count{page="sign_in"}'] == 3


def test_answers_and_limits_are_counted_by_answer() -> None:
    metrics = Metrics()
    visitor = Visitor(World(metrics=metrics))
    for _ in range(6):
        visitor.sign_in("wrong")
    visitor.get("/healthz")
    assert moved(metrics, r"answers_total|limits_reached_total") == {
        'answers_total{answer="SignInRefused"}': 6,
        'limits_reached_total{answer="SignInRefused"}': 1,
    }


def test_queues_are_read_when_somebody_asks() -> None:
    class Line:
        waiting, refused = 3, 11

    metrics = Metrics()
    metrics.watch_queues({"hashing": Line()})
    assert moved(metrics, "queue") == {
        'queue_waiting{queue="hashing"}': 3,
        'queue_refused_total{queue="hashing"}': 11,
    }


def test_the_pages_have_seven_queues() -> None:
    metrics = Metrics()
    World(metrics=metrics)
    assert [name for name in numbers(metrics) if name.startswith("queue_waiting")] == [
        'queue_waiting{queue="hashing"}',
        'queue_waiting{queue="openings"}',
        'queue_waiting{queue="renewals"}',
        'queue_waiting{queue="visits"}',
        'queue_waiting{queue="writes"}',
        'queue_waiting{queue="previews"}',
        'queue_waiting{queue="jobs"}',
    ]


def test_the_outbox_is_summed_up_when_somebody_asks() -> None:
    metrics, world = Metrics(), World()
    metrics.watch_outbox(world.outbox, world.clock)
    Visitor(world).open_account()
    world.clock.advance(timedelta(minutes=2))
    assert moved(metrics, "mails|oldest") == {
        'mails{state="waiting"}': 1,
        "oldest_due_mail_seconds": 120,
        "oldest_waiting_mail_seconds": 120,
    }


def test_the_feed_is_summed_up_when_somebody_asks() -> None:
    metrics, storage, clock = Metrics(), MemoryStorage(), ManualClock(NOON)
    metrics.watch_events(MemoryEventFeed(storage.trail), clock)
    signed_in = (SignedIn(AccountId("anne")), SignedIn(AccountId("anne")))
    storage.commit(Decision(None, NOON, events=signed_in), Snapshot({}))
    clock.advance(timedelta(minutes=2))
    assert moved(metrics, "events|oldest") == {
        'events{state="waiting"}': 2,
        "oldest_due_event_seconds": 120,
        "oldest_waiting_event_seconds": 120,
    }


class SilentFeed(MemoryEventFeed):
    def summary(self, now: object) -> FeedSummary:  # noqa: ARG002 - the port's own name
        raise StorageUnavailable("no answer")


def test_a_feed_that_cannot_be_read_hides_no_other_number() -> None:
    metrics = Metrics()
    metrics.watch_events(SilentFeed(MemoryStorage().trail), ManualClock(NOON))
    metrics.answered(Decision("an answer", NOON))
    assert moved(metrics, "events|oldest|answers_total") == {'answers_total{answer="str"}': 1}


def test_deliveries_of_events_are_counted_by_outcome() -> None:
    metrics = Metrics()
    metrics.events_delivered(DeliveryReport(delivered=3, deferred=2, dead_lettered=1))
    metrics.events_delivered(DeliveryReport(interrupted=True))
    assert moved(metrics, "(event_)?deliver.*_total") == {
        'event_deliveries_total{outcome="delivered"}': 3,
        'event_deliveries_total{outcome="deferred"}': 2,
        'event_deliveries_total{outcome="dead_lettered"}': 1,
        "event_delivery_interruptions_total": 1,
    }


class SilentOutbox(MemoryOutbox):
    def summary(self, now: object) -> OutboxSummary:  # noqa: ARG002 - the port's own name
        raise StorageUnavailable("no answer")


def test_an_outbox_that_cannot_be_read_hides_no_other_number() -> None:
    metrics = Metrics()
    metrics.watch_outbox(SilentOutbox(), ManualClock(NOON))
    metrics.answered(Decision("an answer", NOON))
    assert moved(metrics, "mails|answers_total") == {'answers_total{answer="str"}': 1}


def test_deliveries_are_counted_by_outcome() -> None:
    metrics = Metrics()
    metrics.delivered(DeliveryReport(delivered=3, deferred=2, dead_lettered=1))
    metrics.delivered(DeliveryReport(interrupted=True))
    assert moved(metrics, "deliver.*_total") == {
        'deliveries_total{outcome="delivered"}': 3,
        'deliveries_total{outcome="deferred"}': 2,
        'deliveries_total{outcome="dead_lettered"}': 1,
        "delivery_interruptions_total": 1,
    }


def test_the_numbers_are_served_on_this_machine_only() -> None:
    with serving(Metrics(), 0) as port:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as page:
            assert b"espaceclient_delivery_interruptions_total 0.0" in page.read()
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.2", port), timeout=10)


def test_a_port_in_use_is_an_error() -> None:
    with (
        serving(Metrics(), 0) as port,
        pytest.raises(OSError, match="in use"),
        serving(Metrics(), port),
    ):
        pass
