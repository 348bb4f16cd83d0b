"""ASGI middleware: ``request.state.espace_client`` is whoever sends the request."""

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from espaceclient.adapters.async_client import AsyncEspaceClient, AsyncVisitor, Busy
from espaceclient.adapters.async_client.busy import RETRY_AFTER
from espaceclient.adapters.authentication import Authenticator, RequestHeaders
from espaceclient.ports.errors import PortError

_STATE = "espace_client"


class EspaceClientMiddleware:
    """Gives each request an ``AsyncVisitor``, found by ``visitor_of``. Nothing is asked until it
    asks; then the response is one for this person, and nobody keeps it.

    ``client`` asks in threads that it shares with others, such as the pages; by default it has its
    own. ``Busy`` and ``PortError`` that the host handles no other way are answered 503.
    """

    def __init__(
        self, app: ASGIApp, authenticator: Authenticator, client: AsyncEspaceClient | None = None
    ) -> None:
        self._app = app
        self._authenticator = authenticator
        self._client = client or AsyncEspaceClient(authenticator.client)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        visitor = self._visitor(scope)
        scope.setdefault("state", {})[_STATE] = visitor
        started = False

        async def completed(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                _complete(MutableHeaders(scope=message), visitor)
            await send(message)

        try:
            await self._app(scope, receive, completed)
        except (Busy, PortError) as error:
            if started or scope["type"] != "http":
                raise
            await unavailable(error)(scope, receive, completed)

    def _visitor(self, scope: Scope) -> AsyncVisitor:
        address = scope["client"][0] if scope.get("client") else None
        client = self._client.calling_from(address)
        return AsyncVisitor(self._authenticator, RequestHeaders.of_asgi(scope), client)


def visitor_of(request: HTTPConnection) -> AsyncVisitor:
    """Return whoever sends a request or opens a web socket.

    Raises ``RuntimeError`` in an application without the middleware.
    """
    found = getattr(request.state, _STATE, None)
    if not isinstance(found, AsyncVisitor):
        raise RuntimeError("add EspaceClientMiddleware to the application first")
    return found


def unavailable(error: Busy | PortError) -> Response:
    """Return the answer to a request that cannot be served now: come back later."""
    after = error.retry_after if isinstance(error, Busy) else RETRY_AFTER
    return Response(status_code=503, headers={"Retry-After": str(after)})


def _complete(headers: MutableHeaders, visitor: AsyncVisitor) -> None:
    for name, value in visitor.response_headers(headers.keys()):
        headers.append(name, value)
