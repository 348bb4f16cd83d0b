"""Changing the password from the dashboard."""

from datetime import timedelta

import pytest
from attrs import evolve

from espaceclient import ChangePassword, PasswordPolicy
from espaceclient.answers import CurrentPasswordRefused, Invalid, NoSession, PasswordChanged
from espaceclient.domain import event
from espaceclient.domain.change_password import Facts, decide
from espaceclient.domain.mail import PasswordUpdatedMail
from espaceclient.domain.session import SessionId
from espaceclient.domain.token import IssuedToken, SessionToken
from espaceclient.values import Password, PasswordAttempt
from tests.domain.world import (
    ACCOUNT,
    HOLDING,
    JEANNE,
    NETWORK,
    NEW_HASH,
    NOON,
    PAULS_ACCOUNT,
    POLICY,
    SESSION,
    SHORTENED,
    failed_attempts,
)

SUCCESSOR = IssuedToken(SessionId("session-2"), SessionToken("session-2.token"))
COMMAND = ChangePassword(PasswordAttempt("old"), Password("Bb2?bbbb"))
FACTS = Facts(
    NOON,
    POLICY,
    SESSION,
    ACCOUNT,
    (HOLDING,),
    verified=True,
    new_hash=NEW_HASH,
    failed_attempts=failed_attempts(),
    successor=SUCCESSOR,
    network=NETWORK,
)
CHANGED = evolve(ACCOUNT, password_hash=NEW_HASH, password_version=2)


def test_a_form_becomes_a_command() -> None:
    fields = {"current_password": "old", "password": "Bb2?bbbb", "confirmation": "Bb2?bbbb"}
    assert ChangePassword.from_fields(fields, PasswordPolicy()) == COMMAND


def test_an_empty_form_tells_both_problems() -> None:
    parsed = ChangePassword.from_fields({}, PasswordPolicy())
    assert isinstance(parsed, Invalid)
    assert [problem.code for problem in parsed.problems] == [
        "current_password/required",
        "password/required",
    ]


def test_the_session_that_asked_goes_on_under_another_token() -> None:
    decision = decide(COMMAND, FACTS)
    assert decision.answer == PasswordChanged(SUCCESSOR.token)
    assert decision.save == (CHANGED, evolve(SESSION, id=SUCCESSOR.id, password_version=2))
    assert decision.delete == (SESSION,)


def test_every_other_session_ends() -> None:
    assert not SESSION.alive(CHANGED, NOON)


def test_the_owner_is_told() -> None:
    assert decide(COMMAND, FACTS).queue == (PasswordUpdatedMail(JEANNE),)


def test_a_wrong_current_password_is_refused_and_counted() -> None:
    decision = decide(COMMAND, evolve(FACTS, verified=False))
    assert decision.answer == CurrentPasswordRefused()
    assert decision.save == (failed_attempts(1, 1),)


def test_after_too_many_failures_even_the_right_one_waits() -> None:
    decision = decide(COMMAND, evolve(FACTS, failed_attempts=failed_attempts(5, 5)))
    assert decision.answer == CurrentPasswordRefused()
    assert decision.changes_nothing


def test_success_deletes_the_failures_with_the_session() -> None:
    decision = decide(COMMAND, evolve(FACTS, failed_attempts=failed_attempts(3, 3)))
    assert decision.delete == (SESSION, failed_attempts(3, 3))


@pytest.mark.parametrize(
    "facts",
    [
        evolve(FACTS, session=None),
        evolve(FACTS, account=None),
        evolve(FACTS, account=PAULS_ACCOUNT),
        evolve(FACTS, now=NOON + timedelta(minutes=30)),
    ],
    ids=["no session", "account gone", "another account", "idle too long"],
)
def test_nobody_changes_a_password_without_a_session(facts: Facts) -> None:
    decision = decide(COMMAND, facts)
    assert decision.answer == NoSession()
    assert decision.changes_nothing


def test_a_change_and_a_refusal_are_told_of_the_account() -> None:
    assert decide(COMMAND, FACTS).events == (event.PasswordChanged(ACCOUNT.id, SHORTENED),)
    assert decide(COMMAND, evolve(FACTS, verified=False)).events == (
        event.PasswordChangeRefused(ACCOUNT.id, SHORTENED, None),
    )


def test_the_failure_that_reaches_the_limit_tells_until_when() -> None:
    facts = evolve(FACTS, verified=False, failed_attempts=failed_attempts(4, 4))
    refused = event.PasswordChangeRefused(ACCOUNT.id, SHORTENED, NOON + timedelta(minutes=1))
    assert decide(COMMAND, facts).events == (refused,)


def test_a_change_notes_when_the_password_was_set() -> None:
    now = NOON + timedelta(minutes=20)
    account, _ = decide(COMMAND, evolve(FACTS, now=now)).save
    assert account == evolve(CHANGED, password_set_at=now)
