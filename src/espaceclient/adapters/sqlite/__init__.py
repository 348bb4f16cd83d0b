"""The storage, the outbox, the trail and the register of subscribers in one SQLite file.

Open a ``SqliteDatabase`` and give it to the adapters: ``Composition(**stored_in(database), …)``.
Any number of threads and processes of one machine may share the file.
"""

from espaceclient.adapters.sqlite.accounts import accounts
from espaceclient.adapters.sqlite.backup import NotRestored, back_up, restore
from espaceclient.adapters.sqlite.database import SqliteDatabase
from espaceclient.adapters.sqlite.event_feed import SqliteEventFeed
from espaceclient.adapters.sqlite.holdings import endless_holdings
from espaceclient.adapters.sqlite.inspection import inspect
from espaceclient.adapters.sqlite.key_checks import SqliteKeyChecks
from espaceclient.adapters.sqlite.operators import accounts_by_operator, operator_codes
from espaceclient.adapters.sqlite.outbox import SqliteOutbox
from espaceclient.adapters.sqlite.schema import SchemaTooNew
from espaceclient.adapters.sqlite.storage import SqliteStorage
from espaceclient.adapters.sqlite.stored_in import stored_in
from espaceclient.adapters.sqlite.subscribers import SqliteSubscribers
from espaceclient.adapters.sqlite.trail import SqliteTrail
from espaceclient.ports.register import RegisterWouldShrink, ReplaceUnderWay

__all__ = [
    "NotRestored",
    "RegisterWouldShrink",
    "ReplaceUnderWay",
    "SchemaTooNew",
    "SqliteDatabase",
    "SqliteEventFeed",
    "SqliteKeyChecks",
    "SqliteOutbox",
    "SqliteStorage",
    "SqliteSubscribers",
    "SqliteTrail",
    "accounts",
    "accounts_by_operator",
    "back_up",
    "endless_holdings",
    "inspect",
    "operator_codes",
    "restore",
    "stored_in",
]
