"""Instants: aware datetimes in UTC."""

from datetime import UTC, datetime, timedelta

from attrs import Attribute

FOREVER = datetime.max.replace(tzinfo=UTC)
"""The expiry of what does not expire."""


def require_utc(_instance: object, attribute: "Attribute[datetime]", value: datetime) -> None:
    """An attrs validator: the value is an aware datetime whose offset from UTC is zero.

    Raises ``ValueError`` otherwise.
    """
    if value.utcoffset() != timedelta(0):
        raise ValueError(f"{attribute.name} must be an aware datetime in UTC, not {value!r}")


def in_utc(instant: datetime | None) -> datetime | None:
    """Return the same instant in UTC; raises ``ValueError`` for a naive one."""
    if instant is None:
        return None
    if instant.utcoffset() is None:
        raise ValueError("an instant must be aware: a naive one is another one in every zone")
    return instant.astimezone(UTC)
