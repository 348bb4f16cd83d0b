"""What the model remembers: plain things that change in place."""

from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from attrs import Factory, define, field, frozen

from espaceclient.domain.mail import (
    ActivationMail,
    AddressChangeMail,
    ResetMail,
    ResetQuestion,
)
from espaceclient.testing.contract_actions import ContractKey
from espaceclient.testing.samples import DAY, HOUR, MINUTE

SKEW = 5 * MINUTE
"""How far a clock that is set right may go back."""
SESSION_TOTAL, SESSION_IDLE = HOUR, 30 * MINUTE
LIVES: dict[type, timedelta] = {
    ActivationMail: 48 * HOUR,
    AddressChangeMail: DAY,
    ResetMail: HOUR,
    ResetQuestion: HOUR,
}
"""What mails say of their links."""

Hashing = tuple[int, int]
"""How many times key and cost had changed when a password was hashed."""


@frozen
class Line:
    """What somebody proved, and the commune that they chose for it."""

    operator: str
    commune: str
    digits: str
    meter: str

    @property
    def contract(self) -> ContractKey:
        return self.operator, self.digits

    def renumbered(self, contract: ContractKey) -> "Line":
        operator, digits = contract
        return Line(operator, self.commune, digits, self.meter)


@define
class Account:
    """``id`` is learnt: it is drawn at random. ``closes_at`` is what its owner was told last."""

    email: str
    password: str
    hashing: Hashing
    opened_at: datetime
    password_version: int = 1
    id: str = ""
    password_set_at: datetime = field(default=Factory(lambda self: self.opened_at, takes_self=True))
    seen_at: datetime = field(default=Factory(lambda self: self.opened_at, takes_self=True))
    warnings: int = 0
    closes_at: datetime | None = None

    def visit(self, now: datetime) -> None:
        if self.warnings or now >= self.unvisited_since + DAY:
            self.seen_at, self.warnings, self.closes_at = now, 0, None

    @property
    def unvisited_since(self) -> datetime:
        return max(self.opened_at, self.seen_at)

    def set_password(self, password: str, hashing: Hashing, now: datetime) -> None:
        self.password, self.hashing, self.password_set_at = password, hashing, now
        self.password_version += 1


@define
class Registration:
    email: str
    line: Line
    password: str
    hashing: Hashing
    browser: str | None
    asked_at: datetime
    began: datetime | None = None
    corrected: bool = False

    @property
    def end(self) -> datetime:
        return self.asked_at + LIVES[ActivationMail]

    def alive(self, now: datetime) -> bool:
        return self.asked_at - SKEW <= now < self.end


@define
class Reset:
    account: Account
    password_version: int
    asked_at: datetime

    @property
    def end(self) -> datetime:
        return self.asked_at + LIVES[ResetMail]

    def alive(self, now: datetime) -> bool:
        current = self.account.password_version == self.password_version
        return current and self.asked_at - SKEW <= now < self.end


@define
class AddressChange:
    account: Account
    password_version: int
    email: str
    browser: str | None
    asked_at: datetime

    @property
    def end(self) -> datetime:
        return self.asked_at + LIVES[AddressChangeMail]

    def alive(self, now: datetime) -> bool:
        current = self.account.password_version == self.password_version
        return current and self.asked_at - SKEW <= now < self.end


@define
class Session:
    account: Account
    password_version: int
    opened_at: datetime
    seen_at: datetime

    @property
    def end(self) -> datetime:
        return min(self.seen_at + SESSION_IDLE, self.opened_at + SESSION_TOTAL)

    def alive(self, now: datetime) -> bool:
        current = self.account.password_version == self.password_version
        return current and self.seen_at - SKEW <= now < self.end


class Ending(Protocol):
    @property
    def end(self) -> datetime: ...


N = TypeVar("N")
E = TypeVar("E", bound=Ending)


def purge_expired(stored: dict[N, E], now: datetime) -> int:
    """Drop what has expired, so that it stays gone when the clock steps back; tell how much it
    was.
    """
    expired = [name for name, one in stored.items() if one.end <= now]
    for name in expired:
        del stored[name]
    return len(expired)
