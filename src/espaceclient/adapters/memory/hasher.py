"""A hasher that costs next to nothing: right in every law of the port, and no protection at all."""

import hashlib
import hmac
import secrets

from espaceclient.domain.password import PasswordAttempt, PasswordHash

_SCHEME = "quick"


class QuickHasher:
    """Salted SHA-256, for tests only: a stolen hash of it is soon a stolen password."""

    def hash(self, password: PasswordAttempt) -> PasswordHash:
        salt = secrets.token_hex(8)
        return PasswordHash(f"{salt}${_digest(salt, password)}", _SCHEME)

    def verify(self, attempt: PasswordAttempt, stored: PasswordHash | None) -> bool:
        salt, digest = stored.encoded.split("$") if stored else ("", "")
        return hmac.compare_digest(_digest(salt, attempt), digest)

    def needs_rehash(self, stored: PasswordHash) -> bool:
        return stored.key_id != _SCHEME


def _digest(salt: str, password: PasswordAttempt) -> str:
    return hashlib.sha256((salt + password.prepared).encode("utf-8", "surrogatepass")).hexdigest()
