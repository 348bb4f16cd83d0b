"""A clock that stands still until it is told."""

from datetime import datetime, timedelta

from attrs import define, field

from espaceclient.domain.instant import require_utc


@define
class ManualClock:
    """Set ``time``, an aware datetime in UTC; anything else raises ``ValueError``."""

    time: datetime = field(validator=require_utc)

    def now(self) -> datetime:
        return self.time

    def advance(self, by: timedelta) -> None:
        self.time += by
