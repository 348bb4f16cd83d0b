"""``bcrypt(base64(HMAC-SHA-384(pepper, password)))``: 64 bytes in, under bcrypt's 72, so nothing is cut."""

import base64
import hashlib
import hmac
import os
import re
from threading import BoundedSemaphore

import bcrypt

from espaceclient.domain.password import PasswordAttempt, PasswordHash
from espaceclient.ports.keys import Key, KeyRing

COST = 12
"""log2 of bcrypt's rounds."""

_BCRYPT_LIMIT = 72
_ENCODED = re.compile(r"\$2[ab]\$(?P<cost>[0-9]{2})\$[./A-Za-z0-9]{53}")


class BcryptHasher:
    """Thread-safe; computes at most ``at_once`` hashes at a time (the machine's cores by default).

    Also verifies plain ``$2a$`` and ``$2b$`` hashes of an older system (``key_id`` is ``None``), which read
    72 bytes of UTF-8 at most; ``needs_rehash`` says yes to them.
    """

    def __init__(self, peppers: KeyRing, *, cost: int = COST, at_once: int | None = None) -> None:
        """Raises ``ValueError`` for a cost outside bcrypt's 4 to 31."""
        if not 4 <= cost <= 31:
            raise ValueError(f"a bcrypt cost is 4 to 31, not {cost}")
        self._peppers = peppers
        self._cost = cost
        self._turns = BoundedSemaphore(at_once or os.cpu_count() or 1)
        # A hash that no password leads to: its salt is random and its digest all zeros.
        self._nobody = bcrypt.gensalt(cost) + b"." * 31

    def hash(self, password: PasswordAttempt) -> PasswordHash:
        pepper = self._peppers.newest
        with self._turns:
            encoded = bcrypt.hashpw(_peppered(pepper, password), bcrypt.gensalt(self._cost))
        return PasswordHash(encoded.decode("ascii"), pepper.id)

    def verify(self, attempt: PasswordAttempt, stored: PasswordHash | None) -> bool:
        """Compare. A hash under a key that is gone, or in no bcrypt form, costs the same and never matches."""
        material = self._material(attempt, stored) if stored else None
        encoded = stored.encoded.encode("ascii") if stored and material is not None else self._nobody
        with self._turns:
            matches = bcrypt.checkpw(material or _peppered(self._peppers.newest, attempt), encoded)
        return matches and encoded is not self._nobody

    def needs_rehash(self, stored: PasswordHash) -> bool:
        form = _ENCODED.fullmatch(stored.encoded)
        return form is None or stored.key_id != self._peppers.newest.id or int(form["cost"]) != self._cost

    def _material(self, attempt: PasswordAttempt, stored: PasswordHash) -> bytes | None:
        """What goes into bcrypt to be compared with ``stored``; ``None`` when nothing can match it."""
        if not _ENCODED.fullmatch(stored.encoded):
            return None
        if stored.key_id is None:
            return _as_an_older_system(attempt)
        pepper = self._peppers.get(stored.key_id)
        return _peppered(pepper, attempt) if pepper else None


def _peppered(pepper: Key, password: PasswordAttempt) -> bytes:
    digest = hmac.digest(pepper.secret, _encode(password), hashlib.sha384)
    return base64.b64encode(digest)


def _as_an_older_system(attempt: PasswordAttempt) -> bytes | None:
    encoded = _encode(attempt)
    return None if b"\0" in encoded else encoded[:_BCRYPT_LIMIT]


def _encode(password: PasswordAttempt) -> bytes:
    # A lone surrogate in an attempt cannot match anything, but must not be an error either.
    return password.prepared.encode("utf-8", "surrogatepass")
