"""A fast password hasher for tests; it keeps the port's laws but protects no password."""

import hashlib
import hmac
import secrets

from espaceclient.domain.password import PasswordAttempt, PasswordHash


class MemoryHasher:
    """Salted SHA-256, for tests only: its hashes can be cracked quickly.

    ``key_id`` stands for a key: hashes made under another one still match, and need a rehash.
    """

    def __init__(self, key_id: str = "quick") -> None:
        self._key_id = key_id

    def hash(self, password: PasswordAttempt) -> PasswordHash:
        salt = secrets.token_hex(8)
        return PasswordHash(f"{salt}${_digest(salt, password)}", self._key_id)

    def verify(self, attempt: PasswordAttempt, stored: PasswordHash | None) -> bool:
        salt, digest = stored.encoded.split("$") if stored else ("", "")
        return hmac.compare_digest(_digest(salt, attempt), digest)

    def needs_rehash(self, stored: PasswordHash) -> bool:
        return stored.key_id != self._key_id


def _digest(salt: str, password: PasswordAttempt) -> str:
    return hashlib.sha256((salt + password.prepared).encode("utf-8", "surrogatepass")).hexdigest()
