"""``--metrics-port``: numbers for Prometheus, on this machine only."""

from __future__ import annotations  # Metrics needs an extra, and its type is only named here

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from espaceclient.adapters.cli.console import fail
from espaceclient.adapters.cli.server import cannot_listen
from espaceclient.adapters.system import SystemClock

if TYPE_CHECKING:
    from espaceclient.adapters.metrics import Metrics
    from espaceclient.ports.event_feed import EventFeed
    from espaceclient.ports.outbox import Outbox

MetricsPort = Annotated[
    int | None,
    typer.Option(
        min=0,
        max=65535,
        help="Serve metrics for Prometheus on this port of 127.0.0.1.",
    ),
]


@contextmanager
def measured(
    port: int | None, outbox: Outbox, feed: EventFeed | None = None
) -> Iterator[Metrics | None]:
    """Serve metrics during a ``with`` block, and give them to be told; ``None`` without a port.

    ``feed``: the host is told of events, and those that wait are counted.
    """
    if port is None:
        yield None
        return
    try:
        from espaceclient.adapters.metrics import LOOPBACK, Metrics, serving  # noqa: PLC0415 - the extra may be missing
    except ModuleNotFoundError as missing:
        fail(f"{missing.name} is missing: --metrics-port needs pip install 'espaceclient[metrics]'")
    metrics = Metrics()
    metrics.watch_outbox(outbox, SystemClock())
    if feed is not None:
        metrics.watch_events(feed, SystemClock())
    with ExitStack() as stack:
        try:
            stack.enter_context(serving(metrics, port))
        except OSError as error:
            raise cannot_listen(error, LOOPBACK, port, ("--metrics-port",)) from error
        yield metrics
