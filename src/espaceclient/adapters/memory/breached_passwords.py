"""A list of breached passwords in a set."""

from collections.abc import Iterable

from espaceclient.domain.password import PasswordAttempt


class MemoryBreachedPasswords:
    """The ``BreachedPasswords`` port over the passwords given."""

    def __init__(self, passwords: Iterable[str] = ()) -> None:
        self._passwords = frozenset(map(PasswordAttempt, passwords))

    def contains(self, password: PasswordAttempt) -> bool:
        return PasswordAttempt(password.prepared) in self._passwords
