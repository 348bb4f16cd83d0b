"""Signing in: one refusal, one count, one session."""

from datetime import timedelta

import pytest
from attrs import evolve

from espaceclient import SignIn
from espaceclient.answers import Invalid, Problem, SignedIn, SignInRefused
from espaceclient.domain.known_browser import newly_known
from espaceclient.domain.sign_in import Facts, Failures, decide
from espaceclient.domain.throttle import FailedAttempts
from espaceclient.values import PasswordAttempt
from tests.domain.world import (
    ACCOUNT,
    BROWSER,
    JEANNE,
    NEW_HASH,
    NOON,
    POLICY,
    SESSION,
    SESSION_TOKEN,
    counter,
    failed_attempts,
    rates,
)

FACTS = Facts(
    now=NOON,
    policy=POLICY,
    account=ACCOUNT,
    verified=True,
    rehashed=None,
    failures=Failures(failed_attempts(), rates(network=(0, 100)), None),
    browser_key="browser",
    browser=BROWSER,
    session=SESSION_TOKEN,
)
SIGNED_IN = SignedIn(SESSION_TOKEN.token, BROWSER.token)


def after(at_address: FailedAttempts) -> Facts:
    return evolve(FACTS, failures=evolve(FACTS.failures, of_address=at_address))


def test_a_form_becomes_a_command() -> None:
    fields = {"email": " JEANNE@exemple.fr", "password": " x "}
    assert SignIn.from_fields(fields) == SignIn(JEANNE, PasswordAttempt(" x "))


def test_an_empty_form_tells_both_problems() -> None:
    parsed = SignIn.from_fields({})
    assert isinstance(parsed, Invalid)
    assert parsed.problems == (
        Problem("email", "email/required"),
        Problem("password", "password/required"),
    )


def test_the_right_password_opens_a_session() -> None:
    decision = decide(FACTS)
    assert decision.answer == SIGNED_IN
    assert decision.save == (SESSION, newly_known("browser", NOON))


@pytest.mark.parametrize(
    "facts",
    [
        evolve(FACTS, account=None, verified=False),
        evolve(FACTS, verified=False),
        evolve(FACTS, account=None),
    ],
    ids=["unknown or pending", "wrong password", "verified against nothing"],
)
def test_whatever_is_wrong_is_refused_and_counted_alike(facts: Facts) -> None:
    decision = decide(facts)
    assert decision.answer == SignInRefused()
    assert decision.save == (failed_attempts(1, 1), counter("network", 1))


def test_a_blocked_address_is_refused_and_not_counted() -> None:
    decision = decide(after(failed_attempts(5, 5)))
    assert decision.answer == SignInRefused()
    assert decision.changes_nothing


def test_the_right_password_is_taken_once_the_wait_is_over() -> None:
    later = evolve(after(failed_attempts(5, 5)), now=NOON + timedelta(seconds=60))
    assert decide(later).answer == SIGNED_IN


def test_success_ends_the_row_of_failures() -> None:
    assert evolve(failed_attempts(3, 3), in_a_row=0) in decide(after(failed_attempts(3, 3))).save


def test_success_keeps_a_renewed_hash() -> None:
    decision = decide(evolve(FACTS, rehashed=NEW_HASH))
    assert evolve(ACCOUNT, password_hash=NEW_HASH) in decision.save


def test_signing_in_mails_nobody() -> None:
    assert decide(FACTS).queue == ()
