"""The configuration of the billing service: address, authentication, time-outs, circuit."""

import re
from collections.abc import Callable
from datetime import tzinfo
from functools import partial
from math import isfinite
from pathlib import Path
from zoneinfo import ZoneInfo

from attrs import Attribute, field, frozen
from attrs.validators import ge

from espaceclient.domain.instant import FRENCH_TIME
from espaceclient.domain.password import hide
from espaceclient.ports.loopback import require_web_address

_BEARER_TOKEN = re.compile(r"[A-Za-z0-9._~+/-]+=*")
"""RFC 6750, section 2.1."""


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


def _trimmed(url: str) -> str:
    return url.rstrip("/")


def _base_url(_instance: object, _attribute: object, url: str) -> None:
    try:
        require_web_address(url)
    except ValueError as error:
        raise ValueError(f"the billing service's base URL {error}") from None


def _bearer_token(_instance: object, _attribute: object, token: str) -> None:
    if not _BEARER_TOKEN.fullmatch(token):
        raise ValueError(
            "the billing service's token is not a bearer token (RFC 6750, section 2.1)"
        )


@frozen
class BillingService:
    """Where the billing service is and how it is called.

    ``base_url`` is an https URL, or an http one of this machine, without user, query or fragment.
    ``token`` is the bearer token (RFC 6750); it is never shown. ``ca_file`` is a PEM file of the
    certificate authorities to trust instead of the system's. ``connections`` is the number of
    connections that are kept and shared; further callers wait for a free one. ``circuit_breaker``
    spares callers the wait for a service that does not answer. ``time_zone`` is where the days that
    it tells begin, by default Europe/Paris.

    Raises ``ValueError``, which never quotes the token, when a value is invalid.
    """

    base_url: str = field(converter=_trimmed, validator=_base_url)
    token: str = field(repr=hide, validator=_bearer_token)
    ca_file: Path | None = None
    time_outs: TimeOuts = TimeOuts()
    connections: int = field(default=8, validator=ge(1))
    circuit_breaker: CircuitBreaker = CircuitBreaker()
    time_zone: tzinfo = field(factory=partial(ZoneInfo, FRENCH_TIME))
