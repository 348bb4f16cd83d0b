"""Instants as whole numbers, which every database compares and none rounds."""

from datetime import UTC, datetime, timedelta

from espaceclient.domain.instant import FOREVER

MICROSECOND = timedelta(microseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST = datetime.min.replace(tzinfo=UTC)


def to_microseconds(instant: datetime) -> int:
    """Return the microseconds since 1970: a whole number, exact until the year 9999."""
    return (instant - _EPOCH) // MICROSECOND


def to_instant(microseconds: int) -> datetime:
    """Return the instant; raises ``OverflowError`` beyond the years from 1 to 9999."""
    return _EPOCH + timedelta(microseconds=microseconds)


def to_nearest_instant(microseconds: int) -> datetime:
    """Return the instant, or the first or the last that there is."""
    first, last = to_microseconds(_FIRST), to_microseconds(FOREVER)
    return to_instant(min(max(microseconds, first), last))
