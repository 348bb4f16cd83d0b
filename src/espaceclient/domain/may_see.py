"""May they see it: is somebody entitled to what concerns a contract, and from when to when?"""

from collections.abc import Iterable
from datetime import datetime

from attrs import frozen

from espaceclient.domain.account import Account
from espaceclient.domain.find_session import NoSession
from espaceclient.domain.holding import Holding
from espaceclient.domain.session import Session
from espaceclient.domain.values import Contract


@frozen
class Entitled:
    """They may see what the contract had from ``since`` (included) until ``until`` (excluded).

    ``until`` is ``None`` while no end is known. Both are in UTC.
    """

    since: datetime
    until: datetime | None

    def covers(self, instant: datetime) -> bool:
        """Tell whether ``instant`` lies in the period."""
        return self.since <= instant and (self.until is None or instant < self.until)


@frozen
class NotEntitled:
    """They may see nothing of this contract, or nothing of the instant that was asked about."""


Entitlement = Entitled | NotEntitled
Answer = Entitlement | NoSession


@frozen
class Facts:
    """``holdings`` are all those of the account of the session."""

    now: datetime
    session: Session | None
    account: Account | None
    holdings: tuple[Holding, ...]


def entitlement(
    holdings: Iterable[Holding], contract: Contract, on: datetime | None, now: datetime
) -> Entitlement:
    """Return the period that covers ``on``, or without it the latest one that can be read."""
    readable = [each for each in holdings if each.contract == contract and each.readable(now)]
    in_order = sorted(readable, key=lambda each: (each.since, each.id))
    return latest((Entitled(each.since, each.until) for each in in_order), on, now)


def latest(periods: Iterable[Entitled], on: datetime | None, now: datetime) -> Entitlement:
    """Return the last of the readable periods of one contract, in their order, that has begun and
    covers ``on``.
    """
    found: Entitlement = NotEntitled()
    for each in periods:
        if each.since <= now and (on is None or each.covers(on)):
            found = each
    return found


def decide(contract: Contract, on: datetime | None, facts: Facts) -> Answer:
    session = facts.session
    if session is None or not session.alive(facts.account, facts.now):
        return NoSession()
    return entitlement(facts.holdings, contract, on, facts.now)
