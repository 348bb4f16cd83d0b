"""Serve an application by uvicorn until a signal comes."""

import signal
import socket
from contextlib import suppress

import uvicorn
from starlette.types import ASGIApp

GRACE = 5
"""Seconds that open requests have to finish."""


def listen(host: str, port: int) -> socket.socket:
    """Take a port (0: any free one); raises ``OSError`` when it cannot be had.

    Whoever comes before ``serve`` waits: the address may be told from now on.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen()
    except OSError:
        listening.close()
        raise
    return listening


def serve(app: ASGIApp, listening: socket.socket, trusted_proxies: str = "127.0.0.1") -> None:
    """Serve until SIGINT or SIGTERM. No access log: the addresses of its lines would open
    accounts.
    """
    config = uvicorn.Config(
        app,
        access_log=False,
        log_level="warning",
        server_header=False,
        forwarded_allow_ips=trusted_proxies,
        timeout_graceful_shutdown=GRACE,
    )
    # SIGTERM ends it as Ctrl-C does. Once it has shut down, uvicorn raises the signal again that it
    # was stopped by.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening])
