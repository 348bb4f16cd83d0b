"""Closing an account: what is deleted, and what is told of it."""

from attrs import evolve

from espaceclient.answers import AccountClosed, CurrentPasswordRefused
from espaceclient.domain import event
from espaceclient.domain.close_account import Facts, Remains, decide
from espaceclient.domain.event_outcome import ClosingReason
from espaceclient.values import ClientNetwork
from tests.domain.world import (
    ACCOUNT,
    NOON,
    POLICY,
    REGISTRATION,
    SESSION,
    failed_attempts,
)

FACTS = Facts(
    NOON,
    POLICY,
    SESSION,
    Remains(ACCOUNT, (REGISTRATION,), None),
    verified=True,
    failed_attempts=failed_attempts(),
    network=ClientNetwork("192.0.2.7"),
)


def test_an_account_is_deleted_with_what_waits_at_its_address_and_nothing_else() -> None:
    decision = decide(FACTS)
    assert decision.answer == AccountClosed()
    assert decision.delete == (ACCOUNT, REGISTRATION)


def test_what_failed_in_the_session_is_deleted_too() -> None:
    failed = failed_attempts(1, 1)
    assert decide(evolve(FACTS, failed_attempts=failed)).delete == (ACCOUNT, REGISTRATION, failed)


def test_a_closing_is_told_with_the_account_and_from_where() -> None:
    closed = event.AccountClosed(ACCOUNT.id, ClosingReason.BY_OWNER, "192.0.2.0/24")
    assert decide(FACTS).events == (closed,)


def test_a_wrong_password_is_told_from_where() -> None:
    refused = event.PasswordChangeRefused(ACCOUNT.id, "192.0.2.0/24")
    assert decide(evolve(FACTS, verified=False)).events == (refused,)


def test_too_many_wrong_passwords_are_told_to_operators() -> None:
    decision = decide(evolve(FACTS, failed_attempts=failed_attempts(5, 5)))
    assert decision.answer == CurrentPasswordRefused()
    assert decision.limit_reached is True
