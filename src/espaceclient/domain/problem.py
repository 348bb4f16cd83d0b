"""What is wrong with a field, as a stable code that a host or a wording can turn into a
sentence.
"""

from collections.abc import Iterable, Mapping
from typing import Self

import attrs
from attrs import frozen

Fields = Mapping[str, str]
"""A form as it was typed: the name of each field and its raw text; an absent field is an empty one.
"""


@frozen
class Problem:
    """One thing that a person can mend, e.g. ``Problem("contract_number",
    "contract_number/has_letter")``.
    """

    field: str
    code: str
    values: Mapping[str, str | int | tuple[str, ...]] = attrs.field(factory=dict, hash=False)


@frozen
class Invalid:
    """All the problems of a form at once, in the order of its fields."""

    problems: tuple[Problem, ...]

    @classmethod
    def among(cls, parsed: Iterable[object]) -> Self:
        """Keep the problems of what a form's fields were parsed into."""
        return cls(tuple(value for value in parsed if isinstance(value, Problem)))
