"""The surface of apps: the session as a bearer token, the other tokens in bodies, no cookies."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from attrs import evolve, field, frozen
from fastapi.security import HTTPBearer
from pydantic import Field, create_model
from starlette.requests import Request
from starlette.responses import Response

from espaceclient.adapters.api.asking import address_of, language_of
from espaceclient.adapters.api.body import Body, Given
from espaceclient.adapters.api.operation import Asked, Carried, Operation, Reply
from espaceclient.adapters.api.refusals import Refusal, Refused, RefusedError
from espaceclient.adapters.api.surface import json_response
from espaceclient.adapters.api.tokens import EXAMPLE
from espaceclient.adapters.authentication import Authenticator, RequestHeaders
from espaceclient.domain.language import Language
from espaceclient.domain.problem import Problem
from espaceclient.domain.session import require_label
from espaceclient.domain.token import BrowserToken, SessionToken, WaitingToken
from espaceclient.ports.languages import Languages

_CARRIED: Mapping[Carried, tuple[Any, Any]] = {
    Carried.BROWSER: (
        str | None,
        Field(
            default=None,
            description="The browser token of an earlier answer.",
            examples=[EXAMPLE],
        ),
    ),
    Carried.WAITING: (
        Given,
        Field(description="The waiting token of an earlier answer.", examples=[EXAMPLE]),
    ),
    Carried.LABEL: (
        str | None,
        Field(default=None, description="What to call the device.", examples=["Téléphone"]),
    ),
}


def _bearer() -> HTTPBearer:
    return HTTPBearer(
        scheme_name="app_session",
        description="The session token that signing in answers.",
        auto_error=False,
    )


@frozen
class AppSurface:
    """It reads no cookie and sets none, so that no other site can have a browser act by it."""

    authenticator: Authenticator
    languages: Languages
    security: HTTPBearer = field(factory=_bearer, init=False)
    name: str = field(default="app", init=False)
    tokens_in_body: bool = field(default=True, init=False)

    def body_of(self, operation: Operation) -> type[Body] | None:
        if not operation.carries:
            return operation.body
        return _with_carried(operation.title, operation.body or Body, operation.carries)

    def headers_needed(self, _operation: Operation) -> list[dict[str, Any]]:
        return []

    def check(self, _request: Request) -> None: ...

    def language(self, request: Request) -> Language:
        return language_of(request, self.languages)

    def session(self, request: Request) -> SessionToken | None:
        headers = evolve(RequestHeaders.of_asgi(request.scope), cookie=())
        return self.authenticator.token(headers)

    def asked(self, request: Request, texts: Mapping[str, str]) -> Asked:
        browser = texts.get(Carried.BROWSER)
        return Asked(
            texts=texts,
            path=request.path_params,
            client_address=address_of(request),
            session=self.session(request) or SessionToken(""),
            browser=BrowserToken(browser) if browser else None,
            waiting=WaitingToken(texts.get(Carried.WAITING, "")),
            label=_label(texts.get(Carried.LABEL)),
            language=self.language(request),
        )

    def response(self, reply: Reply) -> Response:
        return json_response(reply)

    def mark_refusal(self, response: Response, refused: Refused) -> None:
        if refused.refusal is Refusal.NOT_SIGNED_IN:
            response.headers["WWW-Authenticate"] = "Bearer"


@cache  # pydantic takes longer for a class than the rest of the API for all it does at start-up
def _with_carried(title: str, base: type[Body], carries: tuple[Carried, ...]) -> type[Body]:
    carried: dict[str, Any] = {each.value: _CARRIED[each] for each in carries}
    body: type[Body] = create_model(f"App{title}", __base__=base, **carried)
    return body


def _label(text: str | None) -> str | None:
    try:
        return require_label(text)
    except ValueError as error:
        problem = Problem("label", "label/not_one_line")
        raise RefusedError(Refusal.INVALID, (problem,)) from error
