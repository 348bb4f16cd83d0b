"""The hash that the lists are made of."""

import hashlib

from espaceclient.domain.password import PasswordAttempt

PREFIX = 5
"""Hexadecimal digits that a service is asked for; about a thousand listed passwords share them."""


def digest(password: PasswordAttempt) -> str:
    """Return the SHA-1 of a password's UTF-8 as 40 upper-case hexadecimal digits."""
    encoded = password.prepared.encode("utf-8", "surrogatepass")
    return hashlib.sha1(encoded, usedforsecurity=False).hexdigest().upper()
