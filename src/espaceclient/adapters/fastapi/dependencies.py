"""Dependencies: whoever is signed in, if anybody, and what they may see of a contract."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException, Request, Security
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer

from espaceclient.adapters.async_client import AsyncEspaceClient
from espaceclient.adapters.authentication import (
    FIELD,
    HEADER,
    SAFE_METHODS,
    Authenticator,
    Cookie,
    SignInPage,
    where_to_sign_in,
)
from espaceclient.adapters.starlette import EspaceClientMiddleware, visitor_of
from espaceclient.answers import Entitled, NoSession, NotEntitled, SessionFound
from espaceclient.domain.problem import Problem
from espaceclient.domain.values import Contract

Responses = dict[int | str, dict[str, Any]]
"""What a route documents besides its own answer."""

Parsed = Contract | Problem

_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")

SIGNED_IN: Responses = {401: {"description": "Nobody is signed in."}}
ENTITLED: Responses = SIGNED_IN | {403: {"description": "They may not see this contract."}}
"""``responses=`` of a route that requires one."""


class FastAPIEspaceClient:
    """Gives routes who is signed in: ``Depends(espace_client.optional)``, ``.required`` and
    ``.entitled(…)``. Both the cookie of the pages and a bearer token are taken.

    ``sign_in`` is where browsers without a session are sent by what is required; without it they
    are answered 401 as all others. ``forms`` is false where something else protects the host's
    forms against forgery. ``client`` asks in threads that it shares with others.
    """

    def __init__(
        self,
        authenticator: Authenticator,
        *,
        sign_in: SignInPage | None = None,
        forms: bool = True,
        client: AsyncEspaceClient | None = None,
    ) -> None:
        self._authenticator = authenticator
        self._client = client
        self._sign_in = sign_in
        self._forms = forms
        self.optional = _optional(authenticator)
        """A dependency: who is signed in, ``None`` for nobody."""
        self.required = self._required()
        """A dependency: who is signed in; for nobody 401, or the page for signing in. 403 answers
        a cookie without the field ``csrf``, or the header ``X-CSRF-Token``, where something is to
        be changed.
        """

    def init_app(self, app: FastAPI) -> None:
        """Have each request of ``app`` know its visitor, as ``EspaceClientMiddleware`` does."""
        app.add_middleware(
            EspaceClientMiddleware, authenticator=self._authenticator, client=self._client
        )

    def entitled(
        self, contract: Callable[..., Parsed | Awaitable[Parsed]]
    ) -> Callable[..., Awaitable[Entitled]]:
        """Return a dependency: the period that whoever is signed in may see of a contract, as
        ``EspaceClient.may_see`` tells it; 403 when there is none, also for a number that no
        contract can have.

        ``contract`` is a dependency that makes the contract of the request's parameters.
        """

        async def entitled(
            request: Request,
            _session: Annotated[SessionFound, Depends(self.required)],
            asked: Annotated[Any, Depends(contract)],
        ) -> Entitled:
            if isinstance(asked, Problem):
                raise HTTPException(403)
            answer = await visitor_of(request).may_see(asked)
            if isinstance(answer, NoSession):
                raise self._turned_away(request)
            if isinstance(answer, NotEntitled):
                raise HTTPException(403)
            return answer

        return entitled

    def _required(self) -> Callable[..., Awaitable[SessionFound]]:
        async def required(
            request: Request,
            session: Annotated[SessionFound | None, Depends(self.optional)],
        ) -> SessionFound:
            if session is None:
                raise self._turned_away(request)
            if self._forms and request.method not in SAFE_METHODS:
                await _require_form(request)
            return session

        return required

    def _turned_away(self, request: Request) -> HTTPException:
        if self._sign_in is None or not visitor_of(request).may_be_redirected(request.method):
            return HTTPException(401, headers={"WWW-Authenticate": "Bearer"})
        path, query = request.scope["path"], request.scope["query_string"]
        where = where_to_sign_in(self._sign_in, path, query)
        return HTTPException(303, headers={"Location": where})


def _optional(authenticator: Authenticator) -> Callable[..., Awaitable[SessionFound | None]]:
    name = authenticator.cookies.name_of(Cookie.SESSION)
    cookie = APIKeyCookie(
        name=name, scheme_name="session", description="The cookie of the pages.", auto_error=False
    )
    bearer = HTTPBearer(
        scheme_name="bearer", description="The token of a session.", auto_error=False
    )

    async def optional(
        request: Request,
        _cookie: Annotated[str | None, Security(cookie)],
        _bearer: Annotated[HTTPAuthorizationCredentials | None, Security(bearer)],
    ) -> SessionFound | None:
        return await visitor_of(request).signed_in()

    return optional


async def _require_form(request: Request) -> None:
    if visitor_of(request).form_problem(await _posted(request)):
        raise HTTPException(403)


async def _posted(request: Request) -> str | None:
    """Return the header of a script, which may send a form too, or else the field of a form."""
    if sent := request.headers.get(HEADER):
        return sent
    if request.headers.get("content-type", "").lower().startswith(_FORMS):
        field = (await request.form()).get(FIELD)
        return field if isinstance(field, str) else None
    return None
