"""How the adapter is made for the laws: fresh each time, closed afterwards."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import partial

import psycopg

from espaceclient.adapters.postgres import (
    SCHEMA,
    PostgresDatabase,
    PostgresEventFeed,
    PostgresOutbox,
    PostgresStorage,
    PostgresSubscribers,
    PostgresTrail,
    upgrade,
)
from espaceclient.domain.values import Subscriber
from espaceclient.testing import (
    CrashableStorage,
    LockableStorage,
    MakeReopenable,
    NetworkedStorage,
    OpenTrail,
    SpoilableFeed,
    SpoilableOutbox,
    StorageAndFeed,
    StorageAndOutbox,
    StorageAndTrail,
    SurroundedStorage,
)
from tests.adapters.postgres.proxy import proxied
from tests.adapters.postgres.servers import kill, private_server
from tests.postgres_fixture import database_url, empty_database, new_schema

IMPATIENT = timedelta(milliseconds=1500)

SURVEY = "UPDATE {schema}.outbox SET kind = 'survey' WHERE id = %s"
NO_MAIL = "UPDATE {schema}.outbox SET payload = '[1]' WHERE id = %s"
QUEUED_NEVER = "UPDATE {schema}.outbox SET queued_at = 1::bigint << 62 WHERE id = %s"
SURVEY_EVENT = "UPDATE {schema}.events SET kind = 'survey' WHERE id = %s"
NO_EVENT = "UPDATE {schema}.events SET payload = '\"text\"' WHERE id = %s"
EVENT_WITHOUT_TIME = "UPDATE {schema}.events SET at = 1::bigint << 62 WHERE id = %s"


def storage_and_outbox(database: PostgresDatabase) -> StorageAndOutbox:
    return StorageAndOutbox(PostgresStorage(database), PostgresOutbox(database))


@contextmanager
def storage() -> Iterator[StorageAndOutbox]:
    with empty_database() as database:
        yield storage_and_outbox(database)


@contextmanager
def closed_database() -> Iterator[PostgresDatabase]:
    with (
        empty_database() as prepared,
        PostgresDatabase(database_url(), schema=prepared.schema) as database,
    ):
        pass
    yield database


@contextmanager
def closed_storage() -> Iterator[StorageAndOutbox]:
    with closed_database() as database:
        yield storage_and_outbox(database)


@contextmanager
def surrounded_storage() -> Iterator[SurroundedStorage]:
    """The caller has a transaction in the same database, by a connection of its own, and has
    read.
    """
    with empty_database() as database, psycopg.connect(database_url()) as host:

        @contextmanager
        def callers_transaction() -> Iterator[None]:
            host.execute(database.sql("SELECT count(*) FROM {schema}.accounts"))
            yield
            host.rollback()

        yield SurroundedStorage(
            PostgresStorage(database), PostgresOutbox(database), callers_transaction
        )


@contextmanager
def lockable_storage() -> Iterator[LockableStorage]:
    """While it is locked, another transaction keeps all others from leaving a receipt."""
    with empty_database() as database, psycopg.connect(database_url()) as other:

        @contextmanager
        def locked() -> Iterator[None]:
            other.execute(database.sql("LOCK TABLE {schema}.receipts IN EXCLUSIVE MODE"))
            yield
            other.rollback()

        yield LockableStorage(PostgresStorage(database), PostgresOutbox(database), locked)


@contextmanager
def spoilable_outbox(statement: str = SURVEY) -> Iterator[SpoilableOutbox]:
    """A spoilt mail is of an unknown kind, as one that a newer release wrote, or spoilt by another
    statement.
    """
    with empty_database() as database:
        spoil = partial(database.change, statement)
        yield SpoilableOutbox(PostgresStorage(database), PostgresOutbox(database), spoil)


@contextmanager
def feed() -> Iterator[StorageAndFeed]:
    with empty_database() as database:
        yield _feed_of(database)


@contextmanager
def closed_feed() -> Iterator[StorageAndFeed]:
    with closed_database() as database:
        yield _feed_of(database)


@contextmanager
def spoilable_feed(statement: str = SURVEY_EVENT) -> Iterator[SpoilableFeed]:
    """A spoilt event is of an unknown kind, or spoilt by another statement."""
    with empty_database() as database:
        made, spoil = _feed_of(database), partial(database.change, statement)
        yield SpoilableFeed(made.storage, made.feed, made.trail, spoil)


def _feed_of(database: PostgresDatabase) -> StorageAndFeed:
    return StorageAndFeed(
        PostgresStorage(database), PostgresEventFeed(database), PostgresTrail(database)
    )


@contextmanager
def trail() -> Iterator[StorageAndTrail]:
    with empty_database() as database:
        yield StorageAndTrail(PostgresStorage(database), PostgresTrail(database))


@contextmanager
def closed_trail() -> Iterator[StorageAndTrail]:
    with closed_database() as database:
        yield StorageAndTrail(PostgresStorage(database), PostgresTrail(database))


@contextmanager
def subscribers(lines: Sequence[Subscriber]) -> Iterator[PostgresSubscribers]:
    with empty_database() as database:
        register = PostgresSubscribers(database)
        register.replace(lines)
        yield register


@contextmanager
def closed_subscribers() -> Iterator[PostgresSubscribers]:
    with closed_database() as database:
        yield PostgresSubscribers(database)


@contextmanager
def open_storage(url: str, schema: str) -> Iterator[StorageAndOutbox]:
    with PostgresDatabase(url, schema=schema) as database:
        yield storage_and_outbox(database)


@contextmanager
def open_trail(url: str, schema: str) -> Iterator[StorageAndTrail]:
    with PostgresDatabase(url, schema=schema) as database:
        yield StorageAndTrail(PostgresStorage(database), PostgresTrail(database))


def reopenable() -> MakeReopenable:
    """Return a ``make`` for the laws of storages outside the process: each call a new schema."""
    return lambda: partial(open_storage, database_url(), new_schema())


def reopenable_trail() -> OpenTrail:
    return partial(open_trail, database_url(), new_schema())


@contextmanager
def networked_storage() -> Iterator[NetworkedStorage]:
    with (
        empty_database() as prepared,
        proxied(database_url()) as proxy,
        PostgresDatabase(
            proxy.url, schema=prepared.schema, patience=IMPATIENT, time_out=IMPATIENT
        ) as database,
    ):
        yield NetworkedStorage(
            PostgresStorage(database),
            PostgresOutbox(database),
            PostgresEventFeed(database),
            proxy,
            2 * IMPATIENT,
        )


@contextmanager
def crashable_storage() -> Iterator[CrashableStorage]:
    """A server of its own, which is killed and started again."""
    with private_server() as server:
        list(upgrade(server.get_uri(), SCHEMA))

        def crash() -> None:
            kill(server)
            server.ensure_postgres_running()

        with (
            proxied(server.get_uri()) as proxy,
            PostgresDatabase(proxy.url, patience=IMPATIENT, time_out=IMPATIENT) as database,
        ):
            yield CrashableStorage(
                PostgresStorage(database),
                PostgresOutbox(database),
                PostgresEventFeed(database),
                proxy,
                2 * IMPATIENT,
                crash,
            )
