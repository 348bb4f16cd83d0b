"""Retire accounts: look at all page by page, judge the whole, and only then warn and close."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

from attrs import define, field

from espaceclient.domain.account import Account, AccountId
from espaceclient.domain.account_view import NoAccount
from espaceclient.domain.close_account import AccountClosed
from espaceclient.domain.decision import Decision
from espaceclient.domain.retire_accounts import (
    AccountKept,
    AccountWarned,
    Answer,
    Outcome,
    Retired,
    TooManyRetired,
    decide,
    step,
    too_many,
)
from espaceclient.ports.storage import AccountById, AccountsInOrder
from espaceclient.use_cases.close_account import read_remains
from espaceclient.use_cases.services import Services
from espaceclient.use_cases.unit_of_work import UnitOfWork

PAGE = 500
"""How many accounts are read at once."""

Tell = Callable[[int], None]
"""Is told how many accounts have been looked at so far, after each page."""


def run(
    services: Services,
    after: str,
    at_most: int | None,
    *,
    allowed: int,
    dry_run: bool,
    tell: Tell,
) -> Answer:
    seen = _Seen(after, at_most)
    while seen.goes_on:
        seen.look_at_page(services)
        tell(seen.looked_at)
    warned, closed = seen.foreseen[AccountWarned], seen.foreseen[AccountClosed]
    if too_many(warned + closed, seen.looked_at, allowed):
        return TooManyRetired(seen.looked_at, warned, closed)
    if not dry_run:
        done = Counter(type(_retire(services, each)) for each in seen.concerned)
        warned, closed = done[AccountWarned], done[AccountClosed]
    return Retired(seen.looked_at, warned, closed, seen.resume_after)


@define
class _Seen:
    """What was found so far, and where to go on; ``resume_after`` is ``None`` at the end."""

    resume_after: str | None
    at_most: int | None
    looked_at: int = 0
    concerned: list[AccountId] = field(factory=list)
    foreseen: Counter[type] = field(factory=Counter)

    @property
    def goes_on(self) -> bool:
        return self.resume_after is not None and self._size() > 0

    def _size(self) -> int:
        return PAGE if self.at_most is None else min(PAGE, self.at_most - self.looked_at)

    def look_at_page(self, services: Services) -> None:
        asked = AccountsInOrder(self.resume_after or "", self._size())
        now, accounts = _page(services, asked)
        for account in accounts:
            self._note(account, services.policy.lifetimes.unvisited_account, now)
        self.resume_after = accounts[-1].id if len(accounts) == asked.at_most else None

    def _note(self, account: Account, unvisited: timedelta, now: datetime) -> None:
        self.looked_at += 1
        to_do = step(account, unvisited, now)
        if not isinstance(to_do, AccountKept):
            self.concerned.append(account.id)
            self.foreseen[type(to_do)] += 1


def _page(services: Services, asked: AccountsInOrder) -> tuple[datetime, tuple[Account, ...]]:
    def attempt(unit: UnitOfWork) -> Decision[tuple[datetime, tuple[Account, ...]]]:
        unit.read(asked)
        return Decision((unit.now, unit.all(asked)), unit.now)

    return services.transactions.run(attempt)


def _retire(services: Services, account: AccountId) -> Outcome:
    """Do what is to be done with an account by now; its owner may have come back meanwhile."""
    by_id, unvisited = AccountById(account), services.policy.lifetimes.unvisited_account

    def attempt(unit: UnitOfWork) -> Decision[Outcome]:
        unit.read(by_id)
        found = unit.one(by_id)
        if found is None:
            return Decision(NoAccount(), unit.now)
        return decide(read_remains(services, unit, found), unvisited, unit.now)

    return services.transactions.run(attempt)
