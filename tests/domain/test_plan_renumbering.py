"""What is wrong with a mapping of contracts, and in which order it is applied."""

from attrs import evolve

from espaceclient.domain.account import Account
from espaceclient.domain.billing_event import ContractRenumbered, EndedContract, key_of
from espaceclient.domain.holding import EndReason, Holding, HoldingId
from espaceclient.domain.instant import FOREVER
from espaceclient.domain.plan_renumbering import Facts, Found, Pair, RenumberingPlan, decide
from espaceclient.domain.values import Contract, ContractNumber
from tests.domain.world import (
    ACCOUNT,
    CASSIS,
    FUVEAU,
    HOLDING,
    NOON,
    PAULS_ACCOUNT,
    REGISTRATION,
    SUBSCRIPTION,
)

NOTHING = Found((), (), (), None)


def contract(number: int) -> Contract:
    return Contract(CASSIS.operator, ContractNumber(f"{number:07}"))


A, B, C, D = (contract(number) for number in range(1, 5))


def held(of: Contract, by: Account = ACCOUNT) -> Holding:
    subscription = SUBSCRIPTION.renumbered(of)
    return evolve(HOLDING, id=HoldingId(by.id), account=by.id, subscription=subscription)


def planned(*pairs: Pair, held_now: frozenset[Contract] = frozenset()) -> RenumberingPlan:
    """Plan a mapping whose old contracts are all held."""
    return decide(Facts({pair: Found((held(pair[0]),), (), (), None) for pair in pairs}, held_now))


def test_every_contract_that_is_held_or_waited_for_is_renumbered() -> None:
    found = {
        (A, contract(11)): Found((held(A),), (), (), None),
        (B, contract(12)): Found((), (), (REGISTRATION,), None),
        (C, contract(13)): NOTHING,
    }
    plan = decide(Facts(found, frozenset({A})))
    assert plan.renumberings == (
        ContractRenumbered(plan.renumberings[0].id, A, contract(11)),
        ContractRenumbered(plan.renumberings[1].id, B, contract(12)),
    )
    operator = CASSIS.operator.code
    assert [each.id for each in plan.renumberings] == [
        f"renumber 0000001 {operator} 0000011 {operator}",
        f"renumber 0000002 {operator} 0000012 {operator}",
    ]
    assert not plan.is_contradictory


def test_the_end_that_was_told_of_a_contract_follows_its_number() -> None:
    ended = EndedContract(key_of(A), NOON, EndReason.CONTRACT_ENDED, FOREVER)
    plan = decide(Facts({(A, B): Found((), (), (), ended)}, frozenset()))
    assert [(each.old, each.new) for each in plan.renumberings] == [(A, B)]


def test_what_makes_room_comes_first() -> None:
    plan = planned((A, B), (B, C), (C, D))
    assert [each.old for each in plan.renumberings] == [C, B, A]


def test_a_contract_that_keeps_its_number_is_not_renumbered() -> None:
    assert planned((A, A)) == RenumberingPlan()


def test_one_number_for_two_contracts_and_two_for_one_are_contradictions() -> None:
    plan = planned((A, C), (B, C), (D, contract(5)), (D, contract(6)))
    assert plan == RenumberingPlan(two_to_one=(C,), one_to_two=(D,))
    assert plan.is_contradictory


def test_a_circle_is_a_contradiction_and_so_is_what_leads_into_it() -> None:
    assert planned((A, B), (B, A)) == RenumberingPlan(circular=(A, B))
    plan = planned((A, B), (B, C), (C, B))
    assert (plan.circular, plan.two_to_one) == ((A, B, C), (B,))


def test_a_number_that_somebody_else_holds_is_left_out_and_told() -> None:
    theirs, mine = held(B, PAULS_ACCOUNT), held(B)
    plan = decide(Facts({(A, B): Found((held(A),), (theirs,), (), None)}, frozenset()))
    assert plan == RenumberingPlan(held_twice=(A,))
    assert (
        decide(Facts({(A, B): Found((held(A),), (mine,), (), None)}, frozenset())).held_twice == ()
    )


def test_whoever_leaves_a_number_is_not_in_the_way() -> None:
    theirs = held(B, PAULS_ACCOUNT)
    found = {(A, B): Found((held(A),), (theirs,), (), None), (B, C): Found((theirs,), (), (), None)}
    plan = decide(Facts(found, frozenset()))
    assert [each.old for each in plan.renumberings] == [B, A]
    assert plan.held_twice == ()


def test_contracts_of_the_same_operator_that_are_not_named_are_told() -> None:
    elsewhere = Contract(FUVEAU.operator, A.number)
    plan = planned((A, B), held_now=frozenset({A, B, D, C, elsewhere}))
    assert plan.unmapped == (C, D)
