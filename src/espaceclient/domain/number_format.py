"""How a contract or a meter number is written: formats are data, which a utility configures.

A format reads what somebody typed: it leaves white space and separators out, makes letters
upper-case, and tells what is wrong. ``ContractNumber`` and ``MeterNumber`` are made of what it
read.
"""

import re
from collections.abc import Iterable
from string import ascii_letters
from typing import ClassVar

from attrs import field, frozen

from espaceclient.domain.number_part import LONGEST_NUMBER, Characters, Part
from espaceclient.domain.problem import Problem

SHORTEST_CONTRACT, SHORTEST_METER = 1, 3
"""Characters; a meter number is what proves a contract, and must not be guessed."""

_HYPHENS = "-\u2010\u2011\u2013"
"""Whatever keyboards and word processors make of a hyphen is one."""


def _parts(written: str | Iterable[Part | str]) -> tuple[Part, ...]:
    each = (written,) if isinstance(written, str) else written
    return tuple(Part.parse(part) if isinstance(part, str) else part for part in each)


@frozen
class NumberFormat:
    """The parts that a number consists of, one after another; each may be given in words.

    ``example`` is what subscribers are shown, written as on their invoices. ``separators`` are the
    characters that are left out wherever they stand, as white space always is; a hyphen stands for
    all kinds of them.

    Raises ``ValueError`` unless every number has a digit and as many characters as numbers may
    have; for two parts whose lengths vary, since ``1/23`` and ``12/3`` would be one number; for a
    separator that is a letter or a digit; and for an example that is not written so.
    """

    shortest_allowed: ClassVar[int]

    parts: tuple[Part, ...] = field(converter=_parts)
    example: str = field(kw_only=True)
    separators: str = field(default=".-/", kw_only=True)
    _pattern: re.Pattern[str] = field(init=False, repr=False, eq=False)
    _left_out: re.Pattern[str] = field(init=False, repr=False, eq=False)

    @_pattern.default
    def _one_that_has_a_digit(self) -> re.Pattern[str]:
        return re.compile("(?=[A-Z]*[0-9])" + "".join(part.pattern for part in self.parts))

    @_left_out.default
    def _white_space_and_separators(self) -> re.Pattern[str]:
        hyphens = _HYPHENS if "-" in self.separators else ""
        return re.compile(rf"[\s{re.escape(self.separators + hyphens)}]+")

    def __attrs_post_init__(self) -> None:
        self._check_parts()
        if any(character.isalnum() for character in self.separators):
            raise ValueError("a separator is neither a letter nor a digit")
        if self._matched(self._compact(self.example)) is None:
            raise ValueError(f"the example is not written so: {self.example!r}")

    def _check_parts(self) -> None:
        shortest = sum(part.shortest for part in self.parts)
        longest = sum(part.longest for part in self.parts)
        if not self.shortest_allowed <= shortest <= longest <= LONGEST_NUMBER:
            allowed = f"{self.shortest_allowed} to {LONGEST_NUMBER}"
            raise ValueError(f"a number has {allowed} characters, not {shortest} to {longest}")
        if sum(part.varies for part in self.parts) > 1:
            raise ValueError("the length of one part may vary, not those of several")
        if all(part.characters is Characters.LETTERS for part in self.parts):
            raise ValueError("a number has digits, not letters alone")

    @property
    def digits(self) -> int | None:
        """How many digits a number is, ``None`` unless it is just so many of them, and several."""
        match self.parts:
            case (Part(Characters.DIGITS) as part,) if 1 < part.shortest == part.longest:
                return part.shortest
        return None

    @property
    def is_typed_in_digits(self) -> bool:
        """Whether a keypad that has nothing but digits is enough."""
        only_digits = all(part.characters is Characters.DIGITS for part in self.parts)
        return only_digits and self.example.isdigit()

    def _compact(self, text: str) -> str:
        return self._left_out.sub("", text)

    def _matched(self, compact: str) -> str | None:
        number = compact.upper() if compact.isascii() else ""
        return number if self._pattern.fullmatch(number) else None


