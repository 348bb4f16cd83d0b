"""Key check values: what a database keeps of a secret key, to know it again.

A check value is an HMAC of a constant under the key itself. It tells whether a secret is the right
one, and nothing else about it.
"""

import hashlib
import hmac
from collections.abc import Iterator, Mapping

from attrs import frozen

from espaceclient.ports.keys import Key, KeyRing


@frozen
class WrongSecret:
    """The key ``key_id`` of a ring had another secret before."""

    ring: str
    key_id: str


@frozen
class UnknownRing:
    """This database was used with other keys of a ring, and with none of those given."""

    ring: str


@frozen
class MissingKey:
    """``count`` password hashes were made under the key ``key_id``, which was not given."""

    key_id: str
    count: int


def check_value(ring: str, key: Key) -> str:
    """Return the check value of a key in the ring of this name."""
    return hmac.new(key.secret, f"key check\0{ring}".encode(), hashlib.sha256).hexdigest()


def suspicions(
    name: str, ring: KeyRing, recorded: Mapping[str, str]
) -> Iterator[WrongSecret | UnknownRing]:
    """Yield what is suspicious about a ring; ``recorded`` are the check values by the ids of keys.

    A key that is new to a known ring is not.
    """
    if recorded and not any(key.id in recorded for key in ring):
        yield UnknownRing(name)
    for key in ring:
        if key.id in recorded and recorded[key.id] != check_value(name, key):
            yield WrongSecret(name, key.id)
