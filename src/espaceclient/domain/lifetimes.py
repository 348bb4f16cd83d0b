"""Lifetimes of links and sessions, which can be shortened but not extended, and of what is kept.

A value outside its bounds is refused, not clamped.
"""

from datetime import datetime, timedelta

from attrs import field, frozen

from espaceclient.domain.bounds import Between
from espaceclient.domain.instant import require_utc

CLOCK_SKEW = timedelta(minutes=5)
"""How far in the future something may have been issued and still be accepted.

It allows for a difference between the clocks of two servers.
"""


_MINUTE = timedelta(minutes=1)


@frozen
class Lifetimes:
    """How long links and sessions are valid, each at least one minute, and what is kept.

    ``activation``: an activation link, at most 48 hours (the guide). ``reset``: a reset link, by
    default 1 hour, at most 24 hours. ``address_change``: the link to a new address, at most 24
    hours. ``session_idle``: a session without a visit, at most 30 minutes. ``session_total``: a
    session in all, at most 12 hours. ``ended_contract``: how long the period of a contract that has
    ended stays readable, by default 13 months, at most five years. ``unvisited_account``: how long
    an account is kept that nobody visits, by default two years (CNIL), at least one.

    Raises ``ValueError`` for a lifetime outside these bounds.
    """

    activation: timedelta = field(
        default=timedelta(hours=48), validator=Between(_MINUTE, timedelta(hours=48))
    )
    reset: timedelta = field(
        default=timedelta(hours=1), validator=Between(_MINUTE, timedelta(hours=24))
    )
    address_change: timedelta = field(
        default=timedelta(hours=24), validator=Between(_MINUTE, timedelta(hours=24))
    )
    session_idle: timedelta = field(
        default=timedelta(minutes=30), validator=Between(_MINUTE, timedelta(minutes=30))
    )
    session_total: timedelta = field(
        default=timedelta(hours=12), validator=Between(_MINUTE, timedelta(hours=12))
    )
    ended_contract: timedelta = field(
        default=timedelta(days=396), validator=Between(_MINUTE, timedelta(days=5 * 366))
    )
    unvisited_account: timedelta = field(
        default=timedelta(days=730),
        validator=Between(timedelta(days=365), timedelta(days=730)),
    )

    @property
    def visit_noted_every(self) -> timedelta:
        """How often a visit is noted at most: once a minute when a session may idle for 30."""
        return self.session_idle / 30


@frozen
class Validity:
    """A period of validity: from ``since`` (included) until ``until`` (excluded), in UTC."""

    since: datetime = field(validator=require_utc)
    until: datetime = field(validator=require_utc)

    def covers(self, now: datetime) -> bool:
        """Return whether ``now`` is within the period, allowing ``CLOCK_SKEW`` before its start.

        With a lifetime of 48 hours: valid at 48 h − 1 s, expired at 48 h.
        """
        return self.since - CLOCK_SKEW <= now < self.until

    @classmethod
    def starting(cls, now: datetime, lifetime: timedelta) -> "Validity":
        """Return the period that starts at ``now`` and lasts ``lifetime``."""
        return cls(now, now + lifetime)
