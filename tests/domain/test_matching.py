"""The pair contract + meter must be that of a known subscriber."""

from attrs import evolve

from espaceclient import Contract, ContractNumber, MeterNumber, Subscriber
from espaceclient.domain.matching import matches
from tests.domain.world import FUVEAU, METER, SUBSCRIBER, SUBSCRIPTION

CONTRACT = SUBSCRIPTION.contract


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
        Subscriber(Contract(CONTRACT.operator, ContractNumber("1234560")), METER), SUBSCRIPTION
    )
