"""What a relay makes of a forgotten password, and of links that have expired meanwhile."""

from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve, frozen

from espaceclient import DeliveryReport
from espaceclient.adapters.memory import ManualClock, MemoryMailer, MemoryOutbox, MemoryStorage
from espaceclient.answers import (
    Activated,
    LinkUnusable,
    PasswordChanged,
    PasswordReset,
    ResetReady,
    SignedIn,
)
from espaceclient.domain.decision import Decision
from espaceclient.domain.reset import Reset
from espaceclient.domain.token import LinkToken
from espaceclient.ports.errors import StorageUnavailable
from espaceclient.ports.outbox import LeasedMail
from espaceclient.ports.storage import AnyLookup, Snapshot, Storage
from espaceclient.relay import LEASE
from espaceclient.testing import BEGINNING, SOMEBODY, Ports, StorageAndOutbox, ports_over

NEW = {"password": "Bb2?bbbb", "confirmation": "Bb2?bbbb"}
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


class DiesAfterSending(MemoryOutbox):
    """Cannot remove the mails that were sent while ``dying``: they are leased again."""

    dying = False

    def delivered(self, leased_mail: LeasedMail) -> None:
        if self.dying:
            raise StorageUnavailable("the process is gone")
        super().delivered(leased_mail)


class World:
    """A utility's client and relay, and the mailbox of its subscribers."""

    def __init__(self) -> None:
        self.outbox, self.clock, self.mailer = (
            DiesAfterSending(),
            ManualClock(BEGINNING),
            MemoryMailer(),
        )
        self.storage = MemoryStorage(self.outbox)
        made = StorageAndOutbox(self.storage, self.outbox)
        self.ports: Ports = ports_over(made, clock=self.clock, mailer=self.mailer)
        self.client = self.ports.client()

    @property
    def kinds(self) -> list[str]:
        return [message.subject for message in self.mailer.messages]

    @property
    def link(self) -> LinkToken:
        return LinkToken(self.mailer.messages[-1].text.rpartition("/")[2])

    def deliver(self, after: timedelta = timedelta(0)) -> DeliveryReport:
        self.clock.advance(after)
        return self.ports.relay().deliver_due()

    def with_account(self) -> "World":
        self.client.open_account(SOMEBODY)
        self.deliver()
        assert isinstance(self.client.activate(self.link, password=SOMEBODY["password"]), Activated)
        self.deliver()
        return self


def test_a_question_about_nobody_is_dropped() -> None:
    world = World()
    world.client.request_reset(SOMEBODY)
    assert world.deliver() == DeliveryReport(dropped=1)
    assert (world.kinds, list(world.outbox.entries())) == ([], [])


def test_an_account_gets_a_link_that_works() -> None:
    world = World().with_account()
    world.client.request_reset(SOMEBODY)
    assert world.deliver() == DeliveryReport(delivered=1)
    assert isinstance(world.client.reset_password(world.link, NEW), PasswordReset)


def test_a_link_is_valid_for_an_hour_from_when_it_was_asked_for_however_late_it_is_sent() -> None:
    world = World().with_account()
    world.client.request_reset(SOMEBODY)
    world.deliver(after=HOUR - SECOND)
    assert world.client.preview_reset(world.link) == ResetReady()
    world.clock.advance(SECOND)
    assert world.client.preview_reset(world.link) == LinkUnusable()


def test_a_reset_link_that_has_expired_is_not_sent() -> None:
    world = World().with_account()
    world.client.request_reset(SOMEBODY)
    assert world.deliver(after=HOUR) == DeliveryReport(dropped=1)
    assert list(world.outbox.entries()) == []


@pytest.mark.parametrize(
    ("late", "report"),
    [
        (48 * HOUR - SECOND, DeliveryReport(delivered=1)),
        (48 * HOUR, DeliveryReport(dropped=1)),
    ],
)
def test_an_activation_link_that_has_expired_is_not_sent(
    late: timedelta, report: DeliveryReport
) -> None:
    world = World()
    world.client.open_account(SOMEBODY)
    assert world.deliver(after=late) == report


def test_who_has_not_activated_yet_gets_the_activation_link_again() -> None:
    world = World()
    world.client.open_account(SOMEBODY)
    world.deliver()
    world.clock.advance(HOUR)
    world.client.request_reset({"email": SOMEBODY["email"].upper()})
    assert world.deliver() == DeliveryReport(delivered=1)
    first, second = world.mailer.messages
    assert (first.subject, first.to, first.text) == (second.subject, second.to, second.text)
    assert isinstance(world.client.activate(world.link, password=SOMEBODY["password"]), Activated)


