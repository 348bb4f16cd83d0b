"""What the model remembers: plain things that change in place."""

from datetime import datetime
from typing import Protocol, TypeVar

from attrs import define, frozen

from espaceclient.testing.stateful.limits import (
    REGISTRATION_LIVES,
    RESET_LIVES,
    SESSION_IDLES,
    SESSION_LIVES,
    SKEW,
)

ContractKey = tuple[str, str]
"""The operator's name and the digits."""

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


@define
class Account:
    """``id`` is learnt: it is drawn at random."""

    email: str
    line: Line
    password: str
    hashing: Hashing
    opened_at: datetime
    password_version: int = 1
    id: str = ""

    def set_password(self, password: str, hashing: Hashing) -> None:
        self.password, self.hashing, self.password_version = (
            password,
            hashing,
            self.password_version + 1,
        )


@define
class Registration:
    email: str
    line: Line
    password: str
    hashing: Hashing
    browser: str | None
    asked_at: datetime

    @property
    def end(self) -> datetime:
        return self.asked_at + REGISTRATION_LIVES

    def alive(self, now: datetime) -> bool:
        return self.asked_at - SKEW <= now < self.end


@define
class Reset:
    account: Account
    password_version: int
    asked_at: datetime

    @property
    def end(self) -> datetime:
        return self.asked_at + RESET_LIVES

    def alive(self, now: datetime) -> bool:
        return (
            self.account.password_version == self.password_version
            and self.asked_at - SKEW <= now < self.end
        )


@define
class Session:
    account: Account
    password_version: int
    opened_at: datetime
    seen_at: datetime

    @property
    def end(self) -> datetime:
        return min(self.seen_at + SESSION_IDLES, self.opened_at + SESSION_LIVES)

    def alive(self, now: datetime) -> bool:
        return (
            self.account.password_version == self.password_version
            and self.seen_at - SKEW <= now < self.end
        )


class Ending(Protocol):
    @property
    def end(self) -> datetime: ...


N = TypeVar("N")
E = TypeVar("E", bound=Ending)


def forget_due(kept: dict[N, E], now: datetime) -> int:
    """Drop what has run out, so that it stays gone when the clock steps back; tell how much it
    was.
    """
    due = [name for name, one in kept.items() if one.end <= now]
    for name in due:
        del kept[name]
    return len(due)
