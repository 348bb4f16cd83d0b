"""The secret that signs events for a host, and that the host verifies them with.

It is written as Standard Webhooks 1.0 has it: ``whsec_`` and base64.
"""

from base64 import b64decode, b64encode
from secrets import token_bytes
from typing import Self

from attrs import field, frozen

from espaceclient.domain.password import hide

PREFIX = "whsec_"
SHORTEST, LONGEST = 24, 64
"""Bytes of a secret, as the specification has them."""


def _of_the_right_length(_instance: object, _attribute: object, value: bytes) -> None:
    if not SHORTEST <= len(value) <= LONGEST:
        raise ValueError(f"must have {SHORTEST} to {LONGEST} bytes")


@frozen
class WebhookSecret:
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
