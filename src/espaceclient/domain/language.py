"""The language that somebody reads: pages and mails are worded in it."""

import re
from typing import Self

from attrs import field, frozen

_SUBTAG = re.compile(r"[a-z]{2,3}")


def _primary_subtag(_language: object, _attribute: object, code: str) -> None:
    if not _SUBTAG.fullmatch(code):
        raise ValueError(f"a language is two or three small letters, such as fr: not {code!r}")


@frozen
class Language:
    """A language by the primary subtag of its tag (BCP 47): ``fr``, ``en``.

    Raises ``ValueError`` for anything else, a whole tag such as ``en-GB`` included.
    """

    code: str = field(validator=_primary_subtag)

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Return the language that a tag begins with, ``None`` if it begins with none."""
        primary = text.strip().partition("-")[0].lower()
        return cls(primary) if _SUBTAG.fullmatch(primary) else None


FRENCH = Language("fr")
"""The guide's, and that of everything stored before languages were."""
