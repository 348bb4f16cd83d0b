"""Problem details (RFC 9457): what every refusal looks like."""

from datetime import timedelta

from attrs import frozen
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse, Response

from espaceclient.adapters.api.refusals import RETRY_AFTER, Refusal, Refused
from espaceclient.domain.problem import Problem
from espaceclient.ports.wording import Wording

MEDIA_TYPE = "application/problem+json"
TYPES = "urn:problem-type:espaceclient:"
"""What the ``type`` of a problem begins with; its code follows."""

EDGE_CODES = frozenset(
    {"not_text", "not_expected", "not_object", "not_one_line", "not_an_instant", "blank"}
)
"""What the edge itself says of a field: no form can be sent so, as in ``email/not_text``."""


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

    wording: Wording
    activation_time: timedelta

    def details(self, refused: Refused) -> ProblemDetails:
        """Return the problem details of a refusal."""
        refusal = refused.refusal
        return ProblemDetails(
            type=TYPES + refusal.code,
            title=self.wording.text(refusal.title),
            status=refusal.status,
            detail=self.wording.text(refusal.detail).format(duration=self._duration),
            code=refusal.code,
            problems=[self._of_field(problem) for problem in refused.problems],
        )

    def response(self, refused: Refused) -> Response:
        """Return the response that refuses."""
        details = self.details(refused)
        later = {"Retry-After": str(RETRY_AFTER)} if details.status == 503 else {}
        return JSONResponse(
            details.model_dump(), details.status, media_type=MEDIA_TYPE, headers=later
        )

    def all(self) -> list[ProblemDetails]:
        """Return every refusal that there is."""
        return [self.details(Refused(refusal)) for refusal in Refusal]

    @property
    def _duration(self) -> str:
        return self.wording.duration(self.activation_time)

    def _of_field(self, problem: Problem) -> FieldProblem:
        values = {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in problem.values.items()
        }
        return FieldProblem(
            field=problem.field, code=problem.code, detail=self._sentence(problem), values=values
        )

    def _sentence(self, problem: Problem) -> str:
        kind = problem.code.rpartition("/")[2]
        if kind in EDGE_CODES:
            return self.wording.text(f"api.field.{kind}")
        return self.wording.problem(problem)
