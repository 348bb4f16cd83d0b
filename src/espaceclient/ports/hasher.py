"""One-way hashes of passwords."""

from typing import Protocol

from espaceclient.domain.password import PasswordAttempt, PasswordHash


class Hasher(Protocol):
    """Every call of ``hash`` or ``verify`` costs exactly one hash computation. Thread-safe."""

    def hash(self, password: PasswordAttempt) -> PasswordHash:
        """Hash under the present cost and key, with a salt of its own; the whole password counts."""
        ...

    def verify(self, attempt: PasswordAttempt, stored: PasswordHash | None) -> bool:
        """Compare in constant time. ``None`` stands for "no account": costs the same and never matches."""
        ...

    def needs_rehash(self, stored: PasswordHash) -> bool:
        """Tell whether ``stored`` was made under another cost or key than the present ones; computes no hash."""
        ...
