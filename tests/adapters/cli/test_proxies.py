"""Whose word on a visitor's address is taken."""

import asyncio
import logging

import pytest
from httpx2 import ASGITransport, AsyncClient
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from espaceclient.adapters.cli.proxies import TrustedProxies

VISITOR = "203.0.113.7"
WARNING = (
    "An X-Forwarded-For came from an address that trusted_proxies does not name, and was ignored. "
    "If that is your reverse proxy, all its visitors count as one and lock each other out: name it "
    "in ESPACECLIENT_TRUSTED_PROXIES."
)


async def _tell_address(scope: Scope, receive: Receive, send: Send) -> None:
    client = Request(scope).client
    await PlainTextResponse(client.host if client else "nobody")(scope, receive, send)


def seen(proxies: TrustedProxies, peer: str, *, forwarded: str | None = VISITOR) -> str:
    """Return the address that the pages see of a visitor whose request comes from ``peer``."""

    async def ask() -> str:
        headers = {"X-Forwarded-For": forwarded} if forwarded else {}
        transport = ASGITransport(proxies, client=(peer, 50_000))
        async with AsyncClient(transport=transport, base_url="http://localhost") as http:
            return (await http.get("/", headers=headers)).text

    return asyncio.run(ask())


@pytest.mark.parametrize("peer", ["127.0.0.1", "10.1.2.3", "fd00::7", "::ffff:10.1.2.3"])
def test_a_named_proxy_is_believed(caplog: pytest.LogCaptureFixture, peer: str) -> None:
    proxies = TrustedProxies(_tell_address, "127.0.0.1, 10.1.0.0/16, fd00::/8")
    assert seen(proxies, peer) == VISITOR
    assert caplog.messages == []


def test_what_a_visitor_adds_before_a_named_proxy_is_not_believed() -> None:
    proxies = TrustedProxies(_tell_address, "127.0.0.1")
    assert seen(proxies, "127.0.0.1", forwarded=f"198.51.100.1, {VISITOR}") == VISITOR


@pytest.mark.parametrize("peer", ["10.2.0.1", "fe80::1"])
def test_anybody_else_is_warned_about_once_and_not_believed(
    caplog: pytest.LogCaptureFixture, peer: str
) -> None:
    proxies = TrustedProxies(_tell_address, "127.0.0.1, 10.1.0.0/16")
    assert [seen(proxies, peer) for _ in range(3)] == [peer] * 3
    assert [(record.levelno, record.getMessage()) for record in caplog.records] == [
        (logging.WARNING, WARNING)
    ]


def test_a_peer_without_an_address_is_nobodys_proxy() -> None:
    assert seen(TrustedProxies(_tell_address, "127.0.0.1"), "testclient") == "testclient"


def test_a_visitor_without_a_proxy_is_no_reason_to_warn(caplog: pytest.LogCaptureFixture) -> None:
    proxies = TrustedProxies(_tell_address, "")
    assert seen(proxies, "198.51.100.9", forwarded=None) == "198.51.100.9"
    assert caplog.messages == []
