"""Ending sessions from another one: what is told of it."""

from attrs import evolve

from espaceclient.domain import end_other_sessions, end_session, event
from espaceclient.domain.session import SessionId, SessionReference
from espaceclient.domain.sessions import Facts
from espaceclient.values import ClientNetwork
from tests.domain.world import ACCOUNT, NOON, SESSION

HERE, THERE = SessionReference("here"), SessionReference("there")
OTHER = evolve(SESSION, id=SessionId("session-2"))
FACTS = Facts(NOON, SESSION, ACCOUNT, {HERE: SESSION, THERE: OTHER})
NETWORK = ClientNetwork("192.0.2.7")


def test_the_end_of_one_session_is_told_with_the_account_and_from_where() -> None:
    decision = end_session.decide(THERE, FACTS, NETWORK)
    assert decision.delete == (OTHER,)
    assert decision.events == (event.SessionEnded(ACCOUNT.id, "192.0.2.0/24"),)


def test_the_end_of_all_others_is_told_with_the_account_and_from_where() -> None:
    decision = end_other_sessions.decide(FACTS, NETWORK)
    assert decision.delete == (OTHER,)
    assert decision.events == (event.OtherSessionsEnded(ACCOUNT.id, "192.0.2.0/24"),)
