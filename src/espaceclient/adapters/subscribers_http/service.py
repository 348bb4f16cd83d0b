"""The billing service: where it is, who we are to it, how long we wait for it."""

import re
from math import isfinite
from pathlib import Path

from attrs import Attribute, field, frozen
from attrs.validators import ge

from espaceclient.domain.password import hide
from espaceclient.ports.loopback import require_web_address

_BEARER_TOKEN = re.compile(r"[A-Za-z0-9._~+/-]+=*")
"""RFC 6750, section 2.1."""


def _seconds(_instance: object, attribute: "Attribute[float]", value: float) -> None:
    if not (isfinite(value) and value > 0):
        raise ValueError(
            f"the time-out {attribute.name} is a positive number of seconds, not {value}"
        )


@frozen
class TimeOuts:
    """Seconds. ``total`` bounds all that a caller waits, for a name server and for a free
    connection too.

    The others bound a step each: to connect, to read a part of the answer, to write a part of the
    question. Raises ``ValueError`` for one that is not positive or has no end.
    """

    connect: float = field(default=2.0, validator=_seconds)
    read: float = field(default=4.0, validator=_seconds)
    write: float = field(default=2.0, validator=_seconds)
    total: float = field(default=6.0, validator=_seconds)

    @property
    def of_steps(self) -> dict[str, float]:
        """The bounds of each step by the names that the driver gives them."""
        return {"connect": self.connect, "read": self.read, "write": self.write, "pool": self.total}


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
    """Raises ``ValueError``, which never quotes the token, when the address or the token cannot be
    right.

    ``base_url`` begins with https, or with http towards this machine. ``ca_file`` (PEM) is trusted
    instead of the system's authorities. ``connections`` are kept and shared; further callers wait
    for their turn.
    """

    base_url: str = field(converter=_trimmed, validator=_base_url)
    token: str = field(repr=hide, validator=_bearer_token)
    ca_file: Path | None = None
    time_outs: TimeOuts = TimeOuts()
    connections: int = field(default=8, validator=ge(1))
