"""The pair contract + meter must be that of a known subscriber."""

from attrs import evolve

from espaceclient import Contract, ContractNumber, MeterNumber, Subscriber
from espaceclient.domain.account import Subscription
from espaceclient.domain.billing_event import EndedContract, key_of
from espaceclient.domain.matching import proves
from tests.domain.world import FUVEAU, METER, NOON, SECOND, SUBSCRIBER, SUBSCRIPTION

CONTRACT = SUBSCRIPTION.contract
ENDED = EndedContract(key_of(CONTRACT), ended_on=NOON, expires_at=NOON)


def matches(subscriber: Subscriber | None, subscription: Subscription) -> bool:
    return proves(subscription, subscriber, None)


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


def test_a_contract_that_billing_has_ended_matches_no_more_whatever_the_register_says() -> None:
    assert not proves(SUBSCRIPTION, SUBSCRIBER, ENDED)


def test_a_contract_that_began_again_since_its_end_matches() -> None:
    assert not proves(evolve(SUBSCRIPTION, began=NOON - SECOND), SUBSCRIBER, ENDED)
    assert proves(evolve(SUBSCRIPTION, began=NOON), SUBSCRIBER, ENDED)
