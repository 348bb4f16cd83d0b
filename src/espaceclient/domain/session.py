"""A session: one browser signed in to one account.

By default it ends 30 minutes after the last visit and 12 hours after it was opened at the latest.
"""

from datetime import datetime
from typing import NewType
from unicodedata import category

from attrs import evolve, field, frozen

from espaceclient.domain.account import Account, AccountId
from espaceclient.domain.instant import require_utc
from espaceclient.domain.lifetimes import CLOCK_SKEW, Lifetimes

SessionId = NewType("SessionId", str)
SessionReference = NewType("SessionReference", str)
"""What names a session to its owner: it opens nothing, and is no ``SessionId``."""

LONGEST_LABEL = 80
"""Code points of a label."""

_NOT_IN_A_LINE = {"Cc", "Cs", "Zl", "Zp"}
"""Categories of Unicode: controls, surrogates, and what separates lines and paragraphs."""


def require_label(label: str | None) -> str | None:
    """Return a label, or ``None``.

    Raises ``ValueError`` unless it is one line of 1 to ``LONGEST_LABEL`` code points.
    """
    if label is None:
        return None
    if not 1 <= len(label) <= LONGEST_LABEL:
        raise ValueError(f"the label of a session has 1 to {LONGEST_LABEL} characters")
    if any(category(character) in _NOT_IN_A_LINE for character in label):
        raise ValueError("the label of a session is one line, without control characters")
    return label


def _valid_label(_session: object, _attribute: object, label: str | None) -> None:
    require_label(label)


@frozen
class Session:
    """A stored session; the browser holds its signed token, never the bare id.

    ``password_version`` is that of the account's password when the session was opened: the session
    is invalid once the password has changed. ``seen_at`` is the last recorded visit. All times are
    in UTC. ``label`` is what the host calls the device, for its owner to know it by.
    """

    id: SessionId = field(repr=False)
    account: AccountId
    password_version: int
    opened_at: datetime = field(validator=require_utc)
    seen_at: datetime = field(validator=require_utc)
    expires_at: datetime = field(validator=require_utc)
    label: str | None = field(default=None, validator=_valid_label)

    @classmethod
    def opened(
        cls,
        session_id: SessionId,
        account: Account,
        now: datetime,
        lifetimes: Lifetimes,
        label: str | None = None,
    ) -> "Session":
        """Return a session that is opened to ``account`` at ``now``."""
        expires_at = now + min(lifetimes.session_idle, lifetimes.session_total)
        return cls(session_id, account.id, account.password_version, now, now, expires_at, label)

    def alive(self, account: Account | None, now: datetime) -> bool:
        """Return whether the session is valid: in time, of ``account`` and its current password."""
        return (
            account is not None
            and (account.id, account.password_version) == (self.account, self.password_version)
            and self.seen_at - CLOCK_SKEW <= now < self.expires_at
        )

    def visit_is_due(self, now: datetime, lifetimes: Lifetimes) -> bool:
        """Return whether a visit is recorded: one shortly after the last is not worth a write."""
        return now >= self.seen_at + lifetimes.visit_noted_every

    def visited(self, now: datetime, lifetimes: Lifetimes) -> "Session":
        """Return the session after a visit: the idle time restarts, up to the total lifetime."""
        expires_at = min(now + lifetimes.session_idle, self.opened_at + lifetimes.session_total)
        return evolve(self, seen_at=now, expires_at=expires_at)

    def succeeded_by(self, session_id: SessionId, account: Account) -> "Session":
        """Return the session that takes its place after a change of password, with its times."""
        return evolve(self, id=session_id, password_version=account.password_version)
