"""A holding: an account's hold on a contract, from one instant until another.

An account holds none, one or several contracts. Of the holdings of one contract at most one is
without an end, and their periods never overlap: the next occupant sees nothing of the last, nor the
last of the next.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

from attrs import evolve, field, frozen
from attrs.validators import optional

from espaceclient.domain.account import Account, AccountId, Subscription
from espaceclient.domain.instant import FOREVER, require_utc
from espaceclient.domain.own_words import own_words
from espaceclient.domain.values import Communes, Contract

HoldingId = NewType("HoldingId", str)


class EndReason(StrEnum):
    """Why a holding ended."""

    CONTRACT_ENDED = "contract_ended"
    HOLDER_CHANGED = "holder_changed"


@frozen
class Holding:
    """What ``account`` may see of a contract: from ``since`` (included) until ``until`` (excluded).

    ``until`` is ``None`` while no end is known; it may lie ahead. From ``expires_at`` on nothing of
    the period can be read any more, and the holding may be purged. All times are in UTC.
    """

    id: HoldingId
    account: AccountId
    subscription: Subscription
    since: datetime = field(validator=require_utc)
    until: datetime | None = field(default=None, validator=optional(require_utc))
    ended_because: EndReason | None = None
    expires_at: datetime = field(default=FOREVER, validator=require_utc)

    @property
    def contract(self) -> Contract:
        return self.subscription.contract

    def covers(self, instant: datetime) -> bool:
        """Tell whether ``instant`` lies in the period."""
        return self.since <= instant and (self.until is None or instant < self.until)

    def is_live(self, now: datetime) -> bool:
        """Tell whether the period has not ended at ``now``."""
        return self.until is None or now < self.until

    def excludes(self, other: "Holding") -> bool:
        """Tell whether both cannot be holdings of one contract: two accounts would see one day."""
        begins_in_time = other.until is None or self.since < other.until
        ends_too_late = self.until is None or other.since < self.until
        return self.account != other.account and begins_in_time and ends_too_late

    def readable(self, now: datetime) -> bool:
        """Tell whether the period can still be read at ``now``."""
        return now < self.expires_at

    def ended(self, on: datetime, because: EndReason, readable_for: timedelta) -> "Holding":
        """Return the holding that ends ``on``, and whose period is readable for so long after."""
        return evolve(
            self,
            until=on,
            ended_because=because,
            expires_at=min(on, FOREVER - readable_for) + readable_for,
        )

    def renumbered(self, contract: Contract) -> "Holding":
        """Return the same holding of a contract that has another number or operator."""
        return evolve(self, subscription=self.subscription.renumbered(contract))

    def of_today(self, communes: Communes) -> "Holding":
        """Return it with the name that its operator has among ``communes``."""
        return evolve(self, subscription=self.subscription.of_today(communes))


def starting(
    holding_id: HoldingId,
    account: AccountId,
    subscription: Subscription,
    earlier: Iterable[Holding],
    ended_on: datetime | None,
    now: datetime,
) -> Holding:
    """Return a holding that begins now, or when the contract began for its present subscriber.

    It never begins before the ``earlier`` holdings of the contract end, as long as these can be
    read, nor before the latest end
    that billing has told: whoever had the contract until then may have had no account, or have
    removed it, and the register may not know yet that they left.
    """
    began = min(now, subscription.began or now)
    ends = [each.until for each in earlier if each.until is not None and each.readable(now)]
    since = max(began, *ends, ended_on or began)
    return Holding(holding_id, account, subscription, since)


def readable_at(
    now: datetime, holdings: Iterable[Holding], communes: Communes
) -> tuple[Holding, ...]:
    """Return those that can be read at ``now``, the oldest first, operators under their names of
    today.
    """
    readable = [each.of_today(communes) for each in holdings if each.readable(now)]
    return tuple(sorted(readable, key=lambda each: (each.since, each.id)))


def endless(holdings: Iterable[Holding]) -> Holding | None:
    """Return the one of a contract's holdings that holds it against others, if there is one."""
    return next((each for each in holdings if each.until is None), None)


def own_words_of(account: Account, holdings: Iterable[Holding], now: datetime) -> frozenset[str]:
    """Return the words that no password of an account is made of at ``now``."""
    proved = (each.subscription for each in holdings if each.readable(now))
    return own_words(
        account.email,
        *(value for each in proved for value in (each.commune, each.contract_number, each.meter)),
    )
