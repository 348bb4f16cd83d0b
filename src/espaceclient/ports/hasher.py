"""The password hasher: slow, salted, one-way hashes."""

from typing import Protocol, runtime_checkable

from espaceclient.domain.foreign_hash import HashScheme
from espaceclient.domain.password import PasswordAttempt, PasswordHash


class Hasher(Protocol):
    """Hashes passwords and verifies them. An implementation is thread-safe.

    Each call of ``hash`` or ``verify`` performs exactly one hash computation at the current cost,
    whatever its arguments: callers count on it so that response times do not reveal whether an
    account exists.
    """

    def hash(self, password: PasswordAttempt) -> PasswordHash:
        """Hash ``password.prepared`` under the current cost and the newest key, with a fresh salt.

        Every character of the prepared text counts; nothing is truncated. The text has up to 128
        code points of any kind, which is up to 512 bytes of UTF-8.

        Returns the encoded hash with the id of the key that was used.
        """
        ...

    def verify(self, attempt: PasswordAttempt, stored: PasswordHash | None) -> bool:
        """Return whether ``attempt`` is the password that ``stored`` was made from.

        The attempt may be any text, of any length, and never raises an error; the comparison takes
        constant time. ``stored`` is ``None`` when there is no account: the result is then
        ``False``, after exactly one hash computation as in every other case.
        """
        ...

    def needs_rehash(self, stored: PasswordHash) -> bool:
        """Return whether ``stored`` was made under a cost or a key other than the current ones.

        It computes no hash, so its duration is negligible compared with ``verify``.
        """
        ...


@runtime_checkable
class ForeignHasher(Hasher, Protocol):
    """A hasher that verifies hashes which other systems made as well; one that does not, imports
    none.

    A foreign hash is a ``PasswordHash`` without a key that ``ForeignHash.parse`` takes. One that it
    refuses, or of a scheme that is not among ``foreign_schemes``, never matches, and costs what no
    account costs: it may have been doctored to take hours. ``needs_rehash`` says yes to all.

    Verifying one costs as much time as a hash at the current cost, however cheap it is: otherwise a
    quick refusal would tell who has an account.
    """

    def foreign_schemes(self) -> frozenset[HashScheme]:
        """Return the schemes that are verified."""
        ...
