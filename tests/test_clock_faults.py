"""A clock that is set back by an hour, and one that jumps ahead by an hour: over a real SQLite file
nothing outlives its time, and nothing that was promised is lost.
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from attrs import frozen

from espaceclient import EspaceClient, Relay
from espaceclient.adapters.cli.purging import purge_all
from espaceclient.adapters.composition import Composition
from espaceclient.adapters.memory import ManualClock, MemoryHasher, MemoryMailer, MemorySubscribers
from espaceclient.adapters.sqlite import SqliteDatabase, SqliteOutbox, SqliteStorage
from espaceclient.answers import (
    Activated,
    LinkUnusable,
    NoSession,
    PasswordReset,
    RequestReceived,
    RequestRefused,
    ResetRequested,
    SessionFound,
    SignedIn,
    SignInRefused,
)
from espaceclient.domain.token import BrowserToken, LinkToken, SessionToken
from tests.client_fixture import COMMUNES, FORM, KEYS, NOON, REGISTER

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
LEASE = 10 * MINUTE
EMAIL = {"email": FORM["email"]}
WRONG = {**EMAIL, "password": "Faux-mot-2026"}
NEW = {"password": "Bb2?bbbb", "confirmation": "Bb2?bbbb"}
WRONG_PAIR = {**FORM, "meter_number": "D08A99999"}


@frozen
class World:
    clock: ManualClock
    client: EspaceClient
    relay: Relay
    mailer: MemoryMailer
    outbox: SqliteOutbox

    def opened(self) -> BrowserToken:
        received = self.client.open_account(FORM, client_address="192.0.2.1")
        assert isinstance(received, RequestReceived)
        return received.browser

    def subjects(self) -> list[str]:
        """Deliver what is due; return the subjects of all mails sent so far."""
        self.relay.deliver_due()
        return [message.subject for message in self.mailer.messages]

    def link(self) -> LinkToken:
        """Deliver what is due; return the token of the newest mail's link."""
        self.subjects()
        (line,) = (
            each for each in self.mailer.messages[-1].text.splitlines() if each.startswith("http")
        )
        return LinkToken(line.rpartition("/")[2])

    def activated(self) -> SessionToken:
        browser = self.opened()
        answer = self.client.activate(self.link(), browser=browser)
        assert isinstance(answer, Activated)
        self.subjects()
        return answer.session

    def reset_link(self) -> LinkToken:
        assert isinstance(self.client.request_reset(EMAIL), ResetRequested)
        return self.link()

    def is_signed_in(self, session: SessionToken) -> bool:
        return isinstance(self.client.find_session(session), SessionFound)

    def purge(self) -> int:
        return purge_all(lambda: self.client.purge().count)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    clock, mailer = ManualClock(NOON), MemoryMailer()
    with SqliteDatabase(tmp_path / "espaceclient.sqlite3") as database:
        storage, outbox = SqliteStorage(database), SqliteOutbox(database)
        parts = Composition(
            communes=COMMUNES,
            subscribers=MemorySubscribers(REGISTER),
            storage=storage,
            outbox=outbox,
            keys=KEYS,
            clock=clock,
            hasher=MemoryHasher(),
        )
        yield World(
            clock,
            parts.client(),
            parts.relay(mailer, "https://exemple.fr/"),
            mailer,
            outbox,
        )


def test_a_session_of_a_clock_since_set_back_waits_and_ends_no_later(world: World) -> None:
    session = world.activated()
    world.clock.advance(-HOUR)
    assert not world.is_signed_in(session)
    world.clock.advance(54 * MINUTE)
    assert not world.is_signed_in(session)
    world.clock.advance(MINUTE)
    assert world.is_signed_in(session)
    world.clock.advance(35 * MINUTE)  # half an hour after it began, by the clock that it began by
    assert not world.is_signed_in(session)


def test_whoever_was_signed_out_by_the_clock_signs_in_again(world: World) -> None:
    world.activated()
    world.clock.advance(-HOUR)
    answer = world.client.sign_in(FORM)
    assert isinstance(answer, SignedIn)
    assert world.is_signed_in(answer.session)


def test_a_clock_that_jumps_ahead_ends_sessions_and_an_answer_revives_none(world: World) -> None:
    session = world.activated()
    world.clock.advance(HOUR)
    assert isinstance(world.client.find_session(session), NoSession)
    assert isinstance(world.client.sign_in(FORM), SignedIn)


def test_an_activation_link_of_a_clock_since_set_back_waits_and_ends_in_time(
    world: World,
) -> None:
    browser = world.opened()
    link = world.link()
    world.clock.advance(-HOUR)
    assert isinstance(world.client.activate(link, browser=browser), LinkUnusable)
    world.clock.advance(HOUR + 48 * HOUR - timedelta(seconds=1))
    assert isinstance(world.client.activate(link, browser=browser), Activated)


def test_an_activation_link_ends_at_its_time_though_the_clock_was_set_back(world: World) -> None:
    browser = world.opened()
    link = world.link()
    world.clock.advance(-HOUR)
    world.clock.advance(HOUR + 48 * HOUR)
    assert isinstance(world.client.activate(link, browser=browser), LinkUnusable)


