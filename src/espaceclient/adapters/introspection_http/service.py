"""Where the endpoint is, and who we are to it."""

import re
from functools import partial
from pathlib import Path

from attrs import field, frozen
from attrs.validators import ge

from espaceclient.adapters.http_client import CircuitBreaker, TimeOuts
from espaceclient.domain.password import hide
from espaceclient.ports.loopback import web_address

_SECRET = re.compile(r"[A-Za-z0-9._~-]{32,256}")


def _secret(_instance: object, _attribute: object, secret: str) -> None:
    if not _SECRET.fullmatch(secret):
        raise ValueError("the secret for introspection has 32 to 256 of A-Z a-z 0-9 . _ ~ -")


@frozen
class IntrospectionService:
    """``url`` is that of the endpoint itself: https, or http of this machine, without user, query
    or fragment. ``secret`` is sent as ``Authorization: Bearer``; it is never shown. ``ca_file`` is
    a PEM file of the certificate authorities to trust instead of the system's. ``connections`` are
    kept and shared; further callers wait for a free one.

    Raises ``ValueError``, which never quotes the secret, when a value is invalid.
    """

    url: str = field(validator=web_address)
    secret: str = field(repr=hide, validator=_secret)
    ca_file: Path | None = None
    time_outs: TimeOuts = field(factory=partial(TimeOuts, connect=1, read=2, write=1, total=3))
    connections: int = field(default=8, validator=ge(1))
    circuit_breaker: CircuitBreaker = field(factory=CircuitBreaker)
