"""``bcrypt(base64(HMAC-SHA-384(pepper, password)))``: 64 bytes in, under bcrypt's 72, so nothing is
cut.
"""

import base64
import hashlib
import hmac
import logging
import os
import re
from collections.abc import Callable, Mapping
from functools import partial
from threading import BoundedSemaphore
from time import perf_counter_ns

import bcrypt

from espaceclient.adapters.bcrypt.foreign_hash import Verify, installed
from espaceclient.adapters.bcrypt.price import Stopwatch, gauge_of, missing
from espaceclient.domain.foreign_hash import ForeignHash, HashScheme
from espaceclient.domain.password import PasswordAttempt, PasswordHash
from espaceclient.ports.keys import Key, PepperKeys

_logger = logging.getLogger(__name__)

COST = 12
"""log2 of bcrypt's rounds."""

_BCRYPT_LIMIT = 72
# The last character of the salt holds two bits; what bcrypt does not write, it refuses to read.
_ENCODED = re.compile(
    r"\$2[aby]\$(?P<cost>0[4-9]|[12][0-9]|3[01])\$[./A-Za-z0-9]{21}[.Oeu][./A-Za-z0-9]{31}"
)


class BcryptHasher:
    """Thread-safe; computes at most ``at_once`` hashes at a time (the machine's cores by default).

    Also verifies the hashes of other systems (``key_id`` is ``None``), within the bounds of
    ``ForeignHash``: plain ``$2a$``, ``$2b$`` and ``$2y$``, which read 72 bytes of UTF-8 at most,
    Django's PBKDF2, and argon2 where argon2-cffi is installed (the extra ``argon2``).
    ``needs_rehash`` says yes to all of them.
    """

    def __init__(
        self,
        peppers: PepperKeys | None,
        *,
        cost: int = COST,
        at_once: int | None = None,
        compute: Callable[[bytes, bytes], bytes] = bcrypt.hashpw,
        foreign: Mapping[HashScheme, Verify] | None = None,
        stopwatch: Stopwatch = perf_counter_ns,
    ) -> None:
        """``peppers`` may be ``None`` in a process that has no passwords to hash: what needs them
        then raises ``MissingKeys``.

        Raises ``ValueError`` for a cost outside bcrypt's 4 to 31, or for no hash ``at_once``,
        and ``TypeError`` for a key ring of another kind.

        ``compute`` turns a password and a salt into a hash: bcrypt itself, or a wrapper that
        measures it. ``foreign`` verifies the schemes other than bcrypt, by default those whose
        packages are installed; ``stopwatch`` times them.
        """
        if not 4 <= cost <= 31:
            raise ValueError(f"a bcrypt cost is 4 to 31, not {cost}")
        if at_once is not None and at_once < 1:
            raise ValueError(f"at least one hash is computed at once, not {at_once}")
        self._peppers = peppers and PepperKeys.require(peppers)
        self._cost = cost
        self._turns = BoundedSemaphore(at_once or os.cpu_count() or 1)
        self._bcrypt = compute
        self._foreign = installed() if foreign is None else foreign
        self._stopwatch = stopwatch
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
        dearer one takes longer. The time of another scheme is measured, and what it lacks is spent.
        """
        with self._turns:
            foreign = self._of_another_scheme(stored)
            if foreign is not None:
                return self._at_the_present_price(foreign, _encode(attempt))
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

    def foreign_schemes(self) -> frozenset[HashScheme]:
        return frozenset({HashScheme.BCRYPT, *self._foreign})

    @property
    def _ring(self) -> PepperKeys:
        return PepperKeys.require(self._peppers)

    def _of_another_scheme(self, stored: PasswordHash | None) -> Callable[[bytes], bool] | None:
        """Return what verifies a hash of another scheme than bcrypt, if this is one."""
        read = None if stored is None else _foreign(stored)
        if read is None or read.scheme is HashScheme.BCRYPT:
            return None
        if read.scheme not in self._foreign:
            _logger.warning(
                "A password was refused: its hash is of %s, whose package is missing",
                read.scheme,
                extra={"repeats": True},
            )
            return None
        return partial(self._foreign[read.scheme], read.encoded)

    def _at_the_present_price(self, matches: Callable[[bytes], bool], password: bytes) -> bool:
        """Time a hash that is an eighth of the price, and the check; spend what both lack.

        Timed next to each other they are slowed down alike by whatever else the machine does.
        """
        gauge, started = gauge_of(self._cost), self._stopwatch()
        self._bcrypt(b"", bcrypt.gensalt(gauge))
        between = self._stopwatch()
        matched = matches(password)
        gauged, checked = between - started, self._stopwatch() - between
        for cost in missing(self._cost, gauge, gauged, checked):
            self._bcrypt(b"", bcrypt.gensalt(cost))
        return matched

    def _make_up_for(self, cost: int, material: bytes) -> None:
        """Spend what a hash at the present cost takes beyond one at ``cost``, a lower one.

        2^n - 2^m rounds are 2^m + 2^(m+1) + … + 2^(n-1). Without them a raised cost would tell
        who has an account, by how fast a wrong password is refused.
        """
        for each in range(cost, self._cost):
            self._bcrypt(material, bcrypt.gensalt(each))

    def _material(self, attempt: PasswordAttempt, stored: PasswordHash) -> bytes | None:
        """What goes into bcrypt to be compared with ``stored``; ``None`` when nothing can match
        it.
        """
        if stored.key_id is None:
            foreign = _foreign(stored)
            is_bcrypt = foreign is not None and foreign.scheme is HashScheme.BCRYPT
            return _as_an_older_system(attempt) if is_bcrypt else None
        if not _ENCODED.fullmatch(stored.encoded):
            return None
        pepper = self._ring.get(stored.key_id)
        return _peppered(pepper, attempt) if pepper else None


def _foreign(stored: PasswordHash) -> ForeignHash | None:
    read = None if stored.key_id is not None else ForeignHash.parse(stored.encoded)
    return read if isinstance(read, ForeignHash) and read.encoded == stored.encoded else None


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
