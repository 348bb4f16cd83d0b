"""A list of passwords that are known to have leaked."""

from typing import Protocol

from espaceclient.domain.password import PasswordAttempt


class BreachedPasswords(Protocol):
    """Tells whether a password is on the list. An implementation is thread-safe.

    It is asked once for a new password, when the form that holds it is right in all other ways.
    """

    def contains(self, password: PasswordAttempt) -> bool:
        """Return whether ``password.prepared`` is on the list, exactly as it is.

        The password never leaves the process: an implementation that asks another one sends a few
        characters of a hash, which thousands of passwords share.

        Raises ``BreachedPasswordsUnavailable`` when the list does not answer or its answer is
        unclear. The password is then accepted, and the failure is logged.
        """
        ...
