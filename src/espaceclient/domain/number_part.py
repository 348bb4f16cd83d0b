"""A part of a contract or a meter number: so many digits, letters, or either."""

import re
from enum import StrEnum

from attrs import field, frozen

from espaceclient.domain.bounds import Between

LONGEST_NUMBER = 20
"""Characters of a number, in any format, without what separates them."""


class Characters(StrEnum):
    """What a part of a number consists of; all of it is ASCII."""

    DIGITS = "digits"
    LETTERS = "letters"
    EITHER = "letters or digits"


_CLASSES = {Characters.DIGITS: "[0-9]", Characters.LETTERS: "[A-Z]", Characters.EITHER: "[A-Z0-9]"}
_SINGULAR = {"digit": Characters.DIGITS, "letter": Characters.LETTERS}
_PART = re.compile(
    r"(?P<shortest>[0-9]{1,2})(?: to (?P<longest>[0-9]{1,2}))?"
    r" (?P<characters>letters or digits|letters?|digits?)"
)


@frozen
class Part:
    """Characters in a row: so many, from ``shortest`` to ``longest``, both included."""

    characters: Characters
    shortest: int = field(validator=Between(1, LONGEST_NUMBER))
    longest: int = field(validator=Between(1, LONGEST_NUMBER))

    @longest.default
    def _as_the_shortest(self) -> int:
        return self.shortest

    def __attrs_post_init__(self) -> None:
        if self.longest < self.shortest:
            raise ValueError(f"a part has no {self.shortest} to {self.longest} characters")

    @classmethod
    def parse(cls, text: str) -> "Part":
        """Read ``7 digits``, ``2 letters`` or ``3 to 20 letters or digits``.

        Raises ``ValueError`` for anything else.
        """
        found = _PART.fullmatch(text)
        if found is None:
            raise ValueError(
                f'a part is written as "7 digits" or "3 to 20 letters or digits", not {text!r}'
            )
        shortest, longest, noun = found.groups()
        characters = _SINGULAR.get(noun) or Characters(noun)
        return cls(characters, int(shortest), int(longest or shortest))

    @property
    def varies(self) -> bool:
        """Whether its length is not always the same."""
        return self.shortest < self.longest

    @property
    def pattern(self) -> str:
        return f"{_CLASSES[self.characters]}{{{self.shortest},{self.longest}}}"
