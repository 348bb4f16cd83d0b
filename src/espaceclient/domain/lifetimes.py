"""How long things live. Configurable down, never up: a value outside is refused, not clamped."""

from datetime import datetime, timedelta

from attrs import field, frozen

from espaceclient.domain.bounds import Between
from espaceclient.domain.instant import require_utc

CLOCK_SKEW = timedelta(minutes=5)
"""How far two nodes' clocks may disagree before something issued "in the future" is refused."""


_MINUTE = timedelta(minutes=1)


@frozen
class Lifetimes:
    """Raises ``ValueError`` for a lifetime under a minute or over its bound.

    activation: 48 h at most (the guide); reset: 24 h at most; a session: 30 min idle and 12 h in
    all at most.
    """

    activation: timedelta = field(
        default=timedelta(hours=48), validator=Between(_MINUTE, timedelta(hours=48))
    )
    reset: timedelta = field(
        default=timedelta(hours=1), validator=Between(_MINUTE, timedelta(hours=24))
    )
    session_idle: timedelta = field(
        default=timedelta(minutes=30), validator=Between(_MINUTE, timedelta(minutes=30))
    )
    session_total: timedelta = field(
        default=timedelta(hours=12), validator=Between(_MINUTE, timedelta(hours=12))
    )

    @property
    def visit_noted_every(self) -> timedelta:
        """How often a visit is noted at most: once a minute when a session may idle for 30."""
        return self.session_idle / 30


@frozen
class Validity:
    """The time in which something lives: from ``since`` until just before ``until``."""

    since: datetime = field(validator=require_utc)
    until: datetime = field(validator=require_utc)

    def covers(self, now: datetime) -> bool:
        """Tell whether it lives now: at 48 h − 1 s yes, at 48 h no, nor long before it was
        issued.
        """
        return self.since - CLOCK_SKEW <= now < self.until

    @classmethod
    def starting(cls, now: datetime, lifetime: timedelta) -> "Validity":
        return cls(now, now + lifetime)
