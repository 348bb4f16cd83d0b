"""The storage, the outbox, the trail and the register of subscribers in a PostgreSQL database.

Open a ``PostgresDatabase`` and give it to the adapters. Any number of nodes, each with any number
of threads and processes, may share the database. ``espaceclient database upgrade`` prepares it, and
so do ``upgrade`` and ``script`` for hosts that have a way of their own.
"""

from espaceclient.adapters.postgres.counts import (
    accounts,
    accounts_by_operator,
    endless_holdings,
    operator_codes,
)
from espaceclient.adapters.postgres.database import SCHEMA, PostgresDatabase
from espaceclient.adapters.postgres.event_feed import PostgresEventFeed
from espaceclient.adapters.postgres.inspection import inspect
from espaceclient.adapters.postgres.key_checks import PostgresKeyChecks
from espaceclient.adapters.postgres.outbox import PostgresOutbox
from espaceclient.adapters.postgres.schema import (
    SchemaTooNew,
    SchemaTooOld,
    migrations,
    present,
    script,
    step,
    upgrade,
)
from espaceclient.adapters.postgres.storage import PostgresStorage
from espaceclient.adapters.postgres.subscribers import PostgresSubscribers
from espaceclient.adapters.postgres.trail import PostgresTrail

__all__ = [
    "SCHEMA",
    "PostgresDatabase",
    "PostgresEventFeed",
    "PostgresKeyChecks",
    "PostgresOutbox",
    "PostgresStorage",
    "PostgresSubscribers",
    "PostgresTrail",
    "SchemaTooNew",
    "SchemaTooOld",
    "accounts",
    "accounts_by_operator",
    "endless_holdings",
    "inspect",
    "migrations",
    "operator_codes",
    "present",
    "script",
    "step",
    "upgrade",
]