def test_another_request_need_not_wait_for_the_clock(world: World) -> None:
    world.opened()
    world.subjects()
    world.clock.advance(-HOUR)
    browser = world.opened()
    assert isinstance(world.client.activate(world.link(), browser=browser), Activated)


def test_a_reset_link_ends_at_its_time_and_works_once_though_the_clock_is_set_back(
    world: World,
) -> None:
    world.activated()
    link = world.reset_link()
    world.clock.advance(59 * MINUTE)
    assert isinstance(world.client.reset_password(link, NEW), PasswordReset)
    world.clock.advance(-HOUR + MINUTE)
    assert isinstance(world.client.reset_password(link, NEW), LinkUnusable)


def test_a_reset_link_that_a_jump_of_the_clock_ended_is_asked_for_again(world: World) -> None:
    world.activated()
    link = world.reset_link()
    world.clock.advance(HOUR)
    assert isinstance(world.client.reset_password(link, NEW), LinkUnusable)
    assert isinstance(world.client.reset_password(world.reset_link(), NEW), PasswordReset)


def test_failures_of_a_clock_since_set_back_keep_nobody_out(world: World) -> None:
    world.activated()
    for _ in range(5):
        world.client.sign_in(WRONG)
    assert isinstance(world.client.sign_in(FORM), SignInRefused)
    world.clock.advance(-HOUR)
    assert isinstance(world.client.sign_in(FORM), SignedIn)


def test_a_wait_that_began_is_not_prolonged_by_an_hour(world: World) -> None:
    world.activated()
    for _ in range(5):
        world.client.sign_in(WRONG)
    world.clock.advance(-4 * MINUTE)
    world.clock.advance(4 * MINUTE + timedelta(seconds=60))
    assert isinstance(world.client.sign_in(FORM), SignedIn)


def test_wrong_pairs_are_limited_again_as_soon_as_the_clock_is_right(world: World) -> None:
    for _ in range(2):
        for _ in range(5):
            world.client.open_account(WRONG_PAIR, client_address="192.0.2.1")
        refused = world.client.open_account(FORM, client_address="192.0.2.1")
        assert isinstance(refused, RequestRefused)
        world.clock.advance(-HOUR)
    assert isinstance(world.client.open_account(FORM, client_address="192.0.2.1"), RequestReceived)


def test_a_mail_queued_before_the_clock_was_set_back_leaves_within_that_hour(
    world: World,
) -> None:
    world.opened()
    world.clock.advance(-HOUR)
    assert world.subjects() == []
    world.clock.advance(HOUR)
    assert world.subjects() == ["Activez votre espace client"]


def test_mails_queued_after_the_clock_was_set_back_do_not_wait_for_those_before(
    world: World,
) -> None:
    world.opened()
    world.clock.advance(-HOUR)
    world.opened()
    assert world.subjects() == ["Activez votre espace client"]


@pytest.mark.parametrize("jump", [-HOUR, HOUR], ids=["back", "ahead"])
def test_a_lease_of_a_relay_that_died_ends_whatever_the_clock_does(
    world: World, jump: timedelta
) -> None:
    world.opened()
    world.outbox.lease(world.clock.now(), LEASE, 10)
    world.clock.advance(jump)
    world.clock.advance(max(LEASE, LEASE - jump))
    assert world.subjects() == ["Activez votre espace client"]


@pytest.mark.parametrize("jump", [-HOUR, HOUR], ids=["back", "ahead"])
def test_no_purge_loses_an_account_a_waiting_request_or_a_mail(
    world: World, jump: timedelta
) -> None:
    browser = world.opened()
    link = world.link()
    world.client.open_account({**FORM, "email": "autre@exemple.fr"})
    world.clock.advance(jump)
    world.purge()
    world.clock.advance(-jump)
    assert isinstance(world.client.activate(link, browser=browser), Activated)
    world.clock.advance(jump)
    world.purge()
    world.clock.advance(max(-jump, timedelta(0)))
    assert isinstance(world.client.sign_in(FORM), SignedIn)
    assert world.subjects() == [
        "Activez votre espace client",
        "Activez votre espace client",
        "Votre compte est confirmé",
    ]


def test_what_a_purge_took_while_the_clock_was_ahead_comes_back_by_no_means(world: World) -> None:
    session = world.activated()
    link = world.reset_link()
    world.clock.advance(HOUR)
    assert world.purge() > 0
    world.clock.advance(-HOUR)
    assert not world.is_signed_in(session)
    assert isinstance(world.client.reset_password(link, NEW), LinkUnusable)
    assert isinstance(world.client.sign_in(FORM), SignedIn)


def test_records_of_a_clock_that_was_ahead_are_purged_at_their_time(world: World) -> None:
    world.opened()
    world.clock.advance(-HOUR)
    assert world.purge() == 0
    world.clock.advance(HOUR + 48 * HOUR)
    assert world.purge() > 0
    assert world.purge() == 0
