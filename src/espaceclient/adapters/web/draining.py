"""The end of a site: requests that cannot be finished in time are answered all the same."""

from asyncio import FIRST_COMPLETED, CancelledError, Future, ensure_future, get_running_loop, wait
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Draining:
    """When a site that is about to end gives up what is unfinished; belongs to one event loop."""

    def __init__(self) -> None:
        self._over: Future[None] | None = None

    @property
    def over(self) -> "Future[None]":
        """Done once all is given up."""
        if self._over is None:
            self._over = get_running_loop().create_future()
        return self._over

    def give_up(self) -> None:
        """Have every request that has no answer yet answered 503, those to come too."""
        if not self.over.done():
            self.over.set_result(None)


class DrainingMiddleware:
    """ASGI middleware that has ``answer`` answer the requests which ``draining`` gives up.

    A use case that was begun in a thread goes on there, or ends with the process.
    """

    def __init__(
        self, app: ASGIApp, draining: Draining, answer: Callable[[Request], Response]
    ) -> None:
        self._app = app
        self._draining = draining
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        reply = _Reply(send)
        page = ensure_future(self._app(scope, receive, reply.send))
        try:
            await wait({page, self._draining.over}, return_when=FIRST_COMPLETED)
        except CancelledError:
            page.cancel()
            raise
        if page.done() or reply.started:
            await page
            return
        reply.closed = True
        page.cancel()
        await self._answer(Request(scope))(scope, receive, send)


class _Reply:
    """What a page sends, until it is ``closed``."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.started = False
        self.closed = False

    async def send(self, message: Message) -> None:
        if not self.closed:
            self.started = True
            await self._send(message)
