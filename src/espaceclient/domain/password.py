"""Passwords as they are typed, accepted and stored; none of them shows itself."""

import unicodedata

from attrs import field, frozen

LONGEST_NORMALISED = 1024
"""Code points. NFC makes one of four at the most: a longer text is no password, and would take long
to normalise.
"""


def prepare(text: str) -> str:
    """Map as RFC 8265 OpaqueString does: non-ASCII spaces become U+0020, then NFC. No trimming, no
    folding.
    """
    if len(text) > LONGEST_NORMALISED:
        return text
    spaced = "".join(
        " " if unicodedata.category(character) == "Zs" else character for character in text
    )
    return unicodedata.normalize("NFC", spaced)


def _hidden(_value: object) -> str:
    return "***"


@frozen
class PasswordAttempt:
    """What somebody typed as a password, to be compared with a hash; meets no policy."""

    prepared: str = field(converter=prepare, repr=_hidden)


@frozen
class Password(PasswordAttempt):
    """A password that the policy accepted; only ``PasswordPolicy`` makes one."""


@frozen
class PasswordHash:
    """What is kept of a password, and the id of the key that peppered it.

    ``key_id`` is ``None`` for a plain bcrypt hash brought from an older system.
    """

    encoded: str = field(repr=_hidden)
    key_id: str | None
