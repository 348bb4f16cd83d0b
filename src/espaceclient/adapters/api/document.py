"""What OpenAPI says of an operation on a surface."""

import re
from collections import defaultdict
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from attrs import frozen

from espaceclient.adapters.api.body import Body
from espaceclient.adapters.api.operation import Operation
from espaceclient.adapters.api.problem_details import MEDIA_TYPE, ProblemDetails, Problems
from espaceclient.adapters.api.refusals import RETRY_AFTER, Refusal, Refused
from espaceclient.adapters.api.surface import Surface
from espaceclient.adapters.api.tokens import Tokens
from espaceclient.domain.problem import Problem

_READING_BODY = (
    Refusal.MALFORMED,
    Refusal.TOO_SLOW,
    Refusal.TOO_LARGE,
    Refusal.NOT_JSON,
    Refusal.INVALID,
)
_FORGERY = (Refusal.COOKIE_MISSING, Refusal.CSRF_REFUSED)
_GENERAL = {*_READING_BODY, *_FORGERY, Refusal.NOT_SIGNED_IN, Refusal.UNAVAILABLE} - {
    Refusal.INVALID
}
"""What any operation may be refused for; the catalogue words it."""

_IN_PATH = re.compile(r"\{(\w+)\}")
_PROBLEM = {"$ref": f"#/components/schemas/{ProblemDetails.__name__}"}
_HEADERS: Mapping[int, tuple[str, Any]] = {
    401: ("WWW-Authenticate", {"type": "string"}),
    503: ("Retry-After", {"type": "integer", "example": RETRY_AFTER}),
}


@frozen
class Document:
    operation: Operation
    surface: Surface
    problems: Problems
    body: type[Body] | None

    def responses(self) -> dict[int | str, dict[str, Any]]:
        """Describe every answer, as FastAPI takes it."""
        return {**self._replies(), **self._refusals()}

    def extra(self) -> dict[str, Any]:
        """Describe the body and the parameters: FastAPI reads neither of them here."""
        named = [
            {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
            for name in _IN_PATH.findall(self.operation.path)
        ]
        parameters = [*named, *self.surface.headers_needed(self.operation)]
        described: dict[str, Any] = {"parameters": parameters} if parameters else {}
        if self.body:
            title = f"{self.surface.name.title()}{self.operation.title}"  # as generators name it
            schema = {**self.body.schema_of(), "title": title}
            content = {"application/json": {"schema": schema, "example": _example(schema)}}
            described["requestBody"] = {"required": True, "content": content}
        return described

    def _replies(self) -> dict[int | str, dict[str, Any]]:
        described: dict[int | str, dict[str, Any]] = {}
        for status, model in self.operation.replies.items():
            kept_by_browser = (
                model and issubclass(model, Tokens) and not self.surface.tokens_in_body
            )
            reply: dict[str, Any] = {"description": HTTPStatus(status).phrase}
            if kept_by_browser:
                reply["headers"] = {"Set-Cookie": {"schema": {"type": "string"}}}
            elif model:
                reply["model"] = model
            described[status] = reply
        return described

    def _refusals(self) -> dict[int | str, dict[str, Any]]:
        by_status: dict[int, list[Refusal]] = defaultdict(list)
        may_refuse = self._may_refuse()
        for refusal in Refusal:
            if refusal in may_refuse:
                by_status[refusal.status].append(refusal)
        return {status: self._refused_by(each) for status, each in sorted(by_status.items())}

    def _may_refuse(self) -> set[Refusal]:
        operation, surface = self.operation, self.surface
        return {
            *operation.refusals,
            *([Refusal.UNAVAILABLE] if surface.name else []),
            *(_READING_BODY if self.body else ()),
            *([Refusal.NOT_SIGNED_IN] if operation.signed_in else []),
            *(_FORGERY if surface.headers_needed(operation) else ()),
        }

    def _refused_by(self, refusals: list[Refusal]) -> dict[str, Any]:
        """Describe a status: its codes, and the refusals that are the operation's own in full."""
        status = refusals[0].status
        own = [each for each in refusals if each not in _GENERAL]
        content: dict[str, Any] = {"schema": _PROBLEM}
        if own:
            content["examples"] = {each.code: {"value": self._example_of(each)} for each in own}
        described: dict[str, Any] = {
            "description": ", ".join(f"`{each.code}`" for each in refusals),
            "content": {MEDIA_TYPE: content},
        }
        if status in _HEADERS:
            name, schema = _HEADERS[status]
            described["headers"] = {name: {"schema": schema}}
        return described

    def _example_of(self, refusal: Refusal) -> dict[str, Any]:
        first = next(iter(self.body.model_fields)) if self.body else ""
        problems = (Problem(first, f"{first}/not_text"),) if refusal is Refusal.INVALID else ()
        return self.problems.details(
            Refused(refusal, problems), self.problems.languages.default
        ).model_dump()


def _example(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Fill in each field that has an example."""
    return {
        name: each["examples"][0]
        for name, each in schema["properties"].items()
        if "examples" in each
    }