@frozen
class ContractFormat(NumberFormat):
    """How contract numbers are written.

    ``letter``: invoices and billing write one letter before or after the digits, which is left out
    of what is read. It raises ``ValueError`` for numbers that are not digits of one length.
    """

    shortest_allowed: ClassVar[int] = SHORTEST_CONTRACT

    letter: bool = field(default=False, kw_only=True)
    _lettered: re.Pattern[str] = field(init=False, repr=False, eq=False)

    @_lettered.default
    def _with_letters_beside(self) -> re.Pattern[str]:
        digits = "".join(part.pattern for part in self.parts)
        return re.compile(f"([A-Za-z]*){digits}([A-Za-z]*)" if self.letter else "(?!)")

    def __attrs_post_init__(self) -> None:
        NumberFormat.__attrs_post_init__(self)
        if self.letter and self.digits is None:
            raise ValueError("a letter can be left out beside digits of one length alone")

    @property
    def zero(self) -> str:
        """The first number that can be written so, and is nobody's."""
        return "".join(
            ("A" if part.characters is Characters.LETTERS else "0") * part.shortest
            for part in self.parts
        )

    def read(self, text: str) -> str | Problem:
        """Read a number as it was typed, or as billing writes it: the letter beside it, where
        there is one, is left out.

        Problems: ``contract_number/required``. Of a number that is so many digits:
        ``contract_number/has_letter`` (more than one stands beside them),
        ``contract_number/not_digits``, ``contract_number/wrong_length``. Of any other:
        ``contract_number/malformed``.
        """
        compact = self._compact(text)
        left_out = self.leaves_a_letter_out(text)
        number = self._matched(compact.strip(ascii_letters) if left_out else compact)
        return self._problem(compact) if number is None else number

    def leaves_a_letter_out(self, text: str) -> bool:
        """Return whether what is read of a text lacks the letter that was typed beside it."""
        return len(self._letters_beside(self._compact(text))) == 1

    def _letters_beside(self, compact: str) -> str:
        lettered = self._lettered.fullmatch(compact)
        return "".join(lettered.groups()) if lettered else ""

    def _problem(self, compact: str) -> Problem:
        if not compact:
            return Problem("contract_number", "contract_number/required")
        if self.digits is None:
            shown = {"example": self.example}
            return Problem("contract_number", "contract_number/malformed", shown)
        expected = {"expected": self.digits}
        if self._letters_beside(compact):
            return Problem("contract_number", "contract_number/has_letter", expected)
        if not (compact.isascii() and compact.isdigit()):
            return Problem("contract_number", "contract_number/not_digits")
        return Problem("contract_number", "contract_number/wrong_length", expected)


@frozen
class MeterFormat(NumberFormat):
    """How meter numbers are written."""

    shortest_allowed: ClassVar[int] = SHORTEST_METER

    def read(self, text: str) -> str | Problem:
        """Read a number as somebody typed it.

        Problems: ``meter_number/required``. Of a number that is letters and digits in any order, so
        many at least and at most: ``meter_number/bad_characters``, ``meter_number/wrong_length``,
        ``meter_number/no_digit``. Of any other: ``meter_number/malformed``.
        """
        compact = self._compact(text)
        number = self._matched(compact)
        return self._problem(compact) if number is None else number

    @property
    def lengths(self) -> Part | None:
        """The one part that a number is, if that is letters and digits of lengths that vary."""
        match self.parts:
            case (Part(Characters.EITHER) as part,) if part.varies:
                return part
        return None

    def _problem(self, compact: str) -> Problem:
        if not compact:
            return Problem("meter_number", "meter_number/required")
        if self.lengths is None:
            return Problem("meter_number", "meter_number/malformed", {"example": self.example})
        if not (compact.isascii() and compact.isalnum()):
            return Problem("meter_number", "meter_number/bad_characters")
        shortest, longest = self.lengths.shortest, self.lengths.longest
        if not shortest <= len(compact) <= longest:
            bounds = {"shortest": shortest, "longest": longest}
            return Problem("meter_number", "meter_number/wrong_length", bounds)
        return Problem("meter_number", "meter_number/no_digit")


CONTRACT_FORMAT = ContractFormat("7 digits", example="1234567", separators="", letter=True)
"""The guide's: « 7 chiffres sans la lettre »."""

METER_FORMAT = MeterFormat("3 to 20 letters or digits", example="D08A12345", separators=".-")
