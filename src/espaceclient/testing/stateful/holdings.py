"""Who holds which contract from when to when, as the model knows it: lists of periods."""

from datetime import datetime

from attrs import define, field, frozen

from espaceclient.domain.holding import EndReason
from espaceclient.domain.instant import FOREVER
from espaceclient.testing.contract_actions import ContractKey
from espaceclient.testing.samples import DAY
from espaceclient.testing.stateful.model_records import Account, Line, purge_expired

READABLE_FOR = DAY
REMEMBERED_FOR = 396 * DAY

Period = tuple[datetime, datetime | None]


@define
class Held:
    """``id`` is learnt: it is drawn at random."""

    account: Account
    line: Line
    since: datetime
    until: datetime | None = None
    because: EndReason | None = None
    id: str = ""

    @property
    def period(self) -> Period:
        return self.since, self.until

    @property
    def last(self) -> datetime:
        """The end of the period, or of all time."""
        return self.until or FOREVER

    @property
    def end(self) -> datetime:
        return self.until + READABLE_FOR if self.until else FOREVER

    def covers(self, instant: datetime) -> bool:
        return self.since <= instant < self.last

    def meets(self, other: "Held") -> bool:
        return self.since < other.last and other.since < self.last


@frozen
class Told:
    """The latest end of a contract that billing told."""

    on: datetime
    because: EndReason
    end: datetime

    @property
    def place(self) -> tuple[datetime, bool]:
        return self.on, self.because is EndReason.CONTRACT_ENDED

    def refuses(self, began: datetime | None, at: datetime) -> bool:
        """Tell whether nobody proves the contract at ``at``, unless it ``began`` again since."""
        if at >= self.end or (began and began >= self.on):
            return False
        return at < self.on or self.because is EndReason.CONTRACT_ENDED


@frozen
class Applied:
    end: datetime


@define
class Holdings:
    """What is over stays until it is purged, as in a storage; only reading it ends before."""

    held: list[Held] = field(factory=list)
    told: dict[ContractKey, Told] = field(factory=dict)
    applied: dict[str, Applied] = field(factory=dict)

    def of(self, contract: ContractKey) -> list[Held]:
        return [each for each in self.held if each.line.contract == contract]

    def of_account(self, account: Account) -> list[Held]:
        return [each for each in self.held if each.account is account]

    def readable(self, contract: ContractKey, now: datetime) -> list[Held]:
        return [each for each in self.of(contract) if now < each.end]

    def endless(self, contract: ContractKey) -> Held | None:
        return next((each for each in self.of(contract) if each.until is None), None)

    def may_see(
        self, account: Account, contract: ContractKey, on: datetime | None, now: datetime
    ) -> Period | None:
        """Tell the latest of the periods that can be read, or of those that cover an instant."""
        theirs = [
            each
            for each in self.readable(contract, now)
            if each.account is account and each.since <= now and (on is None or each.covers(on))
        ]
        return max(theirs, key=_age).period if theirs else None

    def refuses(self, contract: ContractKey, began: datetime | None, at: datetime) -> bool:
        told = self.told.get(contract)
        return told is not None and told.refuses(began, at)

    def hold(self, account: Account, line: Line, began: datetime | None, now: datetime) -> Held:
        """Begin a holding when the contract began, or now, and after every end that is known."""
        ends = [each.until for each in self.readable(line.contract, now) if each.until]
        told = self.told.get(line.contract)
        ends += [told.on] if told and now < told.end else []
        held = Held(account, line, max([min(now, began or now), *ends]))
        self.held.append(held)
        return held

    def end(
        self, contract: ContractKey, on: datetime, why: EndReason, now: datetime
    ) -> tuple[list[Held], list[Held]]:
        """End what began before; return what ends now, and what only has another reason now."""
        self._remember(contract, Told(on, why, max(on, now) + REMEMBERED_FOR), now)
        before = [each for each in self.readable(contract, now) if each.since < on]
        ended = [each for each in before if on < each.last]
        own_end = why is EndReason.CONTRACT_ENDED
        renamed = [each for each in before if own_end and each.until == on and each.because != why]
        for each in (*ended, *renamed):
            each.until, each.because = on, why
        return ended, renamed

    def _remember(self, contract: ContractKey, told: Told, now: datetime) -> None:
        before = self.told.get(contract)
        several = [before, told] if before and now < before.end else [told]
        self.told[contract] = max(several, key=lambda each: each.place)

    def renumber(self, old: ContractKey, new: ContractKey, now: datetime) -> list[Held] | None:
        """Give all to the new number; of two without an end that one account has, make one."""
        moved, there = self.readable(old, now), self.readable(new, now)
        if any(a.account is not b.account and a.meets(b) for a in moved for b in there):
            return None
        if old == new:
            return []
        mine, theirs = self.endless(old), self.endless(new)
        if mine and theirs:
            mine.since = min(mine.since, theirs.since)
            self.drop(theirs)
        for each in moved:
            each.line = each.line.renumbered(new)
        told = self.told.get(old)
        if told and now < told.end:
            self._remember(new, told, now)
        return moved

    def rescind(self, contract: ContractKey, now: datetime) -> Held | None:
        """Drop the one without an end, or else the latest."""
        held = self.readable(contract, now)
        wrong = max(held, key=lambda each: (each.until is None, *_age(each)), default=None)
        if wrong:
            self.drop(wrong)
        return wrong

    def drop(self, *gone: Held) -> None:
        self.held = [each for each in self.held if not any(each is one for one in gone)]

    def purge(self, now: datetime) -> int:
        expired = [each for each in self.held if each.end <= now]
        self.drop(*expired)
        return len(expired) + purge_expired(self.told, now) + purge_expired(self.applied, now)


def _age(held: Held) -> tuple[datetime, str]:
    return held.since, held.id
