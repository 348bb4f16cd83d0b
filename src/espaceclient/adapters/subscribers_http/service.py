"""The configuration of the billing service: address, authentication, time-outs, circuit."""

import re
from datetime import tzinfo
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from attrs import field, frozen
from attrs.validators import ge

from espaceclient.adapters.http_client import CircuitBreaker, TimeOuts
from espaceclient.domain.instant import FRENCH_TIME
from espaceclient.domain.password import hide
from espaceclient.ports.loopback import require_web_address

_BEARER_TOKEN = re.compile(r"[A-Za-z0-9._~+/-]+=*")
"""RFC 6750, section 2.1."""


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
    time_outs: TimeOuts = field(factory=TimeOuts)
    connections: int = field(default=8, validator=ge(1))
    circuit_breaker: CircuitBreaker = field(factory=CircuitBreaker)
    time_zone: tzinfo = field(factory=partial(ZoneInfo, FRENCH_TIME))
