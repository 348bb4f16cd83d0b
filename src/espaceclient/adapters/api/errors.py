"""What the API's application answers where no operation does."""

from collections.abc import Mapping, Sequence
from typing import Self

from attrs import frozen
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import compile_path

from espaceclient.adapters.api.asking import language_of
from espaceclient.adapters.api.headers import add_headers
from espaceclient.adapters.api.problem_details import Problems
from espaceclient.adapters.api.refusals import Refusal, Refused
from espaceclient.adapters.async_client import AsyncEspaceClient
from espaceclient.ports.languages import Languages
from espaceclient.ports.wording import Wording

_TOLD = {404: Refusal.NOT_FOUND, 405: Refusal.METHOD_NOT_ALLOWED}


@frozen
class ErrorAnswers:
    """Problem details for what no operation answers: paths that are not there, and defects."""

    problems: Problems

    @classmethod
    def worded(
        cls, client: AsyncEspaceClient, wording: Wording, languages: Sequence[Wording] = ()
    ) -> Self:
        activation = client.policy.lifetimes.activation
        return cls(Problems(Languages(wording, *languages), activation))

    async def http(self, request: Request, error: HTTPException) -> Response:
        response = self._response(request, _TOLD.get(error.status_code, Refusal.MALFORMED))
        if error.status_code == 405:
            response.headers["Allow"] = ", ".join(_methods_at(request))
        return response

    async def broken(self, request: Request, _error: Exception) -> Response:
        """Answer 500: a defect, which Starlette passes on to the server's log."""
        return self._response(request, Refusal.BROKEN)

    def unavailable(self, request: Request) -> Response:
        """Answer 503: what a server does that ends before it can answer otherwise."""
        return self._response(request, Refusal.UNAVAILABLE)

    def _response(self, request: Request, refusal: Refusal) -> Response:
        response = self.problems.response(
            Refused(refusal), language_of(request, self.problems.languages)
        )
        add_headers(response.headers)
        return response


def _methods_at(request: Request) -> list[str]:
    """Return the methods of a path; Starlette names those of the first of its routes alone."""
    path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    paths: Mapping[str, Mapping[str, object]] = request.app.openapi()["paths"]
    return [
        method.upper()
        for template, operations in paths.items()
        if compile_path(template)[0].fullmatch(path)
        for method in operations
    ]
