"""One-way hashes of passwords."""

from typing import Protocol

from espaceclient.domain.password import PasswordAttempt, PasswordHash


class Hasher(Protocol):
    """Every call of ``hash`` or ``verify`` costs exactly one hash computation. Thread-safe."""

    def hash(self, password: PasswordAttempt) -> PasswordHash:
        """Hash under the present cost and key, with a salt of its own.

        The whole password counts, each character as it is prepared: up to 128 of any kind, 512
        bytes of UTF-8.
        """
        ...

    def verify(self, attempt: PasswordAttempt, stored: PasswordHash | None) -> bool:
        """Compare in constant time; any text may be the attempt.

        ``None`` stands for "no account": it never matches, and costs the same, neither less nor
        more.
        """
        ...

    def needs_rehash(self, stored: PasswordHash) -> bool:
        """Tell whether ``stored`` was made under another cost or key than the present ones.

        Computes no hash, so it takes next to no time beside one.
        """
        ...
