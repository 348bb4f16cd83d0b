"""A commit stores what a decision says, in whatever order it says it."""

import pytest
from attrs import evolve

from espaceclient.adapters.postgres import PostgresStorage
from espaceclient.domain.decision import Decision
from espaceclient.ports.storage import AccountOfContract, HoldingsOfContract, Snapshot
from espaceclient.testing.laws.storage.fixture import saving
from espaceclient.testing.samples import EPOCH, sample_account, sample_holding

ANNE, BERTHE = sample_account("anne", "anne"), sample_account("berthe", "berthe")
FORMER, NEXT = sample_holding("former", ANNE, 1), sample_holding("next", BERTHE, 1)
ENDED = evolve(FORMER, until=EPOCH)


@pytest.mark.parametrize("saved", [(ENDED, NEXT), (NEXT, ENDED)])
def test_a_contract_passes_from_one_holding_to_the_next_in_one_decision(
    storage: PostgresStorage, saved: tuple[object, ...]
) -> None:
    storage.commit(saving(ANNE, BERTHE, FORMER), Snapshot({}))
    seen = storage.read(HoldingsOfContract(FORMER.contract))
    storage.commit(Decision(None, EPOCH, save=saved), seen)  # type: ignore[arg-type]  # holdings
    holder = AccountOfContract(FORMER.contract)
    assert storage.read(holder).one(holder) == BERTHE
