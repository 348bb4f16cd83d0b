"""What billing tells, and what it leaves somebody to see."""

from functools import cache

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from espaceclient.billing import (
    BillingEvent,
    BillingEventId,
    ContractEnded,
    ContractRenumbered,
    HolderChanged,
    HoldingRescinded,
)
from espaceclient.domain.may_see import Entitled, Entitlement, NotEntitled
from espaceclient.testing.strategies.records import ended_holdings, endless_holdings
from espaceclient.testing.strategies.values import contracts, instants


@cache
def billing_events() -> SearchStrategy[BillingEvent]:
    """An event of each kind; ids are any texts, as billing writes them."""
    storable = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
    event_ids, contract = (
        st.text(storable, min_size=1, max_size=60).map(BillingEventId),
        contracts(),
    )
    return st.one_of(
        st.builds(ContractEnded, event_ids, contract, instants()),
        st.builds(HolderChanged, event_ids, contract, instants()),
        st.builds(ContractRenumbered, event_ids, contract, contract),
        st.builds(HoldingRescinded, event_ids, contract),
    )


@cache
def entitlements() -> SearchStrategy[Entitlement]:
    """What a host is answered: a period with an end or without, or nothing."""
    held = endless_holdings() | ended_holdings()
    return st.just(NotEntitled()) | held.map(lambda each: Entitled(each.since, each.until))
