"""What happens to contracts: drawn so that people, contracts and events meet again and again."""

from collections.abc import Mapping
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from espaceclient.domain.values import Subscriber
from espaceclient.testing.contract_actions import (
    AddContract,
    BillingAction,
    ContractAction,
    ContractKey,
    EndContract,
    LookAtContracts,
    MaySee,
    RemoveContract,
    RenumberContract,
    RescindHolding,
    key_of,
)
from espaceclient.testing.samples import COMMUNES, DAY, HOUR, REGISTER, TICK

_LIVE = tuple(key_of(line.contract) for line in REGISTER[:3])
KNOWN: tuple[ContractKey, ...] = (*_LIVE, (_LIVE[0][0], "1111111"))
"""Those that the register has, and a number that only billing knows."""
CONTRACTS: SearchStrategy[ContractKey] = st.sampled_from((*KNOWN, KNOWN[0]))

EVENT_IDS = st.integers(0, 60).map("event {}".format)
"""Few enough that now and then an event is told again, or another under the same id."""

_NONE = timedelta(0)
INSTANTS = st.sampled_from(
    (-20 * DAY, -5 * DAY, _NONE, TICK, HOUR, 12 * HOUR, DAY, 2 * DAY, 2 * DAY)
)
"""Since ``BEGINNING``; the register has a contract that began ten days before it."""


def adding(
    line: Subscriber,
    *,
    commune: int = 0,
    meter: str | None = None,
    session: int = 0,
    client_address: str | None = "192.0.2.1",
) -> AddContract:
    """Fill the form for a line of the register, by default rightly."""
    codes = [each.code for each in COMMUNES.communes if each.operator == line.contract.operator]
    digits, typed = line.contract.number.digits, meter or line.meter.text
    return AddContract(codes[commune % len(codes)], digits, typed, session, client_address)


def billing_actions(
    contracts: SearchStrategy[ContractKey] = CONTRACTS,
) -> SearchStrategy[BillingAction]:
    """What billing tells: at once or late, once or again, in any order."""
    ends = st.builds(EndContract, EVENT_IDS, contracts, INSTANTS, st.booleans())
    renumberings = st.builds(RenumberContract, EVENT_IDS, contracts, CONTRACTS)
    return ends | ends | renumberings | st.builds(RescindHolding, EVENT_IDS, contracts)


def use_cases(
    lines: SearchStrategy[Subscriber],
    meters: SearchStrategy[str | None],
    passwords: SearchStrategy[str],
    sessions: SearchStrategy[int],
    addresses: SearchStrategy[str | None],
) -> Mapping[str, SearchStrategy[ContractAction]]:
    """All that people do about contracts, rightly or wrongly, and what billing tells."""
    looks = st.builds(LookAtContracts, sessions)
    asks = st.builds(MaySee, CONTRACTS, st.none() | INSTANTS, sessions)
    return {
        "add_contract": st.builds(
            adding,
            lines,
            commune=st.integers(0, 1),
            meter=meters,
            session=sessions,
            client_address=addresses,
        ),
        "remove_contract": st.builds(RemoveContract, CONTRACTS, passwords, sessions),
        "look_at_contracts": looks | asks | asks,
        "hear_from_billing": billing_actions(),
    }
