"""What a line of the register tells about a holding without an end."""

from datetime import datetime, timedelta

import pytest
from attrs import evolve

from espaceclient.domain.billing_event import (
    BillingEventId,
    ContractEnded,
    HolderChanged,
    key_of,
)
from espaceclient.domain.brake import Brake
from espaceclient.domain.decision import Decision
from espaceclient.domain.holding import EndReason
from espaceclient.domain.reconcile import Difference, Facts, News, compare, take_note, too_many
from espaceclient.domain.values import Contract, ContractNumber
from tests.domain.world import CASSIS, HOLDING, NOON, SECOND, SUBSCRIBER, SUBSCRIPTION

DAY = timedelta(days=1)
NOW = NOON + 10 * DAY
EVENT_ID = BillingEventId("reconcile holding-1")
ENDS_NOW = Difference(HOLDING.id, ContractEnded(EVENT_ID, SUBSCRIPTION.contract, NOW))
KEY = key_of(SUBSCRIPTION.contract)
KNOWN = evolve(HOLDING, subscription=evolve(SUBSCRIPTION, customer="C1"))


def changes_on(on: datetime) -> Difference:
    return Difference(HOLDING.id, HolderChanged(EVENT_ID, SUBSCRIPTION.contract, on))


def test_a_line_that_bears_the_holding_out_changes_nothing() -> None:
    assert compare(HOLDING, SUBSCRIBER, NOW) is None
    assert compare(KNOWN, evolve(SUBSCRIBER, customer="C1"), NOW) is None


def test_a_contract_that_has_ended_or_is_gone_ends_now() -> None:
    assert compare(HOLDING, evolve(SUBSCRIBER, ended=True), NOW) == ENDS_NOW
    assert compare(HOLDING, None, NOW) == ENDS_NOW


def test_another_meter_is_no_other_contract() -> None:
    assert (
        compare(HOLDING, evolve(SUBSCRIBER, meter=evolve(SUBSCRIBER.meter, text="X10")), NOW)
        is None
    )


def test_another_customer_reference_is_another_holder_from_when_the_register_says() -> None:
    told = evolve(SUBSCRIBER, customer="C2", since=NOON + 3 * DAY)
    assert compare(KNOWN, told, NOW) == changes_on(NOON + 3 * DAY)
    ahead = evolve(told, since=NOW + DAY)
    assert compare(KNOWN, ahead, NOW) == changes_on(NOW + DAY)


@pytest.mark.parametrize("since", [None, NOON - DAY, NOON])
def test_it_is_another_from_now_on_when_the_register_tells_no_day_within_the_holding(
    since: datetime | None,
) -> None:
    told = evolve(SUBSCRIBER, customer="C2", since=since)
    assert compare(KNOWN, told, NOW) == changes_on(NOW)


def test_a_contract_that_began_after_its_holding_is_another_holders() -> None:
    assert compare(HOLDING, evolve(SUBSCRIBER, since=NOON + SECOND), NOW) == changes_on(
        NOON + SECOND
    )
    assert compare(HOLDING, evolve(SUBSCRIBER, since=NOON), NOW) is None


def test_the_same_customer_is_no_other_holder_however_often_the_contract_begins() -> None:
    assert compare(KNOWN, evolve(SUBSCRIBER, customer="C1", since=NOON + DAY), NOW) is None


def test_a_holding_that_is_yet_to_begin_waits_for_its_time() -> None:
    assert compare(HOLDING, None, HOLDING.since) is None
    assert compare(HOLDING, None, HOLDING.since + SECOND) is not None


def test_a_reference_that_the_register_tells_for_the_first_time_is_noted() -> None:
    told = evolve(SUBSCRIBER, customer="C1", since=NOON - DAY)
    news = News(HOLDING.id, KEY, NOON - DAY, "C1")
    assert compare(HOLDING, told, NOW) == news
    noted = evolve(HOLDING, subscription=evolve(SUBSCRIPTION, customer="C1", began=NOON - DAY))
    assert take_note((news,), Facts(NOW, (HOLDING,))) == Decision(None, NOW, save=(noted,))


def test_nothing_is_noted_of_what_has_ended_or_has_another_number_meanwhile() -> None:
    news = (News(HOLDING.id, KEY, None, "C1"),)
    over = HOLDING.ended(NOW, EndReason.CONTRACT_ENDED, DAY)
    moved = HOLDING.renumbered(Contract(CASSIS.operator, ContractNumber("0000001")))
    assert take_note(news, Facts(NOW, (over,))).save == ()
    assert take_note(news, Facts(NOW, (moved,))).save == ()


@pytest.mark.parametrize(
    ("ends", "compared", "allowed", "held_back"),
    [
        (5, 5, 0, False),
        (6, 6, 0, True),
        (6, 6, 6, False),
        (50, 1000, 0, False),
        (51, 1000, 0, True),
        (51, 1000, 50, True),
        (51, 1000, 51, False),
    ],
)
def test_the_brake_lets_five_holdings_end_or_5_percent_or_what_is_allowed(
    ends: int,
    compared: int,
    allowed: int,
    held_back: bool,  # noqa: FBT001 - parametrized
) -> None:
    assert too_many(ends, compared, allowed) is held_back


def test_a_brake_lets_no_negative_number_go() -> None:
    with pytest.raises(ValueError, match="'always' must be >= 0"):
        Brake(percent=5, always=-1)
