"""Problems of form fields, as stable codes that a wording turns into sentences."""

from collections.abc import Iterable, Mapping
from typing import Protocol, Self

import attrs
from attrs import frozen

Fields = Mapping[str, str]
"""The raw text of each field of a form by its name; an absent field counts as an empty one."""


class Command(Protocol):
    """What a caller may give instead of a form."""

    def as_fields(self) -> Fields:
        """Return the form that says the same."""
        ...


def fields_of(request: Command | Fields) -> Fields:
    """Return the form that a request is, or says the same as: every command is judged as one."""
    return request if isinstance(request, Mapping) else request.as_fields()


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
