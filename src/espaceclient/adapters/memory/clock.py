"""A clock that a test sets."""

from datetime import datetime, timedelta

from attrs import define, field

from espaceclient.domain.instant import require_utc


@define
class ManualClock:
    """A clock that shows ``time`` until it is set or advanced.

    ``time`` is an aware datetime in UTC; anything else raises ``ValueError``, also when it is set.
    """

    time: datetime = field(validator=require_utc)

    def now(self) -> datetime:
        return self.time

    def advance(self, by: timedelta) -> None:
        """Move the clock forward, or backward by a negative duration."""
        self.time += by
