"""Instants: aware datetimes in UTC."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from attrs import Attribute

FOREVER = datetime.max.replace(tzinfo=UTC)
"""The expiry of what does not expire."""

FRENCH_TIME = "Europe/Paris"
"""The name of the time zone in which a day begins unless another one is configured."""


def beginning_of(day: date, zone: tzinfo) -> datetime:
    """Return the instant at which a day begins in a time zone.

    Raises ``ValueError`` for a day at the end of the calendar that begins in no year from 1 to
    9999 of UTC.
    """
    try:
        return datetime.combine(day, time.min, zone).astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"{day} is out of the calendar of UTC") from error


def require_utc(_instance: object, attribute: "Attribute[Any]", value: datetime) -> None:
    """An attrs validator: the value is an aware datetime whose offset from UTC is zero.

    Raises ``ValueError`` otherwise.
    """
    if value.utcoffset() != timedelta(0):
        raise ValueError(f"{attribute.name} must be an aware datetime in UTC, not {value!r}")


def in_utc(instant: datetime | None) -> datetime | None:
    """Return the same instant in UTC; raises ``ValueError`` for a naive one, and for one that is
    out of its calendar, the years from 1 to 9999.
    """
    if instant is None:
        return None
    if instant.utcoffset() is None:
        raise ValueError("an instant must be aware: a naive one is another one in every zone")
    try:
        return instant.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"{instant} is out of the calendar of UTC") from error
