"""The ports over one file, by the names under which a host composes them."""

from typing import TypedDict

from espaceclient.adapters.sqlite.database import SqliteDatabase
from espaceclient.adapters.sqlite.event_feed import SqliteEventFeed
from espaceclient.adapters.sqlite.outbox import SqliteOutbox
from espaceclient.adapters.sqlite.storage import SqliteStorage
from espaceclient.adapters.sqlite.trail import SqliteTrail


class Stored(TypedDict):
    """What ``Composition`` takes of a storage."""

    storage: SqliteStorage
    outbox: SqliteOutbox
    trail: SqliteTrail
    feed: SqliteEventFeed


def stored_in(database: SqliteDatabase) -> Stored:
    """Return all that a file stores: ``Composition(**stored_in(database), …)``."""
    return Stored(
        storage=SqliteStorage(database),
        outbox=SqliteOutbox(database),
        trail=SqliteTrail(database),
        feed=SqliteEventFeed(database),
    )
