"""Hashes that other systems made, verified by the packages that make them."""

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping
from importlib.util import find_spec

from espaceclient.domain.foreign_hash import HashScheme

Verify = Callable[[str, bytes], bool]
"""Tells whether a hash is that of a password's bytes; the hash is well formed."""


def verify_pbkdf2(encoded: str, password: bytes) -> bool:
    """Verify Django's ``pbkdf2_sha256$rounds$salt$digest``, whose salt is the text itself."""
    _, rounds, salt, digest = encoded.split("$")
    computed = hashlib.pbkdf2_hmac("sha256", password, salt.encode("ascii"), int(rounds))
    return hmac.compare_digest(computed, base64.b64decode(digest))


def verify_argon2(encoded: str, password: bytes) -> bool:
    """Verify a PHC string of argon2; needs argon2-cffi."""
    from argon2 import PasswordHasher, exceptions  # noqa: PLC0415 - an extra, and slow to load

    try:
        return PasswordHasher().verify(encoded, password)
    except exceptions.VerificationError:
        return False


def installed() -> Mapping[HashScheme, Verify]:
    """Return what verifies each scheme but bcrypt, as far as its package is there."""
    always = {HashScheme.PBKDF2: verify_pbkdf2}
    return always | ({HashScheme.ARGON2: verify_argon2} if find_spec("argon2") else {})
