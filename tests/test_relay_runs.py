"""A relay that runs until it is told to stop goes on whatever breaks."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from threading import Event

import pytest

from espaceclient import Links, Relay
from espaceclient.adapters.event_call import Call
from espaceclient.adapters.memory import (
    ManualClock,
    MemoryEventFeed,
    MemoryMailer,
    MemoryOutbox,
    MemoryStorage,
)
from espaceclient.adapters.system import SystemTokens
from espaceclient.adapters.wording import TomlWording
from espaceclient.events import EventRelay, SignedOut
from espaceclient.keys import MissingKeys
from espaceclient.mails import AccountConfirmedMail, ResetMail
from espaceclient.ports import (
    AccountId,
    EmailAddress,
    LeasedMail,
    MailerUnavailable,
    Message,
    ResetId,
    StorageUnavailable,
)
from espaceclient.relay import DeliveryReport
from tests.client_fixture import KEYS, NOON
from tests.impatient import Impatient

JEANNE = EmailAddress("jeanne@exemple.fr")
CONFIRMED = AccountConfirmedMail(JEANNE)
QUARTER = timedelta(seconds=0.25)


class Broken(MemoryOutbox):
    """Fails so many times, then works."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.times = times

    def lease(self, now: datetime, duration: timedelta, at_most: int) -> Sequence[LeasedMail]:
        if self.times:
            self.times -= 1
            raise StorageUnavailable("the disk is gone")
        return super().lease(now, duration, at_most)


class Away(MemoryMailer):
    def send(self, message: Message) -> None:  # noqa: ARG002 - nobody gets it
        raise MailerUnavailable("nobody answers")


def relay_of(
    outbox: MemoryOutbox, mailer: MemoryMailer, *, tokens: SystemTokens | None = None
) -> Relay:
    return Relay(
        outbox=outbox,
        storage=MemoryStorage(outbox),
        mailer=mailer,
        wording=TomlWording.french(),
        tokens=tokens or SystemTokens(links=KEYS.links),
        clock=ManualClock(NOON),
        links=Links("https://exemple.fr"),
    )


def told(caplog: pytest.LogCaptureFixture) -> list[tuple[str, str]]:
    return [(each.levelname, each.getMessage()) for each in caplog.records]


def test_a_storage_that_fails_once_does_not_end_the_relay() -> None:
    outbox, mailer, stop = Broken(times=1), MemoryMailer(), Impatient(waits=2)
    outbox.queue([CONFIRMED], NOON)
    relay_of(outbox, mailer).run(stop, every=QUARTER)
    assert len(mailer.messages) == 1
    assert stop.waited == [1.0, 0.25]


def test_a_storage_that_goes_on_failing_is_asked_less_and_less() -> None:
    stop = Impatient(waits=7)
    relay_of(Broken(times=7), MemoryMailer()).run(stop)
    assert stop.waited == [1.0, 2.0, 4.0, 8.0, 15.0, 15.0, 15.0]


def test_an_outage_of_the_storage_is_told_when_it_begins_and_when_it_ends(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO", "espaceclient.relay")
    relay_of(Broken(times=3), MemoryMailer()).run(Impatient(waits=5))
    assert told(caplog) == [
        ("ERROR", "no mail is sent for now: StorageUnavailable: the disk is gone"),
        ("INFO", "mails are sent again: the storage answers"),
    ]


def test_a_mailer_that_is_away_is_left_alone_for_a_while() -> None:
    outbox, stop = MemoryOutbox(), Impatient(waits=1)
    outbox.queue([CONFIRMED], NOON)
    relay_of(outbox, Away()).run(stop)
    assert stop.waited == [15.0]


def test_without_an_interval_it_looks_again_after_a_second() -> None:
    stop = Impatient(waits=1)
    relay_of(MemoryOutbox(), MemoryMailer()).run(stop)
    assert stop.waited == [1.0]


def test_a_relay_that_is_stopped_before_it_runs_does_nothing() -> None:
    outbox, mailer, stop = MemoryOutbox(), MemoryMailer(), Event()
    outbox.queue([CONFIRMED], NOON)
    stop.set()
    relay_of(outbox, mailer).run(stop)
    assert mailer.messages == ()


def test_keys_that_are_missing_end_it_since_waiting_does_not_help() -> None:
    outbox = MemoryOutbox()
    outbox.queue([ResetMail(JEANNE, ResetId("reset"), timedelta(hours=1))], NOON)
    with pytest.raises(MissingKeys):
        relay_of(outbox, MemoryMailer(), tokens=SystemTokens()).run(Event())


def test_each_round_is_told() -> None:
    outbox, reports = MemoryOutbox(), list[DeliveryReport]()
    outbox.queue([CONFIRMED], NOON)
    relay_of(outbox, MemoryMailer()).run(Impatient(waits=1), tell=reports.append)
    assert reports == [DeliveryReport(delivered=1), DeliveryReport()]


def test_each_mail_that_is_sent_is_told_by_its_id(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "espaceclient.relay")
    outbox = MemoryOutbox()
    outbox.queue([CONFIRMED], NOON)
    (entry,) = outbox.entries()
    relay_of(outbox, MemoryMailer()).run(Impatient(waits=1))
    assert told(caplog) == [("INFO", f"mail {entry.id} is sent")]


def test_a_relay_of_events_runs_alike() -> None:
    storage, heard, stop = MemoryStorage(), list[str](), Impatient(waits=1)
    storage.trail.record([SignedOut(AccountId("jeanne"))], NOON)
    feed = MemoryEventFeed(storage.trail)
    sink = Call(lambda event: heard.append(event.id))
    EventRelay(feed=feed, sink=sink, clock=ManualClock(NOON)).run(stop, every=QUARTER)
    assert (len(heard), stop.waited) == (1, [0.25])
