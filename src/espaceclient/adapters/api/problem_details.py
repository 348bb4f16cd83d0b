"""Problem details (RFC 9457): what every refusal looks like."""

from datetime import timedelta

from attrs import frozen
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse, Response

from espaceclient.adapters.api.refusals import RETRY_AFTER, Refused
from espaceclient.domain.language import Language
from espaceclient.domain.problem import Problem
from espaceclient.ports.languages import Languages
from espaceclient.ports.wording import Wording

MEDIA_TYPE = "application/problem+json"
TYPES = "urn:problem-type:espaceclient:"
"""What the ``type`` of a problem begins with; its code follows."""

EDGE_CODES = frozenset(
    {
        "not_text",
        "not_expected",
        "not_object",
        "not_one_line",
        "not_an_instant",
        "not_offered",
        "blank",
    }
)
"""What the edge itself says of a field: no form can be sent so, as in ``email/not_text``."""

_HEADERS = {
    408: {"Connection": "close"},
    503: {"Retry-After": str(RETRY_AFTER)},
}


class FieldProblem(BaseModel):
    """One mistake: the field, a stable code, a sentence, and what the sentence mentions."""

    model_config = ConfigDict(json_schema_extra={"additionalProperties": False})

    field: str = Field(examples=["email"])
    code: str = Field(examples=["email/malformed"])
    detail: str
    values: dict[str, str | int | list[str]]


class ProblemDetails(BaseModel):
    """A refusal; ``code`` is its stable name, and ``problems`` are those of the fields sent."""

    model_config = ConfigDict(json_schema_extra={"additionalProperties": False})

    type: str
    title: str
    status: int
    detail: str
    code: str
    problems: list[FieldProblem]


@frozen
class Problems:
    """Words refusals. ``activation_time`` is how long an activation link lives."""

    languages: Languages
    activation_time: timedelta

    def details(self, refused: Refused, language: Language) -> ProblemDetails:
        """Return the problem details of a refusal."""
        refusal, wording = refused.refusal, self.languages.wording(language)
        duration = wording.duration(self.activation_time)
        return ProblemDetails(
            type=TYPES + refusal.code,
            title=wording.text(refusal.title),
            status=refusal.status,
            detail=wording.text(refusal.detail).format(duration=duration),
            code=refusal.code,
            problems=[_of_field(problem, wording) for problem in refused.problems],
        )

    def response(self, refused: Refused, language: Language) -> Response:
        """Return the response that refuses."""
        details = self.details(refused, language)
        later = _HEADERS.get(details.status, {})
        return JSONResponse(
            details.model_dump(),
            details.status,
            headers={"Content-Language": language.code, **later},
            media_type=MEDIA_TYPE,
        )


def _of_field(problem: Problem, wording: Wording) -> FieldProblem:
    values = {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in problem.values.items()
    }
    return FieldProblem(
        field=problem.field, code=problem.code, detail=_sentence(problem, wording), values=values
    )


def _sentence(problem: Problem, wording: Wording) -> str:
    kind = problem.code.rpartition("/")[2]
    return wording.text(f"api.field.{kind}") if kind in EDGE_CODES else wording.problem(problem)
