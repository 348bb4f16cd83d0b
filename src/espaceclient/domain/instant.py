"""An instant is an aware datetime in UTC; anything else is refused where it enters."""

from datetime import UTC, datetime, timedelta

from attrs import Attribute

FOREVER = datetime.max.replace(tzinfo=UTC)


def require_utc(_instance: object, attribute: "Attribute[datetime]", value: datetime) -> None:
    """Validate an attrs field that holds an instant; raises ``ValueError`` for a naive or a local
    time.
    """
    if value.utcoffset() != timedelta(0):
        raise ValueError(f"{attribute.name} must be an aware datetime in UTC, not {value!r}")
