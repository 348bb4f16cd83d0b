"""``espaceclient purge``: delete what has expired, and what the trail keeps no longer: once, or
every hour beside the pages.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event

from espaceclient.adapters.cli.console import CONSOLE, counted
from espaceclient.adapters.cli.hosted import App, application
from espaceclient.adapters.cli.loading import load
from espaceclient.adapters.cli.opening import open_store
from espaceclient.adapters.cli.settings import PurgeSettings, RetentionSettings
from espaceclient.adapters.system import SystemClock
from espaceclient.domain.trail_retention import TrailRetention
from espaceclient.ports.clock import Clock
from espaceclient.ports.errors import PortError
from espaceclient.ports.storage import Storage
from espaceclient.ports.trail import Trail
from espaceclient.use_cases import purge as delete_expired
from espaceclient.use_cases.unit_of_work import Transactions

_logger = logging.getLogger(__name__)

Batch = Callable[[], int]
"""Deletes some of what is to go; returns how much, 0 when nothing is left."""

BATCH = 500
"""Records of each class in a transaction: few enough that nobody waits for it."""

EVERY = 3600.0
AFTER_FAILURE = 60.0
"""Seconds between two rounds: usually, and after one that failed."""


def purge(app: App = None) -> None:
    """Permanently delete expired registrations, links, sessions and counters, and the events of
    the trail that are older than trail_months.

    `espaceclient serve` does so by itself, every hour.
    """
    retention = load(RetentionSettings).retention
    with _stored(app) as (storage, trail, clock):
        records, events = map(purge_all, batches(storage, trail, clock, retention))
    CONSOLE.print(f"{counted(records, 'expired record')} deleted.")
    CONSOLE.print(f"{counted(events, 'event')} of the trail deleted.")


@contextmanager
def _stored(app: str | None) -> Iterator[tuple[Storage, Trail | None, Clock]]:
    if app is not None:
        with application(app) as host:
            composition = host.composition
            yield composition.storage, composition.trail, composition.clock
        return
    with open_store(load(PurgeSettings)) as store:
        yield store.storage, store.trail, SystemClock()


def batches(
    storage: Storage, trail: Trail | None, clock: Clock, retention: TrailRetention
) -> tuple[Batch, Batch]:
    """Return what deletes a batch of expired records, and one of events kept no longer."""
    transactions = Transactions(storage, clock)

    def expired_records() -> int:
        return delete_expired.run(transactions, at_most=BATCH).count

    def old_events() -> int:
        return trail.purge(retention.begins(clock.now()), BATCH) if trail else 0

    return expired_records, old_events


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
