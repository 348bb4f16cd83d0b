"""Where events are posted, and what signs them."""

from base64 import b64decode, b64encode
from math import isfinite
from pathlib import Path
from secrets import token_bytes
from typing import Self

from attrs import Attribute, field, frozen
from attrs.validators import min_len

from espaceclient.domain.password import hide
from espaceclient.ports.loopback import web_address

PREFIX = "whsec_"
SHORTEST, LONGEST = 24, 64
"""Bytes of a secret, as the specification has them."""


def _of_the_right_length(_instance: object, _attribute: object, value: bytes) -> None:
    if not SHORTEST <= len(value) <= LONGEST:
        raise ValueError(f"must have {SHORTEST} to {LONGEST} bytes")


@frozen
class Secret:
    """A symmetric secret, which the host has too. It is never shown but by ``text``."""

    value: bytes = field(repr=hide, validator=_of_the_right_length)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``whsec_`` and base64, as the specification writes it.

        Raises ``ValueError``, which quotes nothing of it.
        """
        try:
            if not text.startswith(PREFIX):
                raise ValueError
            value = b64decode(text.removeprefix(PREFIX), validate=True)
        except ValueError:  # binascii.Error is one
            raise ValueError(f"must be {PREFIX} and base64") from None
        return cls(value)

    @classmethod
    def parse_all(cls, text: str) -> tuple[Self, ...]:
        """Read secrets separated by commas; each of them signs."""
        return tuple(cls.parse(each.strip()) for each in text.split(","))

    @classmethod
    def generate(cls) -> Self:
        """Draw a secret of 32 bytes."""
        return cls(token_bytes(32))

    @property
    def text(self) -> str:
        return PREFIX + b64encode(self.value).decode()


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
    secrets: tuple[Secret, ...] = field(validator=min_len(1))
    timeout: float = field(default=15.0, validator=_seconds)
    ca_file: Path | None = None
