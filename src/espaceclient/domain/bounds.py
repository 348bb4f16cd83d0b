"""Bounds of configurable values: a value outside is refused, not clamped."""

from datetime import timedelta
from typing import Generic, TypeVar

from attrs import Attribute, frozen

T = TypeVar("T", int, timedelta)


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
                f"{attribute.name} must be from {self.least} to {self.most}, not {value}"
            )
