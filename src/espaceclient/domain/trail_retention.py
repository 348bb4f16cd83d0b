"""How long the audit trail is kept."""

from calendar import monthrange
from datetime import datetime

from attrs import field, frozen

from espaceclient.domain.bounds import Between


@frozen
class TrailRetention:
    """So many calendar months: 12 by default, and from 6 to 36.

    The CNIL recommends 6 months to a year for what is logged of a system, and 3 years where there
    is a reason that can be shown (deliberation 2021-122).
    """

    months: int = field(default=12, validator=Between(6, 36))

    def begins(self, now: datetime) -> datetime:
        """Return the instant before which nothing is kept: the same time of day so many months
        ago, on the last day of a month that is too short.
        """
        year, month = divmod(now.year * 12 + now.month - 1 - self.months, 12)
        day = min(now.day, monthrange(year, month + 1)[1])
        return now.replace(year=year, month=month + 1, day=day)
