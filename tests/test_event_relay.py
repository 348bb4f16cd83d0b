"""The relay of events, between a feed and sinks that fail as told."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier, Event, current_thread

import pytest

from espaceclient.adapters.event_call import Call
from espaceclient.adapters.memory import (
    ManualClock,
    MemoryEventFeed,
    MemoryEventSink,
    MemoryStorage,
)
from espaceclient.adapters.sqlite import SqliteDatabase, SqliteEventFeed, SqliteStorage
from espaceclient.domain.account import AccountId
from espaceclient.domain.decision import Decision
from espaceclient.domain.event import RecordedEvent, SignedIn
from espaceclient.ports.errors import EventRefused, SinkUnavailable, StorageUnavailable
from espaceclient.ports.event_feed import EventFeed, LeasedEvent
from espaceclient.ports.event_sink import EventSink
from espaceclient.ports.storage import Snapshot, Storage
from espaceclient.relay import (
    LEASE,
    LONGEST_RETRY,
    MOST_ATTEMPTS,
    REFUSAL_RETRY,
    DeliveryReport,
    EventRelay,
)

START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def name(event: RecordedEvent) -> str:
    """Return whose event it is, and which, as in ``anne 1``."""
    assert isinstance(event.event, SignedIn)
    return f"{event.event.account} {event.event.network}"


class Host:
    """A host of events on a standing clock: ``told`` are those that it was given, taken or not."""

    def __init__(self, *failures: BaseException | None) -> None:
        self._failures = list(failures)
        self.told: list[RecordedEvent] = []

    @property
    def names(self) -> list[str]:
        return [name(event) for event in self.told]

    def deliver(self, event: RecordedEvent) -> None:
        self.told.append(event)
        if self._failures and (failure := self._failures.pop(0)):
            raise failure


class Poisoned(MemoryEventSink):
    """Collapses at every event of one account."""

    def deliver(self, event: RecordedEvent) -> None:
        if name(event).startswith("poison"):
            raise SinkUnavailable("the host answered with status 500")
        super().deliver(event)


class Post:
    """A relay of events over its parts, at a standing clock."""

    def __init__(
        self,
        *happened: str,
        sink: EventSink | None = None,
        storage: Storage | None = None,
        feed: EventFeed | None = None,
        senders: int | None = None,
    ) -> None:
        memory = MemoryStorage()
        self.clock = ManualClock(START)
        self.storage = storage or memory
        self.feed = feed or MemoryEventFeed(memory.trail)
        self.sink = sink or Host()
        self.relay = EventRelay(feed=self.feed, sink=self.sink, clock=self.clock, senders=senders)
        self.happens(*happened)

    def happens(self, *names: str) -> None:
        """Commit an event for each name, such as ``anne 1``."""
        events = (each.split(" ") for each in names)
        recorded = tuple(SignedIn(AccountId(who), number) for who, number in events)
        self.storage.commit(Decision(None, self.clock.now(), events=recorded), Snapshot({}))

    def after(self, wait: timedelta) -> DeliveryReport:
        """Let time pass, then run one round."""
        self.clock.advance(wait)
        return self.relay.deliver_due()

    def rounds(self, count: int) -> list[DeliveryReport]:
        return [self.relay.deliver_due() for _ in range(count)]


def test_events_are_delivered_one_of_an_account_a_round() -> None:
    host = Host()
    post = Post("anne 1", "anne 2", "berthe 1", sink=host)
    assert post.rounds(3) == [DeliveryReport(2), DeliveryReport(1), DeliveryReport()]
    assert host.names == ["anne 1", "berthe 1", "anne 2"]


def test_what_happened_before_there_was_a_sink_is_delivered_oldest_first() -> None:
    post = Post("anne 1", "berthe 1")
    post.clock.advance(timedelta(days=90))
    post.happens("claire 1")
    post.relay.deliver_due()
    assert isinstance(post.sink, Host)
    assert post.sink.names == ["anne 1", "berthe 1", "claire 1"]


def test_an_event_that_fails_is_tried_again_after_a_minute_before_the_later_ones() -> None:
    host = Host(ValueError("anne@example.fr"))
    post = Post("anne 1", "anne 2", sink=host)
    rounds = [post.relay.deliver_due(), *post.rounds(1), post.after(MINUTE), *post.rounds(1)]
    assert rounds == [
        DeliveryReport(deferred=1),
        DeliveryReport(),
        DeliveryReport(1),
        DeliveryReport(1),
    ]
    assert host.names == ["anne 1", "anne 1", "anne 2"]
    assert host.told[0].id == host.told[1].id


def test_of_a_failure_of_the_hosts_own_only_its_class_is_kept() -> None:
    post = Post("anne 1", sink=Host(ValueError("anne@example.fr")))
    post.relay.deliver_due()
    assert [each.last_error for each in post.feed.entries()] == ["ValueError"]


def test_a_poisonous_event_holds_up_its_own_account_alone_and_dies_in_the_end() -> None:
    sink = Poisoned()
    post = Post("poison 1", "anne 1", sink=sink)
    for number in range(2, MOST_ATTEMPTS + 2):
        post.happens(f"anne {number}")
        post.relay.deliver_due()
        post.clock.advance(LONGEST_RETRY)
    assert len(sink.events) == MOST_ATTEMPTS
    [entry] = [each for each in post.feed.entries() if each.dead]
    assert (entry.attempts, entry.last_error) == (16, "the host answered with status 500")


def test_a_refusal_is_believed_at_the_second_time_and_the_next_event_goes() -> None:
    host = Host(EventRefused("422"), EventRefused("422"))
    post = Post("anne 1", "anne 2", sink=host)
    rounds = [post.relay.deliver_due(), post.after(REFUSAL_RETRY), *post.rounds(1)]
    assert rounds == [
        DeliveryReport(deferred=1),
        DeliveryReport(dead_lettered=1),
        DeliveryReport(delivered=1),
    ]
    assert host.names == ["anne 1", "anne 1", "anne 2"]


def test_an_outage_however_long_loses_nothing_and_counts_nothing() -> None:
    host = Host(*[SinkUnavailable("no answer")] * 300)
    post = Post("anne 1", "anne 2", "berthe 1", "claire 1", "denise 1", sink=host)
    assert post.relay.deliver_due() == DeliveryReport(interrupted=True)
    for _ in range(99):
        assert post.after(LONGEST_RETRY).interrupted
    assert {(each.attempts, each.dead) for each in post.feed.entries()} == {(0, False)}
    host.told.clear()
    post.after(LONGEST_RETRY)
    post.rounds(2)
    assert sorted(host.names) == ["anne 1", "anne 2", "berthe 1", "claire 1", "denise 1"]


def test_an_outage_is_told_once_when_it_begins_and_when_it_ends(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO", "espaceclient.relay")
    post = Post("anne 1", sink=Host(*[SinkUnavailable("the host answered with status 503")] * 2))
    for _ in range(3):
        post.after(2 * MINUTE)
    assert [record.getMessage() for record in caplog.records] == [
        "no event can be delivered: the host answered with status 503",
        "events are delivered again: the outage lasted 0:04:00, and 1 events waited",
    ]


def test_a_round_takes_no_more_than_it_is_told() -> None:
    post = Post(*(f"p{number} 1" for number in range(5)))
    assert [post.relay.deliver_due(at_most=2).delivered for _ in range(4)] == [2, 2, 1, 0]


def test_a_call_is_made_in_the_thread_that_runs_the_relay() -> None:
    threads: list[object] = []
    Post("anne 1", sink=Call(lambda _event: threads.append(current_thread()))).rounds(1)
    assert threads == [current_thread()]


def test_senders_deliver_at_once() -> None:
    both = Barrier(2)
    post = Post("anne 1", "berthe 1", sink=Call(lambda _event: both.wait(10)), senders=2)
    assert post.relay.deliver_due() == DeliveryReport(delivered=2)


def test_less_than_one_sender_is_refused() -> None:
    with pytest.raises(ValueError, match="senders must be 1 or more"):
        Post(senders=0)


def test_once_stopped_the_rest_is_free_at_once() -> None:
    stop = Event()
    post = Post("anne 1", "berthe 1", "claire 1", sink=Call(lambda _event: stop.set()))
    assert post.relay.deliver_due(stop=stop) == DeliveryReport(delivered=1)
    assert post.relay.deliver_due() == DeliveryReport(delivered=2)


def test_what_ends_the_process_is_raised_where_the_relay_was_called() -> None:
    post = Post("anne 1", sink=Host(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        post.relay.deliver_due()


# Crashes, on a real file


@contextmanager
def on_disk(path: Path, sink: EventSink) -> Iterator[Post]:
    with SqliteDatabase(path) as database:
        yield Post(storage=SqliteStorage(database), feed=SqliteEventFeed(database), sink=sink)


def test_a_crash_between_delivering_and_recording_delivers_the_same_event_again_in_order(
    tmp_path: Path,
) -> None:
    host = Host(None, SystemExit(9))  # it has taken the event, and nobody learns of it
    with on_disk(tmp_path / "file", host) as post:
        post.happens("anne 1", "anne 2", "anne 3")
        with pytest.raises(SystemExit):
            post.rounds(3)
    with on_disk(tmp_path / "file", host) as restarted:
        held = restarted.rounds(1)
        restarted.clock.advance(LEASE)
        assert (held, restarted.rounds(3)) == (
            [DeliveryReport()],
            [DeliveryReport(1), DeliveryReport(1), DeliveryReport()],
        )
    assert host.names == ["anne 1", "anne 2", "anne 2", "anne 3"]
    assert host.told[1] == host.told[2]


class Forgetful(MemoryEventFeed):
    """Fails the first time that a delivered event is to be recorded."""

    failed = False

    def delivered(self, leased_event: LeasedEvent) -> None:
        if not self.failed:
            self.failed = True
            raise StorageUnavailable("the disk is full")
        super().delivered(leased_event)


def test_an_event_that_cannot_be_recorded_as_delivered_comes_again_before_the_next() -> None:
    memory, host = MemoryStorage(), Host()
    post = Post("anne 1", "anne 2", storage=memory, feed=Forgetful(memory.trail), sink=host)
    with pytest.raises(StorageUnavailable, match="the disk is full"):
        post.relay.deliver_due()
    assert [post.relay.deliver_due(), post.after(LEASE)] == [DeliveryReport(), DeliveryReport(1)]
    post.rounds(1)
    assert host.names == ["anne 1", "anne 1", "anne 2"]


class Slow(Host):
    """Takes three minutes for the first event; another relay works meanwhile."""

    def __init__(self) -> None:
        super().__init__()
        self.post: Post | None = None
        self.other: Sequence[LeasedEvent] = ()

    def deliver(self, event: RecordedEvent) -> None:
        super().deliver(event)
        if self.post and len(self.told) == 1:
            self.post.clock.advance(3 * MINUTE)
            self.other = self.post.feed.lease(self.post.clock.now(), LEASE, 10)


def test_what_another_relay_has_taken_over_meanwhile_is_left_to_it() -> None:
    host = Slow()
    post = Post("anne 1", "berthe 1", "claire 1", sink=host)
    host.post = post
    post.relay.deliver_due()
    assert host.names == ["anne 1"]
    assert [name(each.event) for each in host.other] == ["anne 1", "berthe 1", "claire 1"]
