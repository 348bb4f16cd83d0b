"""A forgotten password: one answer, few mails, one link that ends everything else."""

from datetime import timedelta

import pytest
from attrs import evolve

from espaceclient import PasswordPolicy, RequestReset, ResetPassword
from espaceclient.answers import Invalid, LinkUnusable, PasswordReset, ResetReady, ResetRequested
from espaceclient.domain import event, request_reset, reset_password
from espaceclient.domain.account import Account
from espaceclient.domain.known_browser import newly_known
from espaceclient.domain.mail import PasswordUpdatedMail, ResetQuestion
from espaceclient.domain.reset import Reset
from espaceclient.values import Password
from tests.domain.world import (
    ACCOUNT,
    BROWSER,
    HOLDING,
    JEANNE,
    NETWORK,
    NEW_HASH,
    NOON,
    PAULS_ACCOUNT,
    POLICY,
    RESET,
    SECOND,
    SESSION,
    SHORTENED,
    SUBJECT,
    counter,
    failed_attempts,
    rates,
)

REQUEST = request_reset.Facts(NOON, POLICY, rates(reset=(0, 3)), RESET.id, SUBJECT, NETWORK)
QUESTION = ResetQuestion(JEANNE, RESET.id, timedelta(hours=1))
COMMAND = ResetPassword(Password("Bb2?bbbb"))
FACTS = reset_password.Facts(
    NOON, RESET, ACCOUNT, (HOLDING,), None, "browser", BROWSER, NEW_HASH, NETWORK
)
CHANGED = evolve(ACCOUNT, password_hash=NEW_HASH, password_version=2)


def test_a_request_reads_its_address() -> None:
    assert RequestReset.from_fields({"email": "Jeanne@exemple.fr"}) == RequestReset(JEANNE)


def test_a_request_without_an_address_is_invalid() -> None:
    parsed = RequestReset.from_fields({})
    assert isinstance(parsed, Invalid)
    assert [problem.code for problem in parsed.problems] == ["email/required"]


def test_a_request_is_counted_and_queues_a_question_whoever_has_the_address() -> None:
    decision = request_reset.decide(RequestReset(JEANNE), REQUEST)
    assert decision.answer == ResetRequested()
    assert decision.save == (counter("reset", 1),)
    assert decision.queue == (QUESTION,)


def test_the_fourth_request_of_an_hour_gets_the_same_answer_and_nothing_else() -> None:
    facts = evolve(REQUEST, requests=rates(reset=(3, 3)))
    decision = request_reset.decide(RequestReset(JEANNE), facts)
    assert decision.answer == ResetRequested()
    assert decision.changes_nothing


def test_a_new_password_is_read_with_its_confirmation() -> None:
    fields = {"password": "Bb2?bbbb", "confirmation": "Bb2?bbbb"}
    assert ResetPassword.from_fields(fields, PasswordPolicy()) == ResetPassword(
        Password("Bb2?bbbb")
    )


def test_a_bad_new_password_tells_both_problems() -> None:
    parsed = ResetPassword.from_fields({"password": "b", "confirmation": "c"}, PasswordPolicy())
    assert isinstance(parsed, Invalid)
    assert [problem.code for problem in parsed.problems] == [
        "password/unmet",
        "confirmation/different",
    ]


def test_an_empty_form_asks_for_a_password_and_no_more() -> None:
    parsed = ResetPassword.from_fields({}, PasswordPolicy())
    assert isinstance(parsed, Invalid)
    assert [problem.code for problem in parsed.problems] == ["password/required"]


def test_a_link_sets_the_password_once() -> None:
    decision = reset_password.decide(COMMAND, FACTS)
    assert decision.answer == PasswordReset(BROWSER.token)
    assert CHANGED in decision.save
    assert decision.delete == ()


def test_a_reset_makes_its_browser_known_with_no_failures() -> None:
    assert newly_known("browser", NOON) in reset_password.decide(COMMAND, FACTS).save


def test_a_reset_tells_the_owner() -> None:
    assert reset_password.decide(COMMAND, FACTS).queue == (PasswordUpdatedMail(JEANNE),)


def test_a_reset_ends_every_session() -> None:
    assert not SESSION.alive(CHANGED, NOON)


def test_a_reset_ends_every_other_link() -> None:
    assert not RESET.opens(CHANGED, NOON)


def test_a_reset_clears_the_failed_sign_ins() -> None:
    assert reset_password.decide(
        COMMAND, evolve(FACTS, failed_attempts=failed_attempts(100, 25))
    ).delete == (failed_attempts(100, 25),)


def test_a_link_works_at_an_hour_less_a_second() -> None:
    assert (
        reset_password.preview(RESET, ACCOUNT, NOON + timedelta(hours=1) - SECOND) == ResetReady()
    )


@pytest.mark.parametrize(
    ("reset", "account", "after"),
    [
        (RESET, ACCOUNT, timedelta(hours=1)),
        (RESET, CHANGED, timedelta(0)),
        (RESET, PAULS_ACCOUNT, timedelta(0)),
        (RESET, None, timedelta(0)),
        (None, None, timedelta(0)),
        (None, ACCOUNT, timedelta(0)),
    ],
    ids=[
        "too late",
        "password changed since",
        "another account",
        "account gone",
        "no such link",
        "no such link of an account",
    ],
)
def test_a_dead_link_sets_nothing(
    reset: Reset | None, account: Account | None, after: timedelta
) -> None:
    decision = reset_password.decide(
        COMMAND, evolve(FACTS, reset=reset, account=account, now=NOON + after)
    )
    assert decision.answer == LinkUnusable()
    assert decision.changes_nothing
    assert reset_password.preview(reset, account, NOON + after) == LinkUnusable()


def test_a_request_is_told_of_its_address_and_the_last_of_an_hour_until_when() -> None:
    decision = request_reset.decide(RequestReset(JEANNE), REQUEST)
    assert decision.events == (event.ResetRequested(SUBJECT, SHORTENED, None),)
    last = request_reset.decide(RequestReset(JEANNE), evolve(REQUEST, requests=rates(reset=(2, 3))))
    assert last.events == (event.ResetRequested(SUBJECT, SHORTENED, NOON + timedelta(hours=1)),)


def test_a_finished_reset_is_told_of_its_account() -> None:
    assert reset_password.decide(COMMAND, FACTS).events == (
        event.PasswordReset(ACCOUNT.id, SHORTENED),
    )


def test_a_reset_notes_when_the_password_was_set() -> None:
    now = NOON + timedelta(minutes=30)
    account, _ = reset_password.decide(COMMAND, evolve(FACTS, now=now)).save
    assert account == evolve(CHANGED, password_set_at=now)
