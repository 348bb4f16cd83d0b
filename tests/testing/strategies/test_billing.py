"""What billing tells, drawn: every kind, and a client takes them all."""

from hypothesis import given, settings

from espaceclient.answers import Applied
from espaceclient.billing import BillingEvent
from espaceclient.testing import ports_over
from espaceclient.testing.strategies.billing import billing_events, entitlements
from tests.adapters.makers import memory_storage
from tests.testing.strategies.drawn import drawn


def test_events_of_every_kind_are_drawn() -> None:
    assert {type(event).__name__ for event in drawn(billing_events(), 60)} == {
        "ContractEnded",
        "ContractRenumbered",
        "HolderChanged",
        "HoldingRescinded",
    }


@settings(max_examples=30)
@given(billing_events())
def test_a_client_applies_every_event(event: BillingEvent) -> None:
    assert ports_over(memory_storage()).client().apply(event) == Applied(0)


def test_periods_with_an_end_and_without_are_drawn_and_none_at_all() -> None:
    ends = {getattr(each, "until", "nothing") for each in drawn(entitlements(), 60)}
    assert {"nothing", None} < ends
