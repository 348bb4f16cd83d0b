"""How long a service may take, and when it is left alone."""

from collections.abc import Callable
from math import isfinite

from attrs import Attribute, field, frozen
from attrs.validators import ge


def _seconds(what: str) -> Callable[[object, "Attribute[float]", float], None]:
    def validate(_instance: object, attribute: "Attribute[float]", value: float) -> None:
        if not (isfinite(value) and value > 0):
            raise ValueError(
                f"the {what} {attribute.name} must be a positive number of seconds, not {value}"
            )

    return validate


@frozen
class TimeOuts:
    """Time-outs in seconds.

    ``total`` bounds the whole call, including name resolution and the wait for a free connection,
    however slowly the response drips in.
    The others bound one step each: to connect, to read a part of the response, to write a part of
    the request. Raises ``ValueError`` for a value that is not positive and finite.
    """

    connect: float = field(default=2.0, validator=_seconds("time-out"))
    read: float = field(default=4.0, validator=_seconds("time-out"))
    write: float = field(default=2.0, validator=_seconds("time-out"))
    total: float = field(default=6.0, validator=_seconds("time-out"))

    @property
    def of_steps(self) -> dict[str, float]:
        """The time-outs by the names that httpcore gives them."""
        return {"connect": self.connect, "read": self.read, "write": self.write, "pool": self.total}


@frozen
class CircuitBreaker:
    """When the service is left alone.

    After ``failures`` calls in a row without an answer it is not called for ``pause`` seconds; then
    one call tries, every ``pause`` seconds, until there is an answer, whatever it says. Raises
    ``ValueError`` for less than one failure and for a pause that is not positive and finite.
    """

    failures: int = field(default=5, validator=ge(1))
    pause: float = field(default=10.0, validator=_seconds("circuit breaker's"))
