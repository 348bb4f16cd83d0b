"""Signing in: one refusal, one count, one session."""

from datetime import timedelta

import pytest
from attrs import evolve

from espaceclient import SignIn
from espaceclient.answers import Invalid, Problem, SignedIn, SignInRefused
from espaceclient.domain import event
from espaceclient.domain.instant import FOREVER
from espaceclient.domain.known_browser import newly_known
from espaceclient.domain.sign_in import Facts, Failures, decide
from espaceclient.domain.throttle import FailedAttempts
from espaceclient.values import PasswordAttempt
from tests.domain.world import (
    ACCOUNT,
    BROWSER,
    JEANNE,
    NETWORK,
    NEW_HASH,
    NOON,
    POLICY,
    SESSION,
    SESSION_TOKEN,
    SHORTENED,
    SUBJECT,
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
    label=None,
    subject=SUBJECT,
    network=NETWORK,
)
MINUTE = timedelta(minutes=1)
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


def test_a_success_is_told_of_its_account() -> None:
    assert decide(FACTS).events == (event.SignedIn(ACCOUNT.id, SHORTENED),)


def test_a_refusal_is_told_of_its_address_whether_or_not_there_is_an_account() -> None:
    refused = event.SignInRefused(SUBJECT, SHORTENED, None)
    assert decide(evolve(FACTS, verified=False)).events == (refused,)
    assert decide(evolve(FACTS, account=None)).events == (refused,)


@pytest.mark.parametrize(
    ("failures", "until"),
    [
        (Failures(failed_attempts(4, 4), rates(network=(0, 100)), None), timedelta(minutes=1)),
        (Failures(failed_attempts(4, 24), rates(network=(0, 100)), None), timedelta(days=1)),
        (Failures(failed_attempts(4, 4), rates(network=(99, 100)), None), timedelta(hours=1)),
        (Failures(failed_attempts(), rates(network=(100, 100)), failed_attempts(4, 4)), MINUTE),
    ],
    ids=["in a row", "in the day", "of the network", "of a known browser"],
)
def test_the_failure_that_reaches_a_limit_tells_until_when(
    failures: Failures, until: timedelta
) -> None:
    decision = decide(evolve(FACTS, verified=False, failures=failures))
    assert decision.events == (event.SignInRefused(SUBJECT, SHORTENED, NOON + until),)


def test_the_failure_after_which_only_a_reset_helps_tells_so() -> None:
    later = NOON + timedelta(hours=2)
    decision = decide(evolve(after(failed_attempts(99, 1)), verified=False, now=later))
    assert decision.events == (event.SignInRefused(SUBJECT, SHORTENED, FOREVER),)


def test_a_refusal_by_a_limit_is_told_by_no_event() -> None:
    decision = decide(after(failed_attempts(5, 5)))
    assert decision.limit_reached
    assert decision.changes_nothing
