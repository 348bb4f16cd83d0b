"""Plan a renumbering: what a mapping of old contracts to new ones would do, and what is wrong with
it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from attrs import frozen

from espaceclient.domain.billing_event import (
    BillingEventId,
    ContractRenumbered,
    EndedContract,
    key_of,
)
from espaceclient.domain.holding import Holding
from espaceclient.domain.registration import Registration
from espaceclient.domain.values import Contract

Pair = tuple[Contract, Contract]
"""A contract as it is called until now, and as it will be."""


@frozen
class RenumberingPlan:
    """What to apply, in this order, and what somebody is to look at first.

    ``renumberings``: an event for each contract of the mapping that somebody holds or waits for, or
    whose end billing has told; those that make room for others come first, and those in
    ``held_twice`` are not among them.

    ``held_twice``: contracts whose new number somebody else holds already. ``unmapped``: contracts
    of the mapping's operators that somebody holds and that it does not name. The mapping
    contradicts itself, and no renumbering is planned, when it gives one number to several contracts
    (``two_to_one``) or several numbers to one (``one_to_two``), or moves numbers in a circle
    (``circular``).
    """

    renumberings: tuple[ContractRenumbered, ...] = ()
    held_twice: tuple[Contract, ...] = ()
    unmapped: tuple[Contract, ...] = ()
    two_to_one: tuple[Contract, ...] = ()
    one_to_two: tuple[Contract, ...] = ()
    circular: tuple[Contract, ...] = ()

    @property
    def is_contradictory(self) -> bool:
        return bool(self.two_to_one or self.one_to_two or self.circular)


@frozen
class Found:
    """What there is of a pair: ``holdings``, ``waiting`` and the end told of the old contract;
    ``of_new`` are the holdings of the new one.
    """

    holdings: tuple[Holding, ...]
    of_new: tuple[Holding, ...]
    waiting: tuple[Registration, ...]
    ended: EndedContract | None

    @property
    def concerns(self) -> bool:
        """Whether anything passes to the new contract."""
        return bool(self.holdings or self.waiting or self.ended)


@frozen
class Facts:
    """``found`` has every pair of the mapping; ``held`` are the contracts of all holdings that have
    no end.
    """

    found: Mapping[Pair, Found]
    held: frozenset[Contract]


def decide(facts: Facts) -> RenumberingPlan:
    pairs = facts.found.keys()
    mapping = {old: new for old, new in pairs if old != new}
    ranks = _ranks(mapping)
    news, olds = Counter(new for _, new in pairs), Counter(old for old, _ in pairs)
    plan = RenumberingPlan(
        unmapped=_unmapped(facts.held, pairs),
        two_to_one=_ordered(new for new, times in news.items() if times > 1),
        one_to_two=_ordered(old for old, times in olds.items() if times > 1),
        circular=_ordered(old for old, rank in ranks.items() if rank is None),
    )
    return plan if plan.is_contradictory else _with_renumberings(plan, mapping, ranks, facts)


def _with_renumberings(
    plan: RenumberingPlan,
    mapping: Mapping[Contract, Contract],
    ranks: Mapping[Contract, int | None],
    facts: Facts,
) -> RenumberingPlan:
    twice = {old for old, new in mapping.items() if _is_taken(old, new, mapping, facts)}
    concerned = [
        old for old, new in mapping.items() if old not in twice and facts.found[old, new].concerns
    ]
    in_order = sorted(concerned, key=lambda old: (ranks[old] or 0, key_of(old)))
    return RenumberingPlan(
        renumberings=tuple(_renumbered(old, mapping[old]) for old in in_order),
        held_twice=_ordered(twice),
        unmapped=plan.unmapped,
    )


def _is_taken(
    old: Contract, new: Contract, mapping: Mapping[Contract, Contract], facts: Facts
) -> bool:
    """Tell whether somebody else holds the new number, who does not leave it before."""
    found = facts.found[old, new]
    return new not in mapping and any(
        mine.excludes(other) for mine in found.holdings for other in found.of_new
    )


def _unmapped(held: Iterable[Contract], pairs: Iterable[Pair]) -> tuple[Contract, ...]:
    """A contract that is one of the new ones already is not missing."""
    named = {contract for pair in pairs for contract in pair}
    operators = {old.operator for old, _ in pairs}
    return _ordered(each for each in held if each.operator in operators and each not in named)


def _renumbered(old: Contract, new: Contract) -> ContractRenumbered:
    """The id is made of both contracts: a mapping that was interrupted may be applied again."""
    event_id = BillingEventId(f"renumber {key_of(old)} {key_of(new)}")
    return ContractRenumbered(event_id, old, new)


def _ranks(mapping: Mapping[Contract, Contract]) -> Mapping[Contract, int | None]:
    """Return how many contracts are to be renumbered before each; ``None`` where it goes in a
    circle.
    """
    ranks: dict[Contract, int | None] = {}
    for first in mapping:
        way, old = dict[Contract, None](), first
        while old in mapping and old not in ranks and old not in way:
            way[old] = None
            old = mapping[old]
        rank = None if old in way else ranks.get(old, -1)
        for each in reversed(way):
            rank = None if rank is None else rank + 1
            ranks[each] = rank
    return ranks


def _ordered(contracts: Iterable[Contract]) -> tuple[Contract, ...]:
    return tuple(sorted(set(contracts), key=key_of))
