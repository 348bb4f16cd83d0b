"""A schema that is upgraded: by the command, by a host's own tool, and while nodes are at work."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from espaceclient.adapters.postgres import (
    PostgresDatabase,
    PostgresStorage,
    SchemaTooNew,
    SchemaTooOld,
    migrations,
    present,
    step,
    upgrade,
)
from espaceclient.domain.billing_event import BillingEventId
from espaceclient.ports.errors import StorageUnavailable
from espaceclient.ports.storage import AccountById, AppliedEventById, Snapshot
from espaceclient.testing.laws.storage.fixture import saving
from espaceclient.testing.samples import sample_account
from tests.postgres_fixture import database_url, new_schema, url_with

ANNE = sample_account("anne", "anne")
BY_ID = AccountById(ANNE.id)
LAST = len(migrations())


@pytest.fixture
def schema() -> str:
    return new_schema()


@pytest.fixture
def owner(schema: str) -> Iterator[psycopg.Connection]:
    """The owner of the schema, who sees it."""
    with psycopg.connect(database_url(), autocommit=True) as connection:
        connection.execute(f"SET search_path = {schema}".encode())
        yield connection


def pretend(owner: psycopg.Connection, number: int) -> None:
    """Have the schema say that so many migrations were applied."""
    owner.execute(b"DELETE FROM migrations")
    owner.execute(b"INSERT INTO migrations (number) VALUES (%s)", (number,))


def test_the_release_before_works_on_with_the_next_schema(
    owner: psycopg.Connection, schema: str
) -> None:
    with PostgresDatabase(database_url(), schema=schema) as at_work:
        owner.execute(b"ALTER TABLE accounts ADD COLUMN since bigint")
        owner.execute(b"ALTER TABLE accounts ADD COLUMN more text DEFAULT 'x'")
        pretend(owner, LAST + 1)
        storage = PostgresStorage(at_work)
        storage.commit(saving(ANNE), storage.read(BY_ID))
        with PostgresDatabase(database_url(), schema=schema) as started_since:
            assert PostgresStorage(started_since).read(BY_ID).one(BY_ID) == ANNE


def test_a_schema_two_releases_ahead_is_refused(owner: psycopg.Connection, schema: str) -> None:
    pretend(owner, LAST + 2)
    with pytest.raises(SchemaTooNew, match=f"has schema {LAST + 2}"):
        PostgresDatabase(database_url(), schema=schema)
    with pytest.raises(SchemaTooNew):
        list(upgrade(database_url(), schema))


def test_a_schema_that_was_not_upgraded_is_refused(owner: psycopg.Connection, schema: str) -> None:
    pretend(owner, LAST - 1)
    with pytest.raises(SchemaTooOld, match="run `espaceclient database upgrade` before"):
        PostgresDatabase(database_url(), schema=schema)


def test_a_record_that_a_newer_release_wrote_is_left_where_it_is(
    owner: psycopg.Connection, schema: str
) -> None:
    pretend(owner, LAST + 1)
    owner.execute(b"INSERT INTO applied_events VALUES ('event', 1, 1, '{}')")
    with (
        PostgresDatabase(database_url(), schema=schema) as database,
        pytest.raises(StorageUnavailable, match="a newer release may have written it"),
    ):
        PostgresStorage(database).read(AppliedEventById(BillingEventId("event")))
    left = owner.execute(b"SELECT count(*) FROM applied_events").fetchone()
    assert left == (1,)


def test_a_hosts_own_tool_executes_the_same_steps_and_is_left_where_it_was(
    owner: psycopg.Connection,
) -> None:
    path = owner.execute(b"SHOW search_path").fetchone()
    for number in range(1, LAST + 1):
        with owner.transaction():
            owner.execute(step(number, "by_a_host").encode())
            assert owner.execute(b"SHOW search_path").fetchone() == path
    assert present(database_url(), "by_a_host") == LAST
    with PostgresDatabase(database_url(), schema="by_a_host") as database:
        PostgresStorage(database).commit(saving(ANNE), Snapshot({}))
    owner.execute(b"DROP SCHEMA by_a_host CASCADE")


ROLES = """
    CREATE ROLE {0}_app LOGIN; CREATE ROLE {0}_reader LOGIN;
    GRANT USAGE ON SCHEMA {0} TO {0}_app, {0}_reader;
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {0} TO {0}_app;
    REVOKE INSERT, UPDATE, DELETE ON {0}.migrations FROM {0}_app;
    GRANT SELECT ON ALL TABLES IN SCHEMA {0} TO {0}_reader;
"""


def test_the_role_of_the_nodes_can_write_records_and_change_no_table(
    owner: psycopg.Connection, schema: str
) -> None:
    owner.execute(ROLES.format(schema).encode())
    as_app = url_with(database_url(), user=f"{schema}_app")
    try:
        with PostgresDatabase(as_app, schema=schema) as database:
            database.probe()
            PostgresStorage(database).commit(saving(ANNE), Snapshot({}))
            with pytest.raises(StorageUnavailable, match="must be owner"):
                database.change("DROP TABLE {schema}.accounts")
        owner.execute(f"SET ROLE {schema}_reader".encode())
        assert owner.execute(b"SELECT id FROM accounts").fetchone() == ("anne",)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            owner.execute(b"DELETE FROM accounts")
        owner.execute(b"RESET ROLE")
    finally:
        owner.execute(f"DROP OWNED BY {schema}_app, {schema}_reader".encode())
        owner.execute(f"DROP ROLE {schema}_app, {schema}_reader".encode())


def test_texts_are_compared_by_their_bytes_whatever_the_collation_of_the_database(
    owner: psycopg.Connection,
) -> None:
    """Case and accents are folded by none, and pages come in the order of Python's texts."""
    others = owner.execute(
        b"SELECT table_name, column_name FROM information_schema.columns WHERE table_schema"
        b" = current_schema() AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C'"
    ).fetchall()
    assert sorted(others) == [("damaged_rows", "reason"), ("damaged_rows", "table_name")]


def test_who_upgrades_while_another_does_finds_it_done_whatever_the_isolation() -> None:
    url = url_with(database_url(), options="--default_transaction_isolation=serializable")
    first = upgrade(url, "upgraded_once")
    assert next(first) == "0001_foundation.sql"
    with ThreadPoolExecutor(1) as pool, psycopg.connect(database_url(), autocommit=True) as other:
        second = pool.submit(lambda: list(upgrade(url, "upgraded_once")))
        waiting = b"SELECT FROM pg_stat_activity WHERE wait_event = 'advisory'"
        while not other.execute(waiting).fetchall():
            pass
        assert list(first) == migrations()[1:]
        assert second.result() == []
