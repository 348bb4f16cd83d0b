"""Rounds of a relay, one after the other until it is told to stop, whatever breaks meanwhile."""

from collections.abc import Callable
from datetime import timedelta
from threading import Event
from typing import Protocol

from espaceclient.ports.errors import PortError
from espaceclient.relay.drain import DeliveryReport
from espaceclient.relay.journal import Journal

EVERY = timedelta(seconds=1)
"""How long a relay waits before it looks again, when nothing was due."""

LONGEST_PAUSE = timedelta(seconds=15)
"""How long it waits when nothing can be delivered, and at most when the storage fails."""

Tell = Callable[[DeliveryReport], None]


class DeliverDue(Protocol):
    """A round: ``Relay.deliver_due`` or ``EventRelay.deliver_due``."""

    def __call__(self, *, stop: Event) -> DeliveryReport: ...


def run(
    deliver_due: DeliverDue, stop: Event, every: timedelta, tell: Tell | None, journal: Journal
) -> None:
    """Deliver in rounds until ``stop`` is set; a round that handled something is followed by the
    next at once.

    While the storage fails it waits for 1, 2, 4… seconds, at most ``LONGEST_PAUSE``.
    """
    failed = 0
    while not stop.is_set():
        try:
            done = deliver_due(stop=stop)
        except PortError as error:
            journal.storage_fails(error)
            failed += 1
            pause = timedelta(seconds=2 ** min(failed - 1, 4))
            stop.wait(min(pause, LONGEST_PAUSE).total_seconds())
            continue
        failed = 0
        journal.storage_works()
        if tell is not None:
            tell(done)
        if done.interrupted:
            stop.wait(LONGEST_PAUSE.total_seconds())
        elif not done.handled:
            stop.wait(every.total_seconds())
