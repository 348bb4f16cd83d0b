"""Removing a contract from the account that is signed in."""

from datetime import timedelta

import pytest
from attrs import evolve

from espaceclient import ContractNumber
from espaceclient.answers import ContractRemoved, CurrentPasswordRefused, NoSession, NotHeld
from espaceclient.domain import event
from espaceclient.domain.holding import EndReason
from espaceclient.domain.mail import ContractRemovedMail
from espaceclient.domain.remove_contract import Facts, decide
from espaceclient.values import ClientNetwork, Holding, HoldingId
from tests.domain.world import (
    ACCOUNT,
    CONTRACT_NUMBER,
    HOLDING,
    JEANNE,
    NOON,
    PAULS_ACCOUNT,
    POLICY,
    SESSION,
    SUBSCRIPTION,
    failed_attempts,
)

DAY = timedelta(days=1)
CONTRACT = SUBSCRIPTION.contract
OTHER = evolve(
    HOLDING,
    id=HoldingId("holding-2"),
    subscription=evolve(SUBSCRIPTION, contract_number=ContractNumber("7654321")),
)
ENDED = evolve(HOLDING, id=HoldingId("holding-0")).ended(NOON, EndReason.CONTRACT_ENDED, DAY)
FACTS = Facts(
    NOON,
    POLICY,
    SESSION,
    ACCOUNT,
    holdings=(HOLDING, OTHER),
    verified=True,
    failed_attempts=failed_attempts(),
    network=ClientNetwork("192.0.2.7"),
)


def test_the_holding_of_the_contract_is_deleted_and_no_other() -> None:
    decision = decide(CONTRACT, FACTS)
    assert decision.answer == ContractRemoved()
    assert decision.delete == (HOLDING,)
    assert decision.save == ()


def test_what_was_removed_is_told_by_an_event() -> None:
    removed = event.ContractRemoved(ACCOUNT.id, CONTRACT, "192.0.2.0/24")
    assert decide(CONTRACT, FACTS).events == (removed,)


def test_a_wrong_password_is_told_by_an_event() -> None:
    refused = event.PasswordChangeRefused(ACCOUNT.id, "192.0.2.0/24")
    assert decide(CONTRACT, evolve(FACTS, verified=False)).events == (refused,)


def test_the_owner_is_told() -> None:
    assert decide(CONTRACT, FACTS).queue == (ContractRemovedMail(JEANNE, CONTRACT_NUMBER),)


def test_a_period_that_has_ended_is_deleted_too() -> None:
    assert decide(CONTRACT, evolve(FACTS, holdings=(ENDED, HOLDING))).delete == (ENDED, HOLDING)


@pytest.mark.parametrize("holdings", [(), (OTHER,)], ids=["none", "another"])
def test_a_contract_that_is_not_held_is_not_removed(holdings: tuple[Holding, ...]) -> None:
    decision = decide(CONTRACT, evolve(FACTS, holdings=holdings))
    assert decision.answer == NotHeld()
    assert decision.changes_nothing


def test_a_period_that_cannot_be_read_any_more_is_not_held() -> None:
    decision = decide(CONTRACT, evolve(FACTS, holdings=(evolve(ENDED, expires_at=NOON),)))
    assert decision.answer == NotHeld()


def test_a_wrong_password_is_refused_and_counted() -> None:
    decision = decide(CONTRACT, evolve(FACTS, verified=False))
    assert decision.answer == CurrentPasswordRefused()
    assert decision.save == (failed_attempts(1, 1),)
    assert decision.delete == ()


def test_a_wrong_password_does_not_tell_what_is_held() -> None:
    wrong = evolve(FACTS, verified=False)
    assert decide(CONTRACT, evolve(wrong, holdings=())) == decide(CONTRACT, wrong)


def test_after_too_many_failures_even_the_right_one_waits() -> None:
    decision = decide(CONTRACT, evolve(FACTS, failed_attempts=failed_attempts(5, 5)))
    assert decision.answer == CurrentPasswordRefused()
    assert decision.limit_reached
    assert decision.changes_nothing


def test_the_right_password_ends_the_failures() -> None:
    facts = evolve(FACTS, failed_attempts=failed_attempts(3, 3))
    assert decide(CONTRACT, facts).delete == (HOLDING, failed_attempts(3, 3))


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
def test_nobody_removes_a_contract_without_a_session(facts: Facts) -> None:
    decision = decide(CONTRACT, facts)
    assert decision.answer == NoSession()
    assert decision.changes_nothing
