"""A mapping is planned over a whole client, page by page."""

from attrs import evolve

from espaceclient import Contract
from espaceclient.adapters.memory import MemoryOutbox, MemoryStorage
from espaceclient.answers import Applied, RenumberingPlan
from espaceclient.domain.decision import Decision
from espaceclient.domain.values import ContractNumber
from espaceclient.ports.storage import Snapshot
from espaceclient.testing import BEGINNING, StorageAndOutbox, ports_over
from espaceclient.testing.samples import sample_account, sample_holding, sample_subscription
from espaceclient.use_cases.plan_renumbering import PAGE

HELD = PAGE + 1


def contract(number: int) -> Contract:
    return sample_subscription(number).contract


def moved(number: int) -> Contract:
    return evolve(contract(number), number=ContractNumber(f"9{number:06}"))


def test_a_plan_is_made_of_all_pairs_and_all_holdings_and_applied_one_by_one() -> None:
    outbox = MemoryOutbox()
    storage = MemoryStorage(outbox)
    account = sample_account("1", "jeanne")
    held = [sample_holding(f"{number:04}", account, number) for number in range(HELD)]
    storage.commit(Decision(None, BEGINNING, save=(account, *held)), Snapshot({}))
    client = ports_over(StorageAndOutbox(storage, outbox)).client()
    pairs = [(contract(number), moved(number)) for number in range(1, HELD + PAGE)]
    plan = client.plan_renumbering(pairs)
    assert len(plan.renumberings) == HELD - 1
    assert plan.unmapped == (contract(0),)
    assert client.apply(plan.renumberings[0]) == Applied(1)
    assert len(client.plan_renumbering(pairs).renumberings) == HELD - 2


def test_an_empty_mapping_plans_nothing() -> None:
    outbox = MemoryOutbox()
    client = ports_over(StorageAndOutbox(MemoryStorage(outbox), outbox)).client()
    assert client.plan_renumbering(()) == RenumberingPlan()
