"""Requests whose length can be understood in two ways: refused."""

from attrs import frozen
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send


@frozen
class OneLength:
    """Refuses a request with both ``Transfer-Encoding`` and ``Content-Length``, and hangs up.

    A proxy that believes the other one would take the rest of the body for the next person's
    request (RFC 9112, section 6.1).
    """

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        names = {name for name, _ in scope.get("headers", ())}
        if {b"transfer-encoding", b"content-length"} <= names:
            refusal = Response(status_code=400, headers={"Connection": "close"})
            await refusal(scope, receive, send)
        else:
            await self.app(scope, receive, send)
