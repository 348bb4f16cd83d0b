"""A question is answered when its mail is sent: by a reset link, by an activation link, or not."""

from datetime import timedelta

import pytest
from attrs import evolve

from espaceclient import EmailAddress
from espaceclient.domain.account import Account, AccountId
from espaceclient.domain.answer_reset_request import Facts, decide, newest_waiting
from espaceclient.domain.event import ResetLinkIssued
from espaceclient.domain.lifetimes import Validity
from espaceclient.domain.mail import (
    ActivationMail,
    ContractInUseMail,
    ResetMail,
    ResetQuestion,
)
from espaceclient.domain.registration import Registration, RegistrationId
from espaceclient.domain.reset import Reset
from tests.domain.world import (
    ACCOUNT,
    JEANNE,
    MASKED,
    NEW_HASH,
    NOON,
    PAULS_ACCOUNT,
    REGISTRATION,
    RESET,
    SECOND,
)

HOUR = timedelta(hours=1)
TICK = timedelta(microseconds=1)
TYPED = EmailAddress("jeanne@EXEMPLE.fr")
QUESTION = ResetQuestion(TYPED, RESET.id, HOUR)
NOTHING = Facts(NOON, NOON, None, None, None, None)
FACTS = evolve(NOTHING, account=ACCOUNT)
LINK = ResetMail(JEANNE, RESET.id, HOUR)


def waiting(name: str, *, asked: timedelta) -> Registration:
    validity = Validity.starting(NOON + asked, timedelta(hours=48))
    return evolve(REGISTRATION, id=RegistrationId(name), validity=validity)


def test_an_account_gets_a_link_at_the_address_that_it_has() -> None:
    decision = decide(QUESTION, FACTS)
    assert (decision.answer, decision.save) == (LINK, (RESET,))
    assert decision.events == (ResetLinkIssued(ACCOUNT.id),)


def test_a_link_is_valid_from_when_it_was_asked_for() -> None:
    decision = decide(QUESTION, evolve(FACTS, now=NOON + HOUR - SECOND))
    assert (decision.answer, decision.save) == (LINK, (RESET,))


def test_a_link_that_has_expired_meanwhile_is_neither_made_nor_sent() -> None:
    decision = decide(QUESTION, evolve(FACTS, now=NOON + HOUR))
    assert decision.answer is None
    assert decision.changes_nothing


def test_a_question_answered_again_repeats_its_link_and_makes_no_other() -> None:
    decision = decide(QUESTION, evolve(FACTS, reset=RESET))
    assert decision.answer == LINK
    assert decision.changes_nothing


@pytest.mark.parametrize(
    ("account", "reset"),
    [
        (evolve(ACCOUNT, password_version=2), RESET),
        (ACCOUNT, evolve(RESET, account=AccountId("account-2"))),
    ],
    ids=["used", "of another account"],
)
def test_a_link_that_opens_nothing_any_more_is_not_sent_again(
    account: Account, reset: Reset
) -> None:
    decision = decide(QUESTION, evolve(FACTS, account=account, reset=reset))
    assert decision.answer is None
    assert decision.changes_nothing


def test_a_question_asked_as_soon_as_the_password_was_set_is_answered() -> None:
    account = evolve(ACCOUNT, password_set_at=NOON)
    assert decide(QUESTION, evolve(FACTS, account=account)).answer == LINK


@pytest.mark.parametrize("later", [TICK, HOUR - SECOND])
def test_a_question_that_waited_while_a_password_was_set_makes_no_link(later: timedelta) -> None:
    account = ACCOUNT.with_new_password(NEW_HASH, NOON + later)
    decision = decide(QUESTION, evolve(FACTS, now=NOON + later, account=account))
    assert decision.answer is None
    assert decision.changes_nothing


def test_a_link_made_before_a_clock_was_set_back_is_sent_again() -> None:
    account = evolve(ACCOUNT, password_set_at=NOON + SECOND)
    assert decide(QUESTION, evolve(FACTS, account=account, reset=RESET)).answer == LINK


def test_nobody_gets_nothing() -> None:
    decision = decide(QUESTION, NOTHING)
    assert decision.answer is None
    assert decision.changes_nothing


def test_who_has_not_activated_yet_gets_the_activation_link_again() -> None:
    facts = evolve(NOTHING, now=NOON + HOUR, waiting=REGISTRATION)
    decision = decide(QUESTION, facts)
    assert decision.answer == ActivationMail(
        JEANNE, REGISTRATION.id, timedelta(hours=47), about=MASKED
    )
    assert decision.changes_nothing


def test_who_asked_for_a_contract_that_another_account_holds_is_told_so_again() -> None:
    facts = evolve(NOTHING, waiting=REGISTRATION, holder=PAULS_ACCOUNT)
    assert decide(QUESTION, facts).answer == ContractInUseMail(JEANNE, about=MASKED)


def test_of_several_that_wait_the_newest_gets_its_mail_again() -> None:
    registrations = (
        waiting("c", asked=-HOUR),
        waiting("a", asked=timedelta(0)),
        waiting("b", asked=timedelta(0)),
    )
    newest = newest_waiting(registrations, NOON)
    assert newest is not None
    assert newest.id == "b"


def test_what_has_expired_waits_no_more() -> None:
    assert newest_waiting((waiting("a", asked=timedelta(hours=-48)),), NOON) is None


def test_an_account_gets_no_activation_link() -> None:
    assert decide(QUESTION, evolve(FACTS, waiting=REGISTRATION)).answer == LINK
