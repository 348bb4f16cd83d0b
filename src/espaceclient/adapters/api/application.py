"""The API as an application of its own, for a server that has nothing else, or beside the pages."""

from collections.abc import Iterable, Mapping, Sequence

from attrs import frozen
from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import compile_path

from espaceclient.adapters.api.headers import add_headers
from espaceclient.adapters.api.problem_details import Problems
from espaceclient.adapters.api.refusals import Refusal, Refused
from espaceclient.adapters.api.router import VERSION, For, create_api
from espaceclient.adapters.async_client import AsyncEspaceClient
from espaceclient.adapters.authentication import CookieSettings
from espaceclient.client import EspaceClient
from espaceclient.ports.languages import Languages
from espaceclient.ports.tokens import Tokens
from espaceclient.ports.wording import Wording

TITLE = "Espace client"
_TOLD = {404: Refusal.NOT_FOUND, 405: Refusal.METHOD_NOT_ALLOWED}


def create_api_app(
    client: EspaceClient | AsyncEspaceClient,
    *,
    wording: Wording,
    languages: Sequence[Wording] = (),
    tokens: Tokens,
    cookies: CookieSettings | None = None,
    surfaces: Iterable[For] = tuple(For),
) -> FastAPI:
    """Return the API of ``create_api`` as an ASGI application, its document at ``v1/openapi.json``.

    Whatever it is asked, it answers by problem details, also what it does not know. It has no pages
    to try it out, since these load their scripts from elsewhere, and no CORS.
    """
    shared = AsyncEspaceClient.over(client)
    errors = _Errors(Problems(Languages(wording, *languages), shared.policy.lifetimes.activation))
    app = FastAPI(
        title=TITLE,
        version=VERSION,
        openapi_url=f"/{VERSION}/openapi.json",
        docs_url=None,
        redoc_url=None,
        exception_handlers={HTTPException: errors.http, Exception: errors.broken},
        redirect_slashes=False,
    )
    app.include_router(
        create_api(
            shared,
            wording=wording,
            languages=languages,
            tokens=tokens,
            cookies=cookies,
            surfaces=surfaces,
        )
    )
    return app


@frozen
class _Errors:
    problems: Problems

    async def http(self, request: Request, error: HTTPException) -> Response:
        response = self._response(request, _TOLD.get(error.status_code, Refusal.MALFORMED))
        if error.status_code == 405:
            response.headers["Allow"] = ", ".join(_methods_at(request))
        return response

    async def broken(self, request: Request, _error: Exception) -> Response:
        """Answer 500: a defect, which Starlette passes on to the server's log."""
        return self._response(request, Refusal.BROKEN)

    def _response(self, request: Request, refusal: Refusal) -> Response:
        response = self.problems.response(Refused(refusal), request)
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
