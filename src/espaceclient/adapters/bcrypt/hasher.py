"""``bcrypt(base64(HMAC-SHA-384(pepper, password)))``: 64 bytes in, under bcrypt's 72, so nothing is
cut.
"""

import base64
import hashlib
import hmac
import os
import re
from collections.abc import Callable
from threading import BoundedSemaphore

import bcrypt

from espaceclient.domain.password import PasswordAttempt, PasswordHash
from espaceclient.ports.keys import Key, PepperKeys

COST = 12
"""log2 of bcrypt's rounds."""

_BCRYPT_LIMIT = 72
# The last character of the salt holds two bits; what bcrypt does not write, it refuses to read.
_ENCODED = re.compile(
    r"\$2[aby]\$(?P<cost>0[4-9]|[12][0-9]|3[01])\$[./A-Za-z0-9]{21}[.Oeu][./A-Za-z0-9]{31}"
)


class BcryptHasher:
    """Thread-safe; computes at most ``at_once`` hashes at a time (the machine's cores by default).

    Also verifies plain ``$2a$``, ``$2b$`` and ``$2y$`` hashes of an older system (``key_id`` is
    ``None``), which read 72 bytes of UTF-8 at most; ``needs_rehash`` says yes to them.
    """

    def __init__(
        self,
        peppers: PepperKeys | None,
        *,
        cost: int = COST,
        at_once: int | None = None,
        compute: Callable[[bytes, bytes], bytes] = bcrypt.hashpw,
    ) -> None:
        """``peppers`` may be ``None`` in a process that has no passwords to hash: what needs them
        then raises ``MissingKeys``.

        Raises ``ValueError`` for a cost outside bcrypt's 4 to 31, or for no hash ``at_once``,
        and ``TypeError`` for a key ring of another kind.

        ``compute`` turns a password and a salt into a hash: bcrypt itself, or a wrapper that
        measures it.
        """
        if not 4 <= cost <= 31:
            raise ValueError(f"a bcrypt cost is 4 to 31, not {cost}")
        if at_once is not None and at_once < 1:
            raise ValueError(f"at least one hash is computed at once, not {at_once}")
        self._peppers = peppers and PepperKeys.require(peppers)
        self._cost = cost
        self._turns = BoundedSemaphore(at_once or os.cpu_count() or 1)
        self._bcrypt = compute
        # A hash that no password leads to: its salt is random and its digest all zeros.
        self._nobody = bcrypt.gensalt(cost) + b"." * 31

    def hash(self, password: PasswordAttempt) -> PasswordHash:
        pepper = self._ring.newest
        with self._turns:
            encoded = self._bcrypt(_peppered(pepper, password), bcrypt.gensalt(self._cost))
        return PasswordHash(encoded.decode("ascii"), pepper.id)

    def verify(self, attempt: PasswordAttempt, stored: PasswordHash | None) -> bool:
        """Compare. A hash under a key that is gone, or in no bcrypt form, never matches.

        Whatever the stored hash costs, the time is that of a hash at the present cost; only a
        stored cost above the present one takes longer.
        """
        with self._turns:
            material = self._material(attempt, stored) if stored else None
            if stored is None or material is None:
                self._bcrypt(_peppered(self._ring.newest, attempt), self._nobody)
                return False
            encoded = stored.encoded.encode("ascii")
            computed = self._bcrypt(material, encoded)
            self._make_up_for(_cost_of(stored) or self._cost, material)
        return hmac.compare_digest(computed, encoded)

    def needs_rehash(self, stored: PasswordHash) -> bool:
        return stored.key_id != self._ring.newest.id or _cost_of(stored) != self._cost

    @property
    def _ring(self) -> PepperKeys:
        return PepperKeys.require(self._peppers)

    def _make_up_for(self, cost: int, material: bytes) -> None:
        """Spend what a hash at the present cost takes beyond one at ``cost``, a lower one.

        2^n - 2^m rounds are 2^m + 2^(m+1) + … + 2^(n-1). Without them a raised cost would tell
        who has an account, by how fast a wrong password is refused.
        """
        for missing in range(cost, self._cost):
            self._bcrypt(material, bcrypt.gensalt(missing))

    def _material(self, attempt: PasswordAttempt, stored: PasswordHash) -> bytes | None:
        """What goes into bcrypt to be compared with ``stored``; ``None`` when nothing can match
        it.
        """
        if not _ENCODED.fullmatch(stored.encoded):
            return None
        if stored.key_id is None:
            return _as_an_older_system(attempt)
        pepper = self._ring.get(stored.key_id)
        return _peppered(pepper, attempt) if pepper else None


def _cost_of(stored: PasswordHash) -> int | None:
    form = _ENCODED.fullmatch(stored.encoded)
    return int(form["cost"]) if form else None


def _peppered(pepper: Key, password: PasswordAttempt) -> bytes:
    digest = hmac.digest(pepper.secret, _encode(password), hashlib.sha384)
    return base64.b64encode(digest)


def _as_an_older_system(attempt: PasswordAttempt) -> bytes | None:
    encoded = _encode(attempt)
    return None if b"\0" in encoded else encoded[:_BCRYPT_LIMIT]


def _encode(password: PasswordAttempt) -> bytes:
    # A lone surrogate in an attempt cannot match anything, but must not be an error either.
    return password.prepared.encode("utf-8", "surrogatepass")
