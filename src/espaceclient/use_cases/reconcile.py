"""Reconcile: compare page by page, judge the whole, and only then apply what was found."""

from collections.abc import Callable
from datetime import datetime

from attrs import define, field

from espaceclient.domain.apply_billing import Applied
from espaceclient.domain.billing_event import ContractEnded
from espaceclient.domain.decision import Decision
from espaceclient.domain.holding import Holding
from espaceclient.domain.reconcile import (
    Answer,
    Difference,
    Facts,
    News,
    Reconciled,
    TooManyEnds,
    compare,
    take_note,
    too_many,
)
from espaceclient.ports.errors import SubscribersUnavailable
from espaceclient.ports.storage import EndlessHoldings, HoldingById
from espaceclient.use_cases import apply_billing
from espaceclient.use_cases.services import Services
from espaceclient.use_cases.unit_of_work import UnitOfWork

PAGE = 500
"""How many holdings are read at once."""

NOTED = 50
"""How many are noted in one commit, whose time grows with the square of its records."""

Tell = Callable[[int], None]
"""Is told how many holdings have been compared so far, after each page."""


def run(
    services: Services,
    after: str,
    at_most: int | None,
    *,
    allowed: int,
    dry_run: bool,
    tell: Tell,
) -> Answer:
    comparison = _Comparison(after, at_most)
    while comparison.goes_on:
        comparison.compare_page(services)
        tell(comparison.compared)
    ended, changed = _counted(comparison.differences)
    if too_many(ended + changed, comparison.compared, allowed):
        return TooManyEnds(comparison.compared, ended, changed)
    if not dry_run:
        ended, changed = _counted(_applied(services, comparison.differences))
        news = comparison.news
        for first in range(0, len(news), NOTED):
            _take_note(services, tuple(news[first : first + NOTED]))
    return Reconciled(
        comparison.compared, ended, changed, comparison.resume_after, comparison.available
    )


@define
class _Comparison:
    """What was found so far, and where to go on; ``resume_after`` is ``None`` at the end."""

    resume_after: str | None
    at_most: int | None
    compared: int = 0
    differences: list[Difference] = field(factory=list)
    news: list[News] = field(factory=list)
    available: bool = True

    @property
    def goes_on(self) -> bool:
        return self.available and self.resume_after is not None and self._size() > 0

    def _size(self) -> int:
        return PAGE if self.at_most is None else min(PAGE, self.at_most - self.compared)

    def compare_page(self, services: Services) -> None:
        asked = EndlessHoldings(self.resume_after or "", self._size())
        now, holdings = _read(services, asked)
        found: list[Difference | News | None] = []
        for holding in holdings:
            try:
                subscriber = services.find_subscriber(holding.contract)
            except SubscribersUnavailable:
                self.available = False
                break
            found.append(compare(holding, subscriber, now))
            self.resume_after = holding.id
        self._note(found)
        if self.available and len(holdings) < asked.at_most:
            self.resume_after = None

    def _note(self, found: list[Difference | News | None]) -> None:
        self.compared += len(found)
        self.differences += [each for each in found if isinstance(each, Difference)]
        self.news += [each for each in found if isinstance(each, News)]


def _read(services: Services, asked: EndlessHoldings) -> tuple[datetime, tuple[Holding, ...]]:
    def attempt(unit: UnitOfWork) -> Decision[tuple[datetime, tuple[Holding, ...]]]:
        unit.read(asked)
        return Decision((unit.now, unit.all(asked)), unit.now)

    return services.transactions.run(attempt)


def _counted(differences: list[Difference]) -> tuple[int, int]:
    ended = sum(isinstance(each.event, ContractEnded) for each in differences)
    return ended, len(differences) - ended


def _applied(services: Services, differences: list[Difference]) -> list[Difference]:
    """Apply what was found, and return what was still true when it came to it."""
    return [
        each
        for each in differences
        if apply_billing.run(services, each.event, each.holding) == Applied(1)
    ]


def _take_note(services: Services, news: tuple[News, ...]) -> None:
    lookups = [HoldingById(each.holding) for each in news]

    def attempt(unit: UnitOfWork) -> Decision[None]:
        unit.read(*lookups)
        found = tuple(holding for each in lookups if (holding := unit.one(each)) is not None)
        return take_note(news, Facts(unit.now, found))

    services.transactions.run(attempt)
