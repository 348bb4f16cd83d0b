"""Delete what has expired: once, or every hour beside the pages."""

import logging
from threading import Event

from espaceclient.ports.errors import PortError
from espaceclient.use_cases import purge
from espaceclient.use_cases.unit_of_work import Transactions

_logger = logging.getLogger(__name__)

BATCH = 500
"""Records of each class in a transaction: few enough that nobody waits for it."""

EVERY = 3600.0
AFTER_FAILURE = 60.0
"""Seconds between two rounds: usually, and after one that failed."""


def purge_until(stop: Event, transactions: Transactions) -> None:
    """Purge at once, then every hour; a round that failed is logged and tried again."""
    while True:
        try:
            purge_all(transactions, stop)
        except Exception as error:  # noqa: BLE001 - whatever happens, the next round comes
            _logger.error("Purging failed, and is tried again in a minute: %s", _told(error))
            wait = AFTER_FAILURE
        else:
            wait = EVERY
        if stop.wait(wait):
            return


def purge_all(transactions: Transactions, stop: Event | None = None) -> int:
    """Delete all that has expired, in batches; return the number of records deleted."""
    deleted = 0
    while done := purge.run(transactions, at_most=BATCH).count:
        deleted += done
        if stop is not None and stop.is_set():
            break
    return deleted


def _told(error: Exception) -> str:
    """Only a port's message is known to hold nothing personal."""
    return str(error) if isinstance(error, PortError) else type(error).__name__
