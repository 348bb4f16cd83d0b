"""Passwords as they are typed and as they are stored; neither shows itself."""

import unicodedata

from attrs import field, frozen

LONGEST_NORMALISED = 1024
"""Code points. NFC makes one of at most four, so a longer text is no password: it is not normalised
at all, because that would take long.
"""


def prepare(text: str) -> str:
    """Map as RFC 8265 OpaqueString does: non-ASCII spaces become U+0020, then NFC.

    Nothing is trimmed and no case is folded. A prepared text is prepared already.
    """
    if len(text) > LONGEST_NORMALISED:
        return text
    spaced = "".join(" " if unicodedata.category(each) == "Zs" else each for each in text)
    return unicodedata.normalize("NFC", spaced)


def is_prepared(text: str) -> bool:
    """Return whether ``prepare`` would leave a text as it is, without preparing it."""
    spaces = {each for each in text if unicodedata.category(each) == "Zs"}
    return spaces <= {" "} and unicodedata.is_normalized("NFC", text)


def hide(_value: object) -> str:
    """Stand for a secret in a ``repr``."""
    return "***"


@frozen
class PasswordAttempt:
    """What somebody typed as a password, prepared once, to be compared with a hash.

    Any text may be an attempt; it need not meet any policy.
    """

    prepared: str = field(converter=prepare, repr=hide)


@frozen
class PasswordHash:
    """What is stored of a password, and the id of the key that peppered it.

    ``key_id`` is ``None`` for a hash that was brought along from another system; its own prefix
    tells its scheme.
    """

    encoded: str = field(repr=hide)
    key_id: str | None
