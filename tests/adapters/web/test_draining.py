"""Requests that a site gives up as it ends."""

import asyncio
from collections.abc import Callable

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from espaceclient.adapters.web.draining import Draining, DrainingMiddleware

PAGE = {"type": "http", "method": "GET", "path": "/", "headers": []}


def come_back(_request: Request) -> Response:
    return PlainTextResponse("come back", 503)


async def receive() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


def statuses(
    app: ASGIApp, scope: Scope, during: Callable[["asyncio.Task[None]", Draining], None]
) -> list[int]:
    """Return what is answered when ``during`` happens while the application works."""

    async def scene() -> list[int]:
        sent: list[Message] = []

        async def send(message: Message) -> None:
            sent.append(message)

        draining = Draining()
        middleware = DrainingMiddleware(app, draining, come_back)
        request = asyncio.ensure_future(middleware(scope, receive, send))
        assert isinstance(request, asyncio.Task)
        asyncio.get_running_loop().call_soon(during, request, draining)
        await request
        return [message["status"] for message in sent if "status" in message]

    return asyncio.run(scene())


def give_up(_request: "asyncio.Task[None]", draining: Draining) -> None:
    draining.give_up()
    draining.give_up()


def cancel(request: "asyncio.Task[None]", _draining: Draining) -> None:
    request.cancel()


async def never_ready(_scope: Scope, _receive: Receive, send: Send) -> None:
    try:
        await asyncio.Event().wait()
    finally:
        await PlainTextResponse("too late")(PAGE, receive, send)


async def half_sent(_scope: Scope, _receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    for _ in range(5):
        await asyncio.sleep(0)
    await send({"type": "http.response.body", "body": b"all of it"})


def test_a_page_that_is_not_ready_is_answered_once_and_its_own_answer_dropped() -> None:
    assert statuses(never_ready, PAGE, give_up) == [503]


def test_a_page_that_has_begun_its_answer_ends_it() -> None:
    assert statuses(half_sent, PAGE, give_up) == [200]


def test_what_is_no_request_goes_through() -> None:
    assert statuses(half_sent, {"type": "lifespan"}, give_up) == [200]


def test_a_request_that_is_cancelled_ends() -> None:
    with pytest.raises(asyncio.CancelledError):
        statuses(never_ready, PAGE, cancel)
