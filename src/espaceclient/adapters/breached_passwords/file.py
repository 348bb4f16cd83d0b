"""A file of hashes in ascending order, searched by bisection: it is never read whole."""

import re
from pathlib import Path
from typing import BinaryIO

from attrs import frozen

from espaceclient.adapters.breached_passwords.digest import digest
from espaceclient.domain.password import PasswordAttempt
from espaceclient.ports.errors import BreachedPasswordsUnavailable

_LINE = re.compile(rb"([0-9A-F]{40}):[0-9]+\r?\n?")


@frozen
class BreachedPasswordsFile:
    """The ``BreachedPasswords`` port over a file of lines ``HASH:COUNT``, ordered by hash.

    ``path`` is opened for each question, so that it can be replaced by a newer one at any time.
    """

    path: Path

    def contains(self, password: PasswordAttempt) -> bool:
        """Look a password up, as ``BreachedPasswords.contains`` says."""
        try:
            with self.path.open("rb") as file:
                return _holds(file, digest(password).encode())
        except OSError as error:
            raise BreachedPasswordsUnavailable(
                f"the file of breached passwords cannot be read: {type(error).__name__}"
            ) from error


def _holds(file: BinaryIO, wanted: bytes) -> bool:
    """Narrow down where the first line not before ``wanted`` begins."""
    low, high = 0, file.seek(0, 2)
    while low < high:
        middle = (low + high) // 2
        found = _hash_after(file, middle)
        if found is not None and found < wanted:
            low = middle + 1
        else:
            high = middle
    return _hash_after(file, low) == wanted


def _hash_after(file: BinaryIO, place: int) -> bytes | None:
    """Return the hash of the first line that begins at ``place`` or after; ``None`` at the end."""
    file.seek(max(0, place - 1))
    if place:
        file.readline(64)
    line = file.readline(64)
    if not line:
        return None
    matched = _LINE.fullmatch(line)
    if matched is None:
        raise BreachedPasswordsUnavailable(
            "the file of breached passwords has a line of another form"
        )
    return matched[1]
