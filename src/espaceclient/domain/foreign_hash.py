"""A password hash that another system made, and what one may cost.

Whoever signs in has a stored hash computed with the cost that is written in it. A hash is therefore
taken only within bounds: one that was doctored to take hours, or all the memory, is refused before
it is stored, and matches nothing should it stand in the storage all the same.
"""

import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Self

from attrs import field, frozen

from espaceclient.domain.password import PasswordHash, hide
from espaceclient.domain.problem import Problem

DEAREST_BCRYPT = 14
"""log2 of rounds: four times those of a hash of today."""

MOST_PBKDF2_ROUNDS = 2_000_000
"""Django 6.0 makes 1,200,000."""

MOST_ARGON2_MEMORY = 131_072
"""KiB, which are 128 MiB: twice the second recommendation of RFC 9106."""

MOST_ARGON2_PASSES = 8
MOST_ARGON2_LANES = 16

# The last character of a salt holds two bits; what bcrypt does not write, it refuses to read.
_BCRYPT = re.compile(
    r"\$2[aby]\$(?P<cost>0[4-9]|[12][0-9]|3[01])\$[./A-Za-z0-9]{21}[.Oeu][./A-Za-z0-9]{31}"
)
_ARGON2 = re.compile(
    r"\$argon2(?:id|i|d)\$v=19\$m=(?P<memory>[1-9][0-9]{0,9}),t=(?P<passes>[1-9][0-9]{0,9}),"
    r"p=(?P<lanes>[1-9][0-9]{0,7})\$(?P<salt>[A-Za-z0-9+/]{11,86})\$(?P<digest>[A-Za-z0-9+/]{22,86})"
)
_PBKDF2 = re.compile(
    r"pbkdf2_sha256\$(?P<rounds>[1-9][0-9]{0,9})\$[!-#%-~]{1,128}\$[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]="
)


class HashScheme(StrEnum):
    """How another system hashed its passwords.

    ``BCRYPT`` is ``$2a$``, ``$2b$`` and ``$2y$`` without a pepper, ``ARGON2`` the PHC string of
    argon2id, argon2i and argon2d of version 19, ``PBKDF2`` Django's ``pbkdf2_sha256``.
    """

    BCRYPT = "bcrypt"
    ARGON2 = "argon2"
    PBKDF2 = "pbkdf2_sha256"


@frozen
class ForeignHash:
    """A hash of a known scheme, well formed and within the bounds of this module."""

    scheme: HashScheme
    encoded: str = field(repr=hide)

    @classmethod
    def parse(cls, text: str) -> Self | Problem:
        """Read a hash as the other system stored it; spaces around it are dropped.

        Problems: ``password_hash/required``, ``password_hash/unknown_scheme``,
        ``password_hash/malformed``, ``password_hash/too_costly``.
        """
        encoded = text.strip()
        if not encoded:
            return Problem("password_hash", "password_hash/required")
        scheme = _scheme_of(encoded)
        if scheme is None:
            return Problem("password_hash", "password_hash/unknown_scheme")
        form, affordable = _READ[scheme]
        read = form.fullmatch(encoded)
        if read is None or not _well_written(read):
            values = {"scheme": scheme.value}
            return Problem("password_hash", "password_hash/malformed", values)
        if not affordable(read):
            values = {"scheme": scheme.value, "most": MOST[scheme]}
            return Problem("password_hash", "password_hash/too_costly", values)
        return cls(scheme, encoded)

    @property
    def stored(self) -> PasswordHash:
        """What is kept of it: no key of ours has peppered it."""
        return PasswordHash(self.encoded, None)


def _scheme_of(encoded: str) -> HashScheme | None:
    for prefix, scheme in _PREFIXES.items():
        if encoded.startswith(prefix):
            return scheme
    return None


def _well_written(read: re.Match[str]) -> bool:
    """Tell whether argon2 would read it: a salt and a digest of whole bytes, and memory enough for
    the lanes.
    """
    parts = read.groupdict()
    if "salt" not in parts:
        return True
    enough = int(parts["memory"]) >= 8 * int(parts["lanes"])
    return enough and _whole_bytes(parts["salt"]) and _whole_bytes(parts["digest"])


def _whole_bytes(text: str) -> bool:
    """Tell whether a text is base64 without padding, and no bit of it is lost."""
    if len(text) % 4 == 1:
        return False
    padded = text + "=" * (-len(text) % 4)
    return b64encode(b64decode(padded)) == padded.encode()


def _affordable_bcrypt(read: re.Match[str]) -> bool:
    return int(read["cost"]) <= DEAREST_BCRYPT


def _affordable_argon2(read: re.Match[str]) -> bool:
    return (
        int(read["memory"]) <= MOST_ARGON2_MEMORY
        and int(read["passes"]) <= MOST_ARGON2_PASSES
        and int(read["lanes"]) <= MOST_ARGON2_LANES
    )


def _affordable_pbkdf2(read: re.Match[str]) -> bool:
    return int(read["rounds"]) <= MOST_PBKDF2_ROUNDS


_PREFIXES: Mapping[str, HashScheme] = {
    "$2a$": HashScheme.BCRYPT,
    "$2b$": HashScheme.BCRYPT,
    "$2y$": HashScheme.BCRYPT,
    "$argon2": HashScheme.ARGON2,
    "pbkdf2_sha256$": HashScheme.PBKDF2,
}
_READ: Mapping[HashScheme, tuple[re.Pattern[str], Callable[[re.Match[str]], bool]]] = {
    HashScheme.BCRYPT: (_BCRYPT, _affordable_bcrypt),
    HashScheme.ARGON2: (_ARGON2, _affordable_argon2),
    HashScheme.PBKDF2: (_PBKDF2, _affordable_pbkdf2),
}
MOST: Mapping[HashScheme, str] = {
    HashScheme.BCRYPT: f"$2b${DEAREST_BCRYPT}$",
    HashScheme.ARGON2: f"m={MOST_ARGON2_MEMORY},t={MOST_ARGON2_PASSES},p={MOST_ARGON2_LANES}",
    HashScheme.PBKDF2: str(MOST_PBKDF2_ROUNDS),
}
"""The bounds, as the scheme writes them."""
