"""Slow and ambiguous requests, over a real connection."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import pytest
import uvicorn
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.server import ServerState

from espaceclient.adapters.cli.connections import BoundedConnection
from espaceclient.adapters.cli.framing import OneLength

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[bytes]]
HEAD = b"GET / HTTP/1.1\r\nHost: exemple.fr\r\n"
REQUEST = HEAD + b"\r\n"
BOTH = b"POST" + HEAD[3:] + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"


class Hasty(BoundedConnection):
    head_within = 0.2


async def hello(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse("hello")(scope, receive, send)


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    body = await Request(scope, receive).body()
    await PlainTextResponse(body)(scope, receive, send)


@asynccontextmanager
async def served(app: ASGIApp) -> AsyncIterator[int]:
    config = uvicorn.Config(OneLength(app), log_config=None, timeout_keep_alive=30)
    config.load()
    loop, state = asyncio.get_running_loop(), ServerState()
    server = await loop.create_server(lambda: Hasty(config, state, {}), "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await server.wait_closed()


def answer_to(talk: Talk, app: ASGIApp = hello) -> bytes:
    """Return all that the server says until it hangs up."""

    async def scene() -> bytes:
        async with asyncio.timeout(30), served(app) as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                return await talk(reader, writer)
            finally:
                writer.close()

    return asyncio.run(scene())


async def heard(reader: asyncio.StreamReader) -> bytes:
    """Return all that comes until the server hangs up, which may be while the client talks."""
    said = b""
    with suppress(ConnectionResetError):
        while some := await reader.read(4096):
            said += some
    return said


async def say_nothing(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> bytes:
    return await heard(reader)


async def say_a_head_byte_by_byte(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> bytes:
    said = asyncio.create_task(heard(reader))
    writer.write(HEAD)
    while not said.done():
        writer.write(b"X: x\r\n")
        await asyncio.wait([said], timeout=0.02)
    return said.result()


async def ask_then_say_a_head_byte_by_byte(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> bytes:
    writer.write(REQUEST)
    return await say_a_head_byte_by_byte(reader, writer)


@pytest.mark.parametrize("talk", [say_nothing, say_a_head_byte_by_byte])
def test_a_connection_without_a_request_is_closed(talk: Talk) -> None:
    assert answer_to(talk) == b""


def test_so_is_one_that_was_answered_once() -> None:
    assert answer_to(ask_then_say_a_head_byte_by_byte).count(b"HTTP/1.1 200") == 1


def test_a_body_that_comes_slowly_is_not_cut_off() -> None:
    async def send_slowly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        writer.write(b"POST" + HEAD[3:] + b"Content-Length: 20\r\nConnection: close\r\n\r\n")
        said = asyncio.create_task(heard(reader))
        for _ in range(20):
            await asyncio.wait([said], timeout=2 * Hasty.head_within / 20)
            writer.write(b"a")
        return await said

    assert answer_to(send_slowly, echo).endswith(b"a" * 20)


def test_requests_that_come_at_once_are_all_answered() -> None:
    async def pipeline(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        writer.write(REQUEST * 3)
        return await heard(reader)

    assert answer_to(pipeline).count(b"HTTP/1.1 200") == 3


def test_a_request_of_two_lengths_is_refused_and_what_follows_is_not_read() -> None:
    async def smuggle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        writer.write(BOTH + REQUEST)
        return await heard(reader)

    answer = answer_to(smuggle)
    assert answer.startswith(b"HTTP/1.1 400")
    assert answer.count(b"HTTP/1.1") == 1
