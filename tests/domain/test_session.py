"""Sessions: 30 minutes idle, 12 hours in all, and over when the password changes."""

from datetime import timedelta

import pytest
from attrs import evolve

from espaceclient import Lifetimes, Policy
from espaceclient.answers import NoSession, SessionFound, SignedOut
from espaceclient.domain import find_session, sign_out
from espaceclient.domain.session import Session
from espaceclient.domain.values import Commune, Communes, Operator
from tests.domain.world import (
    ACCOUNT,
    HOLDING,
    JEANNE,
    NEW_HASH,
    NOON,
    PAULS_ACCOUNT,
    POLICY,
    SECOND,
    SESSION,
    SUBSCRIPTION,
)

MINUTE = timedelta(minutes=1)
COMMUNES = Communes.of([SUBSCRIPTION.commune])
FACTS = find_session.Facts(NOON, POLICY, COMMUNES, SESSION, ACCOUNT, (HOLDING,), visit=True)


def seen_every(step: timedelta, until: timedelta) -> Session:
    session, after = SESSION, timedelta(0)
    while after < until:
        after += step
        session = session.visited(NOON + after, Lifetimes())
    return session


def test_a_session_tells_who_is_signed_in() -> None:
    assert find_session.decide(FACTS).answer == SessionFound(
        ACCOUNT.id, JEANNE, (HOLDING,), NOON, NOON, NOON + 30 * MINUTE
    )


@pytest.mark.parametrize(("visit", "ends_after"), [(True, 50), (False, 30)])
def test_a_session_tells_when_it_ends(visit: bool, ends_after: int) -> None:  # noqa: FBT001 - a parameter
    found = find_session.decide(evolve(FACTS, now=NOON + 20 * MINUTE, visit=visit)).answer
    assert isinstance(found, SessionFound)
    assert (found.signed_in_at, found.expires_at) == (NOON, NOON + ends_after * MINUTE)


def test_an_operator_is_shown_under_its_name_of_today() -> None:
    renamed = Operator("Eaux d'Amont", SUBSCRIPTION.commune.operator.code)
    facts = evolve(FACTS, communes=Communes.of([Commune("13001", "Aix", renamed)]))
    found = find_session.decide(facts).answer
    assert isinstance(found, SessionFound)
    (held,) = found.holdings
    assert held.subscription.commune.operator.name == "Eaux d'Amont"
    assert held == HOLDING


def test_a_session_lives_just_under_30_minutes_idle() -> None:
    facts = evolve(FACTS, now=NOON + 30 * MINUTE - timedelta(microseconds=1))
    assert isinstance(find_session.decide(facts).answer, SessionFound)


def test_a_session_is_over_at_30_minutes_idle() -> None:
    assert find_session.decide(evolve(FACTS, now=NOON + 30 * MINUTE)).answer == NoSession()


def test_a_visit_starts_the_idle_time_anew() -> None:
    (touched,) = find_session.decide(evolve(FACTS, now=NOON + 20 * MINUTE)).save
    assert touched == evolve(SESSION, seen_at=NOON + 20 * MINUTE, expires_at=NOON + 50 * MINUTE)


def test_noting_a_visit_is_worth_a_second_of_waiting() -> None:
    decision = find_session.decide(evolve(FACTS, now=NOON + 20 * MINUTE))
    assert decision.patience == timedelta(seconds=1)


def test_who_only_wants_to_know_extends_no_session() -> None:
    decision = find_session.decide(evolve(FACTS, now=NOON + 20 * MINUTE, visit=False))
    assert (type(decision.answer), decision.changes_nothing) == (SessionFound, True)


def test_a_session_is_over_at_12_hours_however_busy() -> None:
    assert seen_every(20 * MINUTE, timedelta(hours=11, minutes=59)).expires_at == NOON + timedelta(
        hours=12
    )


def test_a_page_view_within_a_minute_of_the_last_writes_nothing() -> None:
    assert find_session.decide(evolve(FACTS, now=NOON + MINUTE - SECOND)).changes_nothing


@pytest.mark.parametrize(
    "facts",
    [
        evolve(FACTS, session=None, account=None),
        evolve(FACTS, account=None),
        evolve(FACTS, session=None),
        evolve(FACTS, account=PAULS_ACCOUNT),
        evolve(FACTS, account=ACCOUNT.with_new_password(NEW_HASH, NOON)),
        evolve(FACTS, now=NOON - timedelta(minutes=6)),
    ],
    ids=[
        "no session",
        "account gone",
        "session gone",
        "another account",
        "password changed",
        "opened in the future",
    ],
)
def test_no_other_session_is_signed_in(facts: find_session.Facts) -> None:
    decision = find_session.decide(facts)
    assert decision.answer == NoSession()
    assert decision.changes_nothing


def test_a_session_opened_up_to_five_minutes_in_the_future_is_clock_skew() -> None:
    assert SESSION.alive(ACCOUNT, NOON - 5 * MINUTE)


def test_a_visit_in_the_future_does_not_outlive_a_clock_set_right() -> None:
    visited = SESSION.visited(NOON + timedelta(hours=2), Lifetimes())
    assert not visited.alive(ACCOUNT, NOON + timedelta(hours=1))


def test_a_visit_a_minute_later_is_recorded() -> None:
    assert not find_session.decide(evolve(FACTS, now=NOON + MINUTE)).changes_nothing


def test_a_shorter_idle_time_is_kept_as_exactly() -> None:
    lifetimes = Lifetimes(session_idle=MINUTE)
    facts = evolve(FACTS, policy=Policy(lifetimes=lifetimes))
    assert find_session.decide(evolve(facts, now=NOON + timedelta(seconds=1))).changes_nothing
    assert not find_session.decide(evolve(facts, now=NOON + timedelta(seconds=2))).changes_nothing


def test_a_rehashed_password_ends_no_session() -> None:
    assert SESSION.alive(ACCOUNT.with_rehashed_password(NEW_HASH), NOON)


def test_signing_out_ends_the_session() -> None:
    decision = sign_out.decide(sign_out.Facts(NOON, SESSION))
    assert decision.answer == SignedOut()
    assert decision.delete == (SESSION,)


def test_signing_out_twice_is_no_mistake() -> None:
    decision = sign_out.decide(sign_out.Facts(NOON, None))
    assert decision.answer == SignedOut()
    assert decision.changes_nothing
