"""A session: one browser signed in to one account, for 30 minutes idle and 12 hours in all."""

from datetime import datetime
from typing import NewType

from attrs import evolve, field, frozen

from espaceclient.domain.account import Account, AccountId
from espaceclient.domain.instant import require_utc
from espaceclient.domain.lifetimes import CLOCK_SKEW, Lifetimes

SessionId = NewType("SessionId", str)


@frozen
class Session:
    id: SessionId = field(repr=False)
    account: AccountId
    password_version: int
    opened_at: datetime = field(validator=require_utc)
    seen_at: datetime = field(validator=require_utc)
    expires_at: datetime = field(validator=require_utc)

    @classmethod
    def opened(
        cls, session_id: SessionId, account: Account, now: datetime, lifetimes: Lifetimes
    ) -> "Session":
        expires_at = now + min(lifetimes.session_idle, lifetimes.session_total)
        return cls(session_id, account.id, account.password_version, now, now, expires_at)

    def alive(self, account: Account | None, now: datetime) -> bool:
        """Tell whether the session is signed in to ``account``, under its present password."""
        return (
            account is not None
            and (account.id, account.password_version) == (self.account, self.password_version)
            and self.seen_at - CLOCK_SKEW <= now < self.expires_at
        )

    def visit_is_due(self, now: datetime, lifetimes: Lifetimes) -> bool:
        """Tell whether a visit is worth a write: a page view shortly after the last one is not."""
        return now >= self.seen_at + lifetimes.visit_noted_every

    def visited(self, now: datetime, lifetimes: Lifetimes) -> "Session":
        """Start the idle time again, never past the session's total lifetime."""
        expires_at = min(now + lifetimes.session_idle, self.opened_at + lifetimes.session_total)
        return evolve(self, seen_at=now, expires_at=expires_at)

    def following(self, account: Account) -> "Session":
        """Carry the session over its own account's change of password."""
        return evolve(self, password_version=account.password_version)
