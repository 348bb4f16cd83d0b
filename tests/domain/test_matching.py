"""The pair contract + meter must be that of a known subscriber."""

from datetime import datetime, timedelta

import pytest
from attrs import evolve

from espaceclient import Contract, ContractNumber, MeterNumber, Subscriber
from espaceclient.domain.account import Subscription
from espaceclient.domain.billing_event import EndedContract, key_of
from espaceclient.domain.event_outcome import ProofRefusal
from espaceclient.domain.holding import EndReason
from espaceclient.domain.matching import prove
from tests.domain.world import FUVEAU, METER, NOON, SECOND, SUBSCRIBER, SUBSCRIPTION

CONTRACT = SUBSCRIPTION.contract
ENDED = EndedContract(
    key_of(CONTRACT), NOON, EndReason.CONTRACT_ENDED, expires_at=NOON + timedelta(days=396)
)


def matches(subscriber: Subscriber | None, subscription: Subscription) -> bool:
    return prove(subscription, subscriber, None, NOON) == subscription


def test_the_right_pair_matches() -> None:
    assert matches(SUBSCRIBER, SUBSCRIPTION)


def test_an_unknown_contract_matches_nobody() -> None:
    assert not matches(None, SUBSCRIPTION)


def test_another_meter_does_not_match() -> None:
    assert not matches(SUBSCRIBER, evolve(SUBSCRIPTION, meter=MeterNumber("A02GJ098703")))


def test_an_ended_contract_never_matches() -> None:
    assert not matches(Subscriber(CONTRACT, METER, ended=True), SUBSCRIPTION)


def test_a_register_that_answers_with_another_operators_line_lets_nobody_in() -> None:
    assert not matches(Subscriber(Contract(FUVEAU.operator, CONTRACT.number), METER), SUBSCRIPTION)


def test_a_leading_zero_counts() -> None:
    assert not matches(
        Subscriber(Contract(CONTRACT.operator, ContractNumber("1234560")), METER),
        SUBSCRIPTION,
    )


def test_a_contract_that_billing_has_ended_matches_no_more_whatever_the_register_says() -> None:
    assert prove(SUBSCRIPTION, SUBSCRIBER, ENDED, NOON) is ProofRefusal.CONTRACT_ENDED


def test_a_contract_that_began_again_since_its_end_matches() -> None:
    assert (
        prove(SUBSCRIPTION, evolve(SUBSCRIBER, since=NOON - SECOND), ENDED, NOON)
        is ProofRefusal.CONTRACT_ENDED
    )
    again = evolve(SUBSCRIPTION, began=NOON)
    assert prove(SUBSCRIPTION, evolve(SUBSCRIBER, since=NOON), ENDED, NOON) == again


def test_a_contract_that_passes_to_somebody_else_is_proved_again_only_once_it_has() -> None:
    passed_on = evolve(ENDED, because=EndReason.HOLDER_CHANGED)
    assert prove(SUBSCRIPTION, SUBSCRIBER, passed_on, NOON - SECOND) is ProofRefusal.CONTRACT_ENDED
    assert prove(SUBSCRIPTION, SUBSCRIBER, passed_on, NOON) == SUBSCRIPTION


@pytest.mark.parametrize(
    ("since", "proven"), [(NOON - SECOND, True), (NOON, True), (NOON + SECOND, False)]
)
def test_a_contract_matches_from_the_instant_at_which_it_begins(
    since: datetime,
    proven: bool,  # noqa: FBT001 - parametrized
) -> None:
    proved = prove(SUBSCRIPTION, evolve(SUBSCRIBER, since=since), None, NOON)
    assert isinstance(proved, Subscription) is proven
