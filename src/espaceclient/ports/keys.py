"""Secret keys: one ring for each purpose, of a type of its own, so that none can do another's work.

A ring holds its keys newest first. The newest key is used from now on; the older ones still open
what they made, until the last of it has expired.
"""

import base64
import os
import re
from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Self

from attrs import field, frozen

from espaceclient.domain.password import hide

SHORTEST_SECRET = 32
"""Bytes: as many as HMAC-SHA-256 puts out (RFC 2104, section 3)."""


class MissingKeys(Exception):
    """A process was asked for what needs a key ring that it was composed without."""


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
    secret: bytes = field(repr=hide, validator=_long_enough)

    @classmethod
    def generate(cls) -> Self:
        """Draw a key at random, from the operating system."""
        return cls(os.urandom(4).hex(), os.urandom(SHORTEST_SECRET))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``id:secret``, the secret in base64; raises ``ValueError``, which never quotes
        it.
        """
        key_id, _, secret = text.partition(":")
        try:
            decoded = base64.b64decode(secret, altchars=b"-_", validate=True)
        except ValueError:
            decoded = b""
        if not decoded:
            raise ValueError(
                "must be id:secret, the secret in base64; `espaceclient keys new` makes one"
            )
        return cls(key_id, decoded)

    def export(self) -> str:
        """Write the key, secret and all, as ``parse`` reads it."""
        return f"{self.id}:{base64.urlsafe_b64encode(self.secret).decode()}"


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

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read one key or several, separated by commas, as settings write them; raises
        ``ValueError``, which quotes no secret.
        """
        return cls(tuple(Key.parse(part.strip()) for part in text.split(",")))

    @classmethod
    def require(cls, ring: "KeyRing | None") -> Self:
        """Return ``ring``; raises ``MissingKeys`` for none, ``TypeError`` for one of another
        kind.
        """
        if ring is None:
            raise MissingKeys(f"{cls.__name__} are missing: this process was composed without them")
        if not isinstance(ring, cls):
            raise TypeError(f"{cls.__name__} are needed here, not {type(ring).__name__}")
        return ring

    def __iter__(self) -> Iterator[Key]:
        return iter(self.keys)

    @property
    def newest(self) -> Key:
        """The key that is used from now on."""
        return self.keys[0]

    def get(self, key_id: str) -> Key | None:
        return next((key for key in self.keys if key.id == key_id), None)


@frozen
class LinkKeys(KeyRing):
    """Sign the links of mails. An older key may go 48 hours after it was replaced."""


@frozen
class SessionKeys(KeyRing):
    """Sign what browsers keep: sessions, and which browser filled a form.

    An older key may go 48 hours after it was replaced.
    """


@frozen
class FingerprintKeys(KeyRing):
    """Name counters and bind forms to browsers. Only the newest key is used.

    A new one starts every limit anew, so it is replaced rarely.
    """


@frozen
class PepperKeys(KeyRing):
    """Pepper passwords. An older key stays as long as a hash was made with it: hashes are renewed
    as people sign in.
    """


_KINDS: Mapping[str, type[KeyRing]] = {
    "links": LinkKeys,
    "sessions": SessionKeys,
    "fingerprints": FingerprintKeys,
    "peppers": PepperKeys,
}


@frozen(kw_only=True)
class Keys:
    """The key rings of a process: all four, or those that it needs.

    Raises ``ValueError`` when two rings share a secret, ``TypeError`` when a ring is of another
    kind.
    """

    links: LinkKeys | None = None
    sessions: SessionKeys | None = None
    fingerprints: FingerprintKeys | None = None
    peppers: PepperKeys | None = None

    def __attrs_post_init__(self) -> None:
        rings: dict[str, KeyRing] = {}
        for name, kind in _KINDS.items():
            if (ring := getattr(self, name)) is not None:
                rings[name] = kind.require(ring)
        require_distinct(rings)

    @classmethod
    def generate(cls) -> Self:
        """Draw a new key for each ring: to try things out, since nothing keeps them."""
        return cls(
            links=LinkKeys.of(Key.generate()),
            sessions=SessionKeys.of(Key.generate()),
            fingerprints=FingerprintKeys.of(Key.generate()),
            peppers=PepperKeys.of(Key.generate()),
        )


def require_distinct(rings: Mapping[str, KeyRing]) -> None:
    """Raise ``ValueError``, which begins with the name of a ring, when it shares a secret with
    another.
    """
    for (name, ring), (other, other_ring) in combinations(rings.items(), 2):
        if {key.secret for key in ring} & {key.secret for key in other_ring}:
            raise ValueError(f"{other}: holds a secret of {name}; each needs keys of its own")
