"""Serve an application by uvicorn until a signal comes."""

import signal
import socket
from contextlib import suppress
from errno import EADDRINUSE

import uvicorn
from starlette.types import ASGIApp

from espaceclient.adapters.cli.proxies import TrustedProxies
from espaceclient.adapters.cli.refused_requests import RefusedRequests

GRACE = 5
"""Seconds that open requests have to finish."""


def listen(host: str, port: int) -> socket.socket:
    """Listen on a port (0: any free one); raises ``OSError``, which says in a sentence why that
    is impossible.

    Whoever connects before ``serve`` waits, so the address may be announced from now on.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Only for a socket that names TCP does asyncio switch Nagle's algorithm off (TCP_NODELAY):
    # with it on, a page on a kept connection waits for a delayed acknowledgement, some 40 ms.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen()
    except OSError as error:
        listening.close()
        if error.errno == EADDRINUSE:
            raise OSError(f"Port {port} is in use; choose another one with PORT=…") from error
        raise OSError(f"Cannot listen on {host}, port {port}: {error.strerror}") from error
    return listening


def serve(app: ASGIApp, listening: socket.socket, trusted_proxies: str = "127.0.0.1") -> None:
    """Serve until SIGINT or SIGTERM. No access log: the addresses of its lines would open
    accounts.
    """
    config = uvicorn.Config(
        RefusedRequests(TrustedProxies(app, trusted_proxies)),
        access_log=False,
        log_level="warning",
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE,
    )
    # SIGTERM ends it as Ctrl-C does. Once it has shut down, uvicorn raises the signal again that it
    # was stopped by.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening])
