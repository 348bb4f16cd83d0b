"""What the model remembers: plain things that change in place."""

from datetime import datetime, timedelta

from attrs import define

from espaceclient.domain.instant import FOREVER
from espaceclient.testing.machine.limits import DAY, HOUR, LIMITS, SKEW

ContractKey = tuple[str, str]
"""The operator's name and the digits."""


@define
class Account:
    email: str
    contract: ContractKey
    password: str
    credential: int = 1


@define
class Registration:
    email: str
    contract: ContractKey
    password: str
    browser: str | None
    asked_at: datetime


@define
class Reset:
    account: Account
    credential: int
    asked_at: datetime


@define
class Session:
    account: Account
    credential: int
    opened_at: datetime
    seen_at: datetime

    @property
    def end(self) -> datetime:
        return min(self.seen_at + timedelta(minutes=30), self.opened_at + timedelta(hours=12))

    def alive(self, now: datetime) -> bool:
        return self.account.credential == self.credential and self.seen_at - SKEW <= now < self.end


@define
class Failures:
    day_began_at: datetime
    last_at: datetime
    in_a_row: int = 0
    in_the_day: int = 0
    until: datetime = FOREVER

    def block(self, now: datetime) -> bool:
        if self.in_a_row >= LIMITS.sign_in_failures_in_a_row:
            return True
        if self.in_the_day >= LIMITS.sign_in_failures_a_day and now < self.day_began_at + DAY:
            return True
        over = self.in_a_row - LIMITS.sign_in_failures_before_wait
        return over >= 0 and now < self.last_at + min(timedelta(minutes=1) * 2**over, HOUR)

    def one_more(self, now: datetime) -> None:
        if now >= self.day_began_at + DAY:
            self.day_began_at, self.in_the_day = now, 0
        self.in_a_row, self.in_the_day, self.last_at = self.in_a_row + 1, self.in_the_day + 1, now
        stays = self.in_a_row >= LIMITS.sign_in_failures_in_a_row
        self.until = FOREVER if stays else now + self.in_a_row * DAY


@define
class Window:
    opened_at: datetime
    count: int = 0
