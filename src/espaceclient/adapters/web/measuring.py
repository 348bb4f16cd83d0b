"""Where the pages' numbers go: how many requests, how long they take, how many are refused."""

from collections.abc import Mapping
from time import perf_counter
from typing import Protocol

from attrs import frozen
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from espaceclient.adapters.async_client.bulkhead import Bulkhead
from espaceclient.adapters.web.routing import page_of


class PageMetrics(Protocol):
    """Is told the pages' numbers; it must not raise."""

    def watch_queues(self, queues: Mapping[str, Bulkhead]) -> None:
        """Learn the queues, by name, to read how many wait in each and were refused."""
        ...

    def responded(self, page: str, status: int, seconds: float) -> None:
        """Count a response: the name of its page, ``none`` where there is no such page, its status
        and how long it took.
        """
        ...


@frozen
class MeasuringMiddleware:
    """Tells ``metrics`` each response; a request that broke counts as a 500."""

    app: ASGIApp
    metrics: PageMetrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status, began = 500, perf_counter()

        async def send_and_note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, send_and_note)
        finally:
            self.metrics.responded(page_of(scope) or "none", status, perf_counter() - began)
