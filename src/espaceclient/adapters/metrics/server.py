"""A small server for the numbers, on this machine only."""

from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import start_http_server

from espaceclient.adapters.metrics.metrics import Metrics

LOOPBACK = "127.0.0.1"


@contextmanager
def serving(metrics: Metrics, port: int) -> Iterator[int]:
    """Serve the numbers on a port of the loopback address (0: any free one) during a ``with``
    block; gives the port.

    Raises ``OSError`` when that is impossible, as when the port is in use.
    """
    server, thread = start_http_server(port, addr=LOOPBACK, registry=metrics.registry)
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
