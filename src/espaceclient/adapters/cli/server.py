"""Serve an application by uvicorn until a signal comes."""

import socket
from asyncio import get_running_loop
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from errno import EADDRINUSE

import uvicorn
from starlette.types import ASGIApp

from espaceclient.adapters.cli.connections import BoundedConnection
from espaceclient.adapters.cli.console import CONSOLE
from espaceclient.adapters.cli.framing import OneLength
from espaceclient.adapters.cli.loading import source_of
from espaceclient.adapters.cli.proxies import TrustedProxies
from espaceclient.adapters.cli.stopping import Stopping
from espaceclient.adapters.web.draining import Draining

LAST_ANSWERS = 1.0
"""Seconds of the grace that are left for telling those whose requests cannot be finished."""


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
        sources = (source_of("host"), source_of("port"))
        raise cannot_listen(error, host, port, sources) from error
    return listening


def cannot_listen(error: OSError, host: str, port: int, sources: Sequence[str]) -> OSError:
    """Say why it is impossible; ``sources`` is where the address is said, that of the port last."""
    if error.errno == EADDRINUSE:
        return OSError(f"{sources[-1]}: port {port} is in use; choose another")
    return OSError(
        f"{' and '.join(sources)}: cannot listen on {host}, port {port}: {error.strerror}"
    )


class _Server(uvicorn.Server):
    """Once asked to stop, takes no new connection, and answers all requests that it has taken: as
    usual, or by 503 when they are unfinished a second before its grace is over.
    """

    def __init__(self, config: uvicorn.Config, draining: Draining, grace: int) -> None:
        super().__init__(config)
        self._draining = draining
        self._grace = grace

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        CONSOLE.print(f"Stopping, within {self._grace} seconds.", highlight=False)
        get_running_loop().call_later(self._grace - LAST_ANSWERS, self._draining.give_up)
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to ``Stopping``, from the first to the last moment of the process."""
        yield

    def stop(self) -> None:
        self.should_exit = True


def serve(
    app: ASGIApp,
    listening: socket.socket,
    *,
    draining: Draining,
    trusted_proxies: str = "127.0.0.1",
    grace: int = 5,
) -> None:
    """Serve until SIGINT or SIGTERM; the process ends at most ``grace`` seconds afterwards.

    ``draining`` is that of the pages in ``app``. No access log: the addresses of its lines would
    open accounts.
    """
    config = uvicorn.Config(
        TrustedProxies(OneLength(app), trusted_proxies),
        http=BoundedConnection,
        access_log=False,
        log_config=None,  # its lines go where the command's go
        log_level="error",  # not a line for each request that is none: anybody could fill the log
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=grace,
    )
    server = _Server(config, draining, grace)
    Stopping(grace, server.stop).handle()
    server.run(sockets=[listening])
