"""Problems of form fields, as stable codes that a wording turns into sentences."""

from collections.abc import Iterable, Mapping
from typing import Self

import attrs
from attrs import frozen

Fields = Mapping[str, str]
"""The raw text of each field of a form by its name; an absent field counts as an empty one."""


@frozen
class Problem:
    """One mistake that a person can correct.

    ``field`` is the name of the form's field. ``code`` is a stable identifier such as
    ``contract_number/has_letter``. ``values`` are what the sentence mentions, such as the expected
    number of digits.
    """

    field: str
    code: str
    values: Mapping[str, str | int | tuple[str, ...]] = attrs.field(factory=dict, hash=False)


@frozen
class Invalid:
    """The answer to a form with mistakes: all its problems at once, in the order of its fields."""

    problems: tuple[Problem, ...]

    @classmethod
    def among(cls, parsed: Iterable[object]) -> Self:
        """Collect the problems among the results of parsing a form's fields."""
        return cls(tuple(value for value in parsed if isinstance(value, Problem)))
