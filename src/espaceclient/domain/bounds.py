"""Bounds of configurable values: a value outside is refused, not clamped."""

from datetime import timedelta
from typing import Generic, TypeVar

from attrs import Attribute, frozen

T = TypeVar("T", int, timedelta)

_SECOND = timedelta(seconds=1)
_UNITS = {
    "day": timedelta(days=1),
    "hour": timedelta(hours=1),
    "minute": timedelta(minutes=1),
    "second": _SECOND,
}


@frozen
class Between(Generic[T]):
    """An attrs validator: the value is from ``least`` to ``most``, both included.

    Raises ``ValueError`` otherwise.
    """

    least: T
    most: T

    def __call__(self, _instance: object, attribute: "Attribute[T]", value: T) -> None:
        if not self.least <= value <= self.most:
            raise ValueError(
                f"{attribute.name} must be from {_in_words(self.least)} to "
                f"{_in_words(self.most)}, not {_in_words(value)}"
            )


def _in_words(value: int | timedelta) -> str:
    """Say a time as ``1 day 12 hours``; one that is not of whole seconds, as it is."""
    if not isinstance(value, timedelta) or value % _SECOND or value < timedelta(0):
        return str(value)
    words = []
    for noun, unit in _UNITS.items():
        number, value = divmod(value, unit)
        if number:
            words.append(f"{number} {noun}" if number == 1 else f"{number} {noun}s")
    return " ".join(words) or "0 seconds"
