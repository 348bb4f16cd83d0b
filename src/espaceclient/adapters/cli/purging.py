"""Delete what has expired, and what the trail keeps no longer: once, or every hour beside the
pages.
"""

import logging
from collections.abc import Callable
from threading import Event

from espaceclient.domain.trail_retention import TrailRetention
from espaceclient.ports.clock import Clock
from espaceclient.ports.errors import PortError
from espaceclient.ports.trail import Trail
from espaceclient.use_cases import purge
from espaceclient.use_cases.unit_of_work import Transactions

_logger = logging.getLogger(__name__)

Batch = Callable[[], int]
"""Deletes some of what is to go; returns how much, 0 when nothing is left."""

BATCH = 500
"""Records of each class in a transaction: few enough that nobody waits for it."""

EVERY = 3600.0
AFTER_FAILURE = 60.0
"""Seconds between two rounds: usually, and after one that failed."""


def expired_records(transactions: Transactions) -> Batch:
    """Return what deletes a batch of expired records."""
    return lambda: purge.run(transactions, at_most=BATCH).count


def old_events(trail: Trail, clock: Clock, retention: TrailRetention) -> Batch:
    """Return what deletes a batch of events that are kept no longer."""
    return lambda: trail.purge(retention.begins(clock.now()), BATCH)


def purge_until(stop: Event, *batches: Batch) -> None:
    """Purge at once, then every hour; a round that failed is logged and tried again."""
    while True:
        try:
            for batch in batches:
                purge_all(batch, stop)
        except Exception as error:  # noqa: BLE001 - whatever happens, the next round comes
            _logger.error("Purging failed, and is tried again in a minute: %s", _told(error))
            wait = AFTER_FAILURE
        else:
            wait = EVERY
        if stop.wait(wait):
            return


def purge_all(batch: Batch, stop: Event | None = None) -> int:
    """Delete all that is to go, batch by batch; return how much."""
    deleted = 0
    while done := batch():
        deleted += done
        if stop is not None and stop.is_set():
            break
    return deleted


def _told(error: Exception) -> str:
    """Only a port's message is known to hold nothing personal."""
    return str(error) if isinstance(error, PortError) else type(error).__name__
