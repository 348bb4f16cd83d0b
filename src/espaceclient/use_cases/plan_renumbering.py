"""Plan a renumbering: read what there is of each pair, and who holds what; nothing is changed."""

from collections.abc import Iterable, Iterator
from itertools import islice

from espaceclient.domain.billing_event import key_of
from espaceclient.domain.decision import Decision
from espaceclient.domain.plan_renumbering import Facts, Found, Pair, RenumberingPlan, decide
from espaceclient.domain.values import Contract
from espaceclient.ports.storage import (
    AnyLookup,
    EndedContractByKey,
    EndlessHoldings,
    HoldingsOfContract,
    RegistrationsOfContract,
    Snapshot,
)
from espaceclient.use_cases.services import Services
from espaceclient.use_cases.unit_of_work import UnitOfWork

PAGE = 500
"""How many pairs, or holdings, are read at once."""


def run(services: Services, pairs: Iterable[Pair]) -> RenumberingPlan:
    found: dict[Pair, Found] = {}
    remaining = iter(dict.fromkeys(pairs))
    while page := list(islice(remaining, PAGE)):
        found |= _found(services, page)
    return decide(Facts(found, frozenset(_held(services))))


def _found(services: Services, pairs: list[Pair]) -> dict[Pair, Found]:
    lookups: list[AnyLookup] = []
    for old, new in pairs:
        lookups += [HoldingsOfContract(old), HoldingsOfContract(new), RegistrationsOfContract(old)]
        lookups.append(EndedContractByKey(key_of(old)))
    seen = _read(services, *lookups)
    return {
        (old, new): Found(
            seen.all(HoldingsOfContract(old)),
            seen.all(HoldingsOfContract(new)),
            seen.all(RegistrationsOfContract(old)),
            seen.one(EndedContractByKey(key_of(old))),
        )
        for old, new in pairs
    }


def _held(services: Services) -> Iterator[Contract]:
    """Return the contracts of all holdings without an end, page by page."""
    after: str | None = ""
    while after is not None:
        asked = EndlessHoldings(after, PAGE)
        page = _read(services, asked).all(asked)
        yield from (each.contract for each in page)
        after = page[-1].id if len(page) == PAGE else None


def _read(services: Services, *lookups: AnyLookup) -> Snapshot:
    def attempt(unit: UnitOfWork) -> Decision[Snapshot]:
        unit.read(*lookups)
        return Decision(unit.seen, unit.now)

    return services.transactions.run(attempt)
