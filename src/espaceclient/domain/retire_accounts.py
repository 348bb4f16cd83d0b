"""Retire accounts that nobody visits: warned by mail 30 and 7 days before, then closed.

The CNIL's recommendation for accounts of customers: inactive for two years, warned, then deleted.
Nobody is closed unless both mails were queued in their time, however late this runs; whether they
were delivered since, it does not look.
"""

from datetime import datetime, timedelta

from attrs import evolve, frozen

from espaceclient.domain import event
from espaceclient.domain.account import Account
from espaceclient.domain.account_view import NoAccount
from espaceclient.domain.brake import ACCOUNTS
from espaceclient.domain.close_account import AccountClosed, Remains, close_unvisited
from espaceclient.domain.decision import Decision
from espaceclient.domain.instant import FOREVER
from espaceclient.domain.mail import AccountUnvisitedMail

FIRST_WARNING = timedelta(days=30)
SECOND_WARNING = timedelta(days=7)
"""How long before its closing somebody is warned."""

_WARNINGS = 2


@frozen
class Retired:
    """Accounts were looked at: so many were warned, and so many closed.

    ``resume_after`` is the last id looked at when there are more, and ``None`` when none is left.
    """

    looked_at: int
    warned: int
    closed: int
    resume_after: str | None


@frozen
class TooManyRetired:
    """So many of the accounts looked at would be warned or closed that a wrong clock or a wrong
    setting is more likely: nothing was done.
    """

    looked_at: int
    warned: int
    closed: int


Answer = Retired | TooManyRetired


@frozen
class AccountWarned:
    """Its owner was warned."""


@frozen
class AccountKept:
    """There is nothing to do, for the time being."""


Step = AccountWarned | AccountClosed | AccountKept
Outcome = Step | NoAccount


def step(account: Account, unvisited: timedelta, now: datetime) -> Step:
    """Return what is to be done with an account at ``now``; ``unvisited`` is how long an account
    may be without a visit.
    """
    closes_at = _closes_at(account, unvisited)
    warnings = _warnings(account, closes_at)
    if warnings == 0:
        return AccountWarned() if now >= closes_at - FIRST_WARNING else AccountKept()
    if warnings < _WARNINGS:
        return AccountWarned() if now >= closes_at - SECOND_WARNING else AccountKept()
    return AccountClosed() if now >= closes_at else AccountKept()


def decide(remains: Remains, unvisited: timedelta, now: datetime) -> Decision[Step]:
    match step(remains.account, unvisited, now):
        case AccountWarned():
            return _warned(remains.account, unvisited, now)
        case AccountClosed():
            return close_unvisited(remains, now)
        case kept:
            return Decision(kept, now)


def too_many(concerned: int, looked_at: int, allowed: int) -> bool:
    """Return whether the brake holds back what concerns so many of the accounts looked at."""
    return ACCOUNTS.exceeds(concerned, looked_at, allowed)


def _closes_at(account: Account, unvisited: timedelta) -> datetime:
    """Return when the account is closed: when it was told, or later by a setting of today."""
    due = min(account.unvisited_since, FOREVER - unvisited) + unvisited
    return due if account.closes_at is None else max(due, account.closes_at)


def _warnings(account: Account, closes_at: datetime) -> int:
    """Return how often its owner was warned of that end: a setting may have moved it since."""
    return account.warnings if account.closes_at == closes_at else 0


def _warned(account: Account, unvisited: timedelta, now: datetime) -> Decision[Step]:
    due = _closes_at(account, unvisited)
    warnings = _warnings(account, due)
    closes_at = max(due, now + (SECOND_WARNING if warnings else FIRST_WARNING))
    warned = evolve(account, warnings=warnings + 1, closes_at=closes_at)
    mail = AccountUnvisitedMail(
        account.email, account.unvisited_since, closes_at, language=account.language
    )
    told = event.AccountUnvisited(account.id, closes_at)
    return Decision(AccountWarned(), now, save=(warned,), queue=(mail,), events=(told,))
