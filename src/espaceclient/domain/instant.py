"""An instant is an aware datetime in UTC; anything else is refused where it enters."""

from datetime import UTC, datetime, timedelta

FOREVER = datetime.max.replace(tzinfo=UTC)


def require_utc(_instance: object, attribute: object, value: datetime) -> None:
    """Validate an attrs field that holds an instant; raises ``ValueError`` for a naive or a local time."""
    if value.utcoffset() != timedelta(0):
        name = getattr(attribute, "name", "instant")
        raise ValueError(f"{name} must be an aware datetime in UTC, not {value!r}")
