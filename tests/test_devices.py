"""Devices, lived on memory adapters: where one is signed in, and how to end it elsewhere."""

from datetime import timedelta

import pytest

from espaceclient import SessionToken
from espaceclient.answers import (
    Activated,
    NoSession,
    OpenSession,
    OtherSessionsEnded,
    SessionEnded,
    SessionFound,
    Sessions,
    SignedIn,
)
from espaceclient.domain.mail import ActivationMail
from espaceclient.domain.token import LinkToken
from espaceclient.ports.trail import Everything
from tests.client_fixture import FORM, NOON, ClientFixture, client_fixture

MINUTE = timedelta(minutes=1)
PAUL = {"email": "paul@exemple.fr", "contract_number": "7654321", "meter_number": "C03ED390487"}
FORGED = SessionToken("forged")


@pytest.fixture
def world() -> ClientFixture:
    return client_fixture()


def sign_in(world: ClientFixture, label: str | None = None) -> SessionToken:
    answer = world.client.sign_in(FORM, label=label)
    assert isinstance(answer, SignedIn)
    return answer.session


def sessions(world: ClientFixture, session: SessionToken) -> tuple[OpenSession, ...]:
    answer = world.client.sessions(session)
    assert isinstance(answer, Sessions)
    return answer.sessions


def alive(world: ClientFixture, *tokens: SessionToken) -> list[bool]:
    return [isinstance(world.client.find_session(each), SessionFound) for each in tokens]


def happened(world: ClientFixture) -> list[str]:
    return [type(each.event).__name__ for each in world.memory.trail.page(Everything())]


def test_sessions_tell_where_and_since_when_one_is_signed_in(world: ClientFixture) -> None:
    asked = world.requested()
    link = world.token(ActivationMail)
    opened = world.client.activate(link, browser=asked.browser, label="Safari sur iPhone")
    assert isinstance(opened, Activated)
    world.clock.advance(MINUTE)
    here = sign_in(world, "Firefox sur Windows")
    world.clock.advance(MINUTE)
    world.client.find_session(opened.session)
    this, other = sessions(world, here)
    assert this == OpenSession(
        this.reference, NOON + MINUTE, NOON + MINUTE, "Firefox sur Windows", is_this=True
    )
    assert other == OpenSession(
        other.reference, NOON, NOON + 2 * MINUTE, "Safari sur iPhone", is_this=False
    )


def test_ones_own_device_comes_first_then_the_latest_visit(world: ClientFixture) -> None:
    world.activated()
    tokens = []
    for label in ("a", "b", "c"):
        world.clock.advance(MINUTE)
        tokens.append(sign_in(world, label))
    assert [each.label for each in sessions(world, tokens[0])] == ["a", "c", "b", None]


def test_a_session_is_ended_from_another(world: ClientFixture) -> None:
    first = world.activated()
    second = sign_in(world)
    [_, other] = sessions(world, second)
    assert world.client.end_session(second, other.reference) == SessionEnded()
    assert alive(world, first, second) == [False, True]
    assert happened(world).count("SessionEnded") == 1


def test_ending_what_is_over_is_no_mistake_and_no_event(world: ClientFixture) -> None:
    world.activated()
    session = sign_in(world)
    [_, other] = sessions(world, session)
    world.client.end_session(session, other.reference)
    before = happened(world)
    assert world.client.end_session(session, other.reference) == SessionEnded()
    assert happened(world) == before


def test_ones_own_session_can_be_ended_by_its_reference(world: ClientFixture) -> None:
    session = world.activated()
    [this] = sessions(world, session)
    assert world.client.end_session(session, this.reference) == SessionEnded()
    assert alive(world, session) == [False]


def test_all_others_are_ended_at_once(world: ClientFixture) -> None:
    first, second, third = world.activated(), sign_in(world), sign_in(world)
    assert world.client.end_other_sessions(second) == OtherSessionsEnded()
    assert alive(world, first, second, third) == [False, True, False]
    assert happened(world).count("OtherSessionsEnded") == 1


def test_where_there_is_no_other_nothing_is_recorded(world: ClientFixture) -> None:
    session = world.activated()
    before = happened(world)
    assert world.client.end_other_sessions(session) == OtherSessionsEnded()
    assert happened(world) == before


def test_nobody_sees_or_ends_the_session_of_somebody_else(world: ClientFixture) -> None:
    jeannes = world.activated()
    [hers] = sessions(world, jeannes)
    pauls = world.activated(**PAUL)
    assert hers.reference not in {each.reference for each in sessions(world, pauls)}
    assert world.client.end_session(pauls, hers.reference) == SessionEnded()
    assert world.client.end_other_sessions(pauls) == OtherSessionsEnded()
    assert alive(world, jeannes, pauls) == [True, True]


def test_a_reference_opens_nothing_and_is_not_the_id_of_a_session(world: ClientFixture) -> None:
    session = world.activated()
    [this] = sessions(world, session)
    assert alive(world, SessionToken(this.reference)) == [False]
    assert this.reference not in session
    assert session.rpartition(".")[0] not in this.reference


@pytest.mark.parametrize("ended_by", ["a forged token", "time", "signing out", "a new password"])
def test_who_is_not_signed_in_sees_and_ends_nothing(world: ClientFixture, ended_by: str) -> None:
    session, kept = world.activated(), sign_in(world)
    reference = sessions(world, session)[0].reference
    match ended_by:
        case "a forged token":
            session = FORGED
        case "time":
            world.clock.advance(30 * MINUTE)
        case "signing out":
            world.client.sign_out(session)
        case _:
            new = {"password": "Bb2?bbbb", "confirmation": "Bb2?bbbb"}
            world.client.change_password(kept, {"current_password": FORM["password"], **new})
    before = happened(world)
    assert world.client.sessions(session) == NoSession()
    assert world.client.end_session(session, reference) == NoSession()
    assert world.client.end_other_sessions(session) == NoSession()
    assert happened(world) == before


def test_a_session_that_is_over_is_not_listed(world: ClientFixture) -> None:
    world.activated()
    world.clock.advance(20 * MINUTE)
    session = sign_in(world)
    world.clock.advance(10 * MINUTE)
    assert len(sessions(world, session)) == 1


def test_a_change_of_password_keeps_the_label(world: ClientFixture) -> None:
    world.activated()
    session = sign_in(world, "Firefox sur Windows")
    new = {"password": "Bb2?bbbb", "confirmation": "Bb2?bbbb"}
    changed = world.client.change_password(session, {"current_password": FORM["password"], **new})
    [this] = sessions(world, getattr(changed, "session", FORGED))
    assert this.label == "Firefox sur Windows"


@pytest.mark.parametrize(
    "label",
    ["", "é" * 81, "two\nlines", "two\u2028lines", "\x00", "\ud800"],
    ids=["nothing", "81 letters", "a line feed", "a line separator", "a NUL", "a surrogate"],
)
def test_a_label_is_one_short_line(world: ClientFixture, label: str) -> None:
    with pytest.raises(ValueError, match="the label of a session"):
        world.client.sign_in(FORM, label=label)
    with pytest.raises(ValueError, match="the label of a session"):
        world.client.activate(LinkToken(""), label=label)