def test_a_question_that_waited_while_another_link_was_used_gives_none() -> None:
    world = World().with_account()
    world.client.request_reset(SOMEBODY)
    world.deliver()
    used = world.link
    world.client.request_reset(SOMEBODY)
    world.clock.advance(SECOND)
    assert isinstance(world.client.reset_password(used, NEW), PasswordReset)
    assert world.deliver() == DeliveryReport(delivered=1, dropped=1)
    world.client.request_reset(SOMEBODY)
    assert world.deliver() == DeliveryReport(delivered=1)


def test_a_question_that_waited_while_the_password_was_changed_gives_no_link() -> None:
    world = World().with_account()
    signed_in = world.client.sign_in(SOMEBODY)
    assert isinstance(signed_in, SignedIn)
    world.client.request_reset(SOMEBODY)
    world.clock.advance(SECOND)
    change = {**NEW, "current_password": SOMEBODY["password"]}
    assert isinstance(world.client.change_password(signed_in.session, change), PasswordChanged)
    assert world.deliver() == DeliveryReport(delivered=1, dropped=1)


# Crashes and concurrent relays


def test_a_question_answered_again_sends_the_same_link() -> None:
    world = World().with_account()
    world.client.request_reset(SOMEBODY)
    world.outbox.dying = True
    with pytest.raises(StorageUnavailable):
        world.deliver()
    world.outbox.dying = False
    sent = world.mailer.messages
    assert world.deliver(after=LEASE) == DeliveryReport(delivered=1)
    assert world.mailer.messages == sent


def test_a_link_that_was_used_before_its_question_was_answered_again_acts_once() -> None:
    world = World().with_account()
    world.client.request_reset(SOMEBODY)
    world.outbox.dying = True
    with pytest.raises(StorageUnavailable):
        world.deliver()
    world.outbox.dying = False
    used = world.link
    assert isinstance(world.client.reset_password(used, NEW), PasswordReset)
    assert world.deliver(after=LEASE) == DeliveryReport(delivered=1, dropped=1)
    assert world.client.preview_reset(used) == LinkUnusable()
    assert world.client.reset_password(used, NEW) == LinkUnusable()


@frozen
class Overtaken:
    """Another relay commits the same answer just before this one does."""

    storage: Storage

    def read(self, *lookups: AnyLookup) -> Snapshot:
        return self.storage.read(*lookups)

    def commit(self, decision: Decision[Any], seen: Snapshot) -> None:
        if any(isinstance(record, Reset) for record in decision.save):
            self.storage.commit(decision, seen)
        self.storage.commit(decision, seen)


def test_two_relays_that_answer_one_question_make_one_reset() -> None:
    world = World().with_account()
    world.client.request_reset(SOMEBODY)
    overtaken = evolve(world.ports, storage=Overtaken(world.storage))
    assert overtaken.relay().deliver_due() == DeliveryReport(delivered=1)
    assert isinstance(world.client.reset_password(world.link, NEW), PasswordReset)


class Failing(MemoryStorage):
    """Raises ``failure`` at each read."""

    def __init__(self, failure: Exception) -> None:
        super().__init__()
        self._failure = failure

    def read(self, *_: AnyLookup) -> Snapshot:
        raise self._failure


def test_an_unreachable_storage_costs_a_question_no_attempt() -> None:
    world = World()
    world.client.request_reset(SOMEBODY)
    failing = evolve(world.ports, storage=Failing(StorageUnavailable("gone")))
    with pytest.raises(StorageUnavailable):
        failing.relay().deliver_due()
    assert [entry.attempts for entry in world.outbox.entries()] == [0]
    assert world.deliver(after=LEASE) == DeliveryReport(dropped=1)


def test_a_question_that_cannot_be_answered_holds_up_no_mail() -> None:
    world = World()
    world.client.request_reset(SOMEBODY)
    world.client.open_account(SOMEBODY)
    failing = evolve(world.ports, storage=Failing(ValueError("a damaged row")))
    assert failing.relay().deliver_due() == DeliveryReport(delivered=1, deferred=1)
    assert world.deliver(after=HOUR) == DeliveryReport(delivered=1)
