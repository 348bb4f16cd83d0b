"""The calendar days of instants, in the time zone in which a utility's customers live."""

from datetime import UTC, date, datetime, timedelta, tzinfo

_DAY = timedelta(days=1)
_EARLIEST = datetime(1, 1, 3, tzinfo=UTC)
_LATEST = datetime(9999, 12, 30, 23, 59, 59, tzinfo=UTC)
"""Beyond them, some zone has a day that does not exist."""


def within_days(instant: datetime) -> datetime:
    """Return an instant that has a day in every zone: itself, or almost."""
    return min(max(instant, _EARLIEST), _LATEST)


def day_of(instant: datetime, time_zone: tzinfo) -> date:
    """Return the day on which an instant lies, or almost, at the beginning and the end of time."""
    return within_days(instant).astimezone(time_zone).date()


def last_whole_day_before(instant: datetime, time_zone: tzinfo) -> date:
    """Return the last day that is over by an instant."""
    return day_of(instant, time_zone) - _DAY
