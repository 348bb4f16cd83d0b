"""The surface of browsers: all tokens in the cookies of the pages, and a header against forgery."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from attrs import field, frozen
from fastapi.security import APIKeyCookie
from starlette.requests import Request
from starlette.responses import Response

from espaceclient.adapters.api.asking import address_of, language_of
from espaceclient.adapters.api.body import Body
from espaceclient.adapters.api.operation import Asked, Operation, Reply
from espaceclient.adapters.api.refusals import Refusal, Refused, RefusedError
from espaceclient.adapters.api.surface import json_response
from espaceclient.adapters.api.tokens import Tokens
from espaceclient.adapters.authentication import (
    HEADER,
    LANGUAGE_CHOSEN_FOR,
    Cookie,
    CookieSettings,
    Csrf,
    FormProblem,
    RequestHeaders,
)
from espaceclient.adapters.authentication.device import device_of
from espaceclient.domain.known_browser import KNOWN_FOR
from espaceclient.domain.language import Language
from espaceclient.domain.token import BrowserToken, SessionToken, WaitingToken
from espaceclient.ports.languages import Languages

_LASTING = {Cookie.BROWSER: KNOWN_FOR, Cookie.LANGUAGE: LANGUAGE_CHOSEN_FOR}
"""The others last until the browser is closed."""


@frozen
class BrowserSurface:
    """It reads no ``Authorization``: whoever adds one gets round nothing."""

    cookies: CookieSettings
    csrf: Csrf
    languages: Languages
    security: APIKeyCookie = field(init=False)
    name: str = field(default="browser", init=False)
    tokens_in_body: bool = field(default=False, init=False)

    @security.default
    def _session_cookie(self) -> APIKeyCookie:
        return APIKeyCookie(
            name=self.cookies.name_of(Cookie.SESSION),
            scheme_name="browser_session",
            description="The cookie of the pages, which signing in sets.",
            auto_error=False,
        )

    def body_of(self, operation: Operation) -> type[Body] | None:
        return operation.body

    def headers_needed(self, operation: Operation) -> list[dict[str, Any]]:
        if not operation.changes:
            return []
        described = "The token that `GET browser/csrf` answers."
        schema = {"type": "string"}
        return [
            {
                "name": HEADER,
                "in": "header",
                "required": True,
                "description": described,
                "schema": schema,
            }
        ]

    def check(self, request: Request) -> None:
        tokens = request.headers.getlist(HEADER)
        posted = tokens[0] if len(tokens) == 1 else ""
        match self.csrf.problem(RequestHeaders.of_asgi(request.scope), posted):
            case None:
                return
            case FormProblem.COOKIE_MISSING:
                raise RefusedError(Refusal.COOKIE_MISSING)
            case FormProblem.OTHER_SITE | FormProblem.WRONG_TOKEN:
                raise RefusedError(Refusal.CSRF_REFUSED)

    def language(self, request: Request) -> Language:
        """Return the language that was chosen with this browser, else the one that it asks for."""
        chosen = self.languages.named(self._read(request, Cookie.LANGUAGE))
        return chosen or language_of(request, self.languages)

    def session(self, request: Request) -> SessionToken | None:
        token = self._read(request, Cookie.SESSION)
        return SessionToken(token) if token else None

    def asked(self, request: Request, texts: Mapping[str, str]) -> Asked:
        browser, language = (
            self._read(request, Cookie.BROWSER),
            self.language(request),
        )
        agent = request.headers.get("user-agent", "")
        return Asked(
            texts=texts,
            path=request.path_params,
            client_address=address_of(request),
            session=self.session(request) or SessionToken(""),
            browser=BrowserToken(browser) if browser else None,
            waiting=WaitingToken(self._read(request, Cookie.WAITING) or ""),
            label=device_of(agent, self.languages.wording(language)),
            language=language,
            csrf=self.csrf.present(RequestHeaders.of_asgi(request.scope)),
        )

    def response(self, reply: Reply) -> Response:
        if not isinstance(reply.content, Tokens):
            response = json_response(reply)
        else:
            response = Response(status_code=reply.status)
            for name, token in reply.content.model_dump().items():
                self._keep(response, Cookie(name), token)
        for cookie, value in reply.cookies.items():
            self._keep(response, cookie, value)
        return response

    def mark_refusal(self, response: Response, refused: Refused) -> None:
        if refused.refusal is Refusal.NOT_SIGNED_IN:
            response.headers["WWW-Authenticate"] = (
                f'Cookie cookie-name="{self.security.model.name}"'
            )
            self._keep(response, Cookie.SESSION, "")

    def _read(self, request: Request, cookie: Cookie) -> str | None:
        return self.cookies.read(request.headers.getlist("cookie"), cookie)

    def _keep(self, response: Response, cookie: Cookie, value: str) -> None:
        lasting = _LASTING.get(cookie) if value else timedelta(0)
        kept = self.cookies.set_cookie(cookie, value, lasting)
        response.headers.append("set-cookie", kept)
