"""The pair contract + meter must be that of a known subscriber."""

from datetime import datetime

import pytest
from attrs import evolve

from espaceclient import Contract, ContractNumber, MeterNumber, Subscriber
from espaceclient.domain.matching import matches
from tests.domain.world import FUVEAU, METER, NOON, SECOND, SUBSCRIBER, SUBSCRIPTION

CONTRACT = SUBSCRIPTION.contract


def test_the_right_pair_matches() -> None:
    assert matches(SUBSCRIBER, SUBSCRIPTION, NOON)


def test_an_unknown_contract_matches_nobody() -> None:
    assert not matches(None, SUBSCRIPTION, NOON)


def test_another_meter_does_not_match() -> None:
    assert not matches(SUBSCRIBER, evolve(SUBSCRIPTION, meter=MeterNumber("A02GJ098703")), NOON)


def test_an_ended_contract_never_matches() -> None:
    assert not matches(Subscriber(CONTRACT, METER, ended=True), SUBSCRIPTION, NOON)


def test_a_register_that_answers_with_another_operators_line_lets_nobody_in() -> None:
    assert not matches(
        Subscriber(Contract(FUVEAU.operator, CONTRACT.number), METER), SUBSCRIPTION, NOON
    )


def test_a_leading_zero_counts() -> None:
    assert not matches(
        Subscriber(Contract(CONTRACT.operator, ContractNumber("1234560")), METER),
        SUBSCRIPTION,
        NOON,
    )


@pytest.mark.parametrize(
    ("since", "proven"), [(NOON - SECOND, True), (NOON, True), (NOON + SECOND, False)]
)
def test_a_contract_matches_from_the_instant_at_which_it_begins(
    since: datetime,
    proven: bool,  # noqa: FBT001 - parametrized
) -> None:
    assert matches(evolve(SUBSCRIBER, since=since), SUBSCRIPTION, NOON) is proven
