"""What the commands work with, whichever database keeps it: a SQLite file, or PostgreSQL."""

from __future__ import annotations  # PostgresDatabase needs an extra, and its type is only named

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Protocol

from attrs import frozen

from espaceclient.adapters import sqlite
from espaceclient.adapters.codec import MissingKey, UnknownRing, WrongSecret
from espaceclient.ports.event_feed import EventFeed
from espaceclient.ports.keys import KeyRing, PepperKeys
from espaceclient.ports.outbox import Outbox
from espaceclient.ports.register import Register
from espaceclient.ports.storage import Storage
from espaceclient.ports.trail import Trail

if TYPE_CHECKING:
    from espaceclient.adapters.postgres import PostgresDatabase


class KeyChecks(Protocol):
    """Compares rings with the check values of a database."""

    def compare(self, rings: Mapping[str, KeyRing]) -> Sequence[WrongSecret | UnknownRing]: ...

    def record(self, rings: Mapping[str, KeyRing]) -> None: ...

    def missing(self, ring: PepperKeys) -> Sequence[MissingKey]: ...


@frozen(kw_only=True)
class Store:
    """An open database: its ports, and what commands ask it besides.

    ``probe`` writes to it and changes nothing, ``inspect`` yields a sentence for each damage.
    """

    storage: Storage
    outbox: Outbox
    feed: EventFeed
    trail: Trail
    register: Register
    key_checks: KeyChecks
    probe: Callable[[], None]
    inspect: Callable[[], Iterable[str]]
    accounts: Callable[[], int]
    endless_holdings: Callable[[], int]
    accounts_by_operator: Callable[[], Mapping[str, int]]
    operator_codes: Callable[[], Sequence[str]]


def of_sqlite(database: sqlite.SqliteDatabase) -> Store:
    return Store(
        storage=sqlite.SqliteStorage(database),
        outbox=sqlite.SqliteOutbox(database),
        feed=sqlite.SqliteEventFeed(database),
        trail=sqlite.SqliteTrail(database),
        register=sqlite.SqliteSubscribers(database),
        key_checks=sqlite.SqliteKeyChecks(database),
        probe=database.probe,
        inspect=partial(sqlite.inspect, database),
        accounts=partial(sqlite.accounts, database),
        endless_holdings=partial(sqlite.endless_holdings, database),
        accounts_by_operator=partial(sqlite.accounts_by_operator, database),
        operator_codes=partial(sqlite.operator_codes, database),
    )


def of_postgres(database: PostgresDatabase) -> Store:
    from espaceclient.adapters import postgres  # noqa: PLC0415 - it needs an extra

    return Store(
        storage=postgres.PostgresStorage(database),
        outbox=postgres.PostgresOutbox(database),
        feed=postgres.PostgresEventFeed(database),
        trail=postgres.PostgresTrail(database),
        register=postgres.PostgresSubscribers(database),
        key_checks=postgres.PostgresKeyChecks(database),
        probe=database.probe,
        inspect=partial(postgres.inspect, database),
        accounts=partial(postgres.accounts, database),
        endless_holdings=partial(postgres.endless_holdings, database),
        accounts_by_operator=partial(postgres.accounts_by_operator, database),
        operator_codes=partial(postgres.operator_codes, database),
    )
