"""Requests that the server refuses while a page already answers them."""

from h11 import LocalProtocolError
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class RefusedRequests:
    """ASGI middleware that drops the answer to a request whose body turned out to be no HTTP.

    uvicorn has then answered 400 and closes the connection, while the page may be answering as
    well. Without this each such request would be logged as an error with a traceback, by which
    anybody could fill the log.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refused = False

        async def send_unless_refused(message: Message) -> None:
            nonlocal refused
            if refused:
                return
            try:
                await send(message)
            except LocalProtocolError:
                refused = True

        await self._app(scope, receive, send_unless_refused)
        while refused and (await receive())["type"] != "http.disconnect":
            pass  # uvicorn reports an answer that is not complete until the connection is lost
