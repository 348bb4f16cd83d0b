"""Secret keys by id, newest first, so that they can be replaced while old ones still open."""

import re
from collections.abc import Iterator
from typing import Self

from attrs import field, frozen

SHORTEST_SECRET = 32
"""Bytes: as many as HMAC-SHA-256 puts out (RFC 2104, section 3)."""


def _hidden(_value: object) -> str:
    return "***"


def _well_formed(_instance: object, _attribute: object, key_id: str) -> None:
    if not re.fullmatch(
        r"[A-Za-z0-9_-]{1,32}", key_id
    ):  # not quoted: it may be a secret given in the wrong place
        raise ValueError("a key's id has 1 to 32 of A-Z a-z 0-9 _ -")


def _long_enough(_instance: object, _attribute: object, secret: bytes) -> None:
    if len(secret) < SHORTEST_SECRET:
        raise ValueError(f"a key's secret has at least {SHORTEST_SECRET} bytes")


@frozen
class Key:
    """``id``: 1 to 32 of ``A-Z a-z 0-9 _ -``; ``secret``: at least 32 random bytes."""

    id: str = field(validator=_well_formed)
    secret: bytes = field(repr=_hidden, validator=_long_enough)


@frozen
class KeyRing:
    """At least one key, each id once; raises ``ValueError`` otherwise."""

    keys: tuple[Key, ...]

    def __attrs_post_init__(self) -> None:
        if not self.keys:
            raise ValueError("a key ring holds at least one key")
        if len({key.id for key in self.keys}) != len(self.keys):
            raise ValueError("a key's id stands twice")

    @classmethod
    def of(cls, *keys: Key) -> Self:
        return cls(keys)

    def __iter__(self) -> Iterator[Key]:
        return iter(self.keys)

    @property
    def newest(self) -> Key:
        """The key that signs and peppers from now on."""
        return self.keys[0]

    def get(self, key_id: str) -> Key | None:
        return next((key for key in self.keys if key.id == key_id), None)
