"""Where events are posted, and what signs them."""

from math import isfinite
from pathlib import Path

from attrs import Attribute, field, frozen
from attrs.validators import min_len

from espaceclient.ports.loopback import web_address
from espaceclient.ports.webhook_secret import WebhookSecret


def _seconds(_instance: object, attribute: "Attribute[float]", value: float) -> None:
    if not (isfinite(value) and 0 < value <= 60):
        raise ValueError(f"{attribute.name} must be more than 0 and at most 60 seconds")


@frozen
class Endpoint:
    """Where events go: ``url`` is an https URL, or an http one of this machine, without user, query
    or fragment.

    ``secrets`` sign, every one: while the host changes its secret it is given the old and the new
    one. ``timeout`` bounds one delivery as a whole, in seconds; the relay holds an event for two
    minutes at a time, hence at most 60. ``ca_file`` is a PEM file of the certificate authorities to
    trust instead of the system's.

    Raises ``ValueError``, which quotes no secret, when a value is invalid.
    """

    url: str = field(validator=web_address)
    secrets: tuple[WebhookSecret, ...] = field(validator=min_len(1))
    timeout: float = field(default=15.0, validator=_seconds)
    ca_file: Path | None = None
