"""What the fields of a body are: texts, which the core judges; here only their types are."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from espaceclient.adapters.api.json_body import JsonObject
from espaceclient.adapters.api.refusals import Refusal, RefusedError
from espaceclient.domain.problem import Problem

_CODES = {
    "string_type": "not_text",
    "extra_forbidden": "not_expected",
    "string_too_short": "blank",
}

Given = Annotated[str, StringConstraints(min_length=1)]
"""A text that is no field of a form, so that the edge refuses one that is absent or empty."""


class Body(BaseModel):
    """The fields of a request, all of them texts. What is required is the core's to say: a field
    that is absent counts as an empty one, as in a form.
    """

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    def __repr_args__(self) -> Iterator[tuple[str, object]]:
        """Show nothing: a field may be a password."""
        return iter(())

    @classmethod
    def of(cls, parsed: JsonObject) -> Self:
        """Read a body. Raises ``RefusedError`` (422) for wrong types and unknown fields."""
        absent = {name: "" for name, each in cls.model_fields.items() if each.is_required()}
        try:
            return cls.model_validate({**absent, **parsed})
        except ValidationError as error:
            problems = tuple(_problem(each["loc"], each["type"]) for each in error.errors())
            raise RefusedError(Refusal.INVALID, problems) from error

    @classmethod
    @cache
    def schema_of(cls) -> dict[str, Any]:
        """Return the JSON schema, which pydantic takes its time for."""
        return cls.model_json_schema()

    def texts(self) -> Mapping[str, str]:
        """Return the fields that were sent."""
        sent: Mapping[str, Any] = self.model_dump(exclude_none=True)
        return sent


def _problem(place: tuple[int | str, ...], kind: str) -> Problem:
    name = str(place[0])
    return Problem(name, f"{name}/{_CODES[kind]}")
