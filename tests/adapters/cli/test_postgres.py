"""The commands over a PostgreSQL database, which one setting chooses."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from espaceclient.adapters.postgres import (
    PostgresDatabase,
    PostgresStorage,
    migrations,
    script,
)
from espaceclient.domain.decision import Decision
from espaceclient.domain.mail import AccountConfirmedMail
from espaceclient.ports.storage import Snapshot
from espaceclient.testing.samples import EPOCH, sample_account, sample_holding
from tests.adapters.cli.commands import run
from tests.adapters.cli.test_commands import EXPORT, JEANNE
from tests.postgres_fixture import database_url, empty_database

NEW = "brand_new"


@pytest.fixture
def database() -> Iterator[PostgresDatabase]:
    with empty_database() as database:
        yield database


@pytest.fixture
def nothing() -> Iterator[str]:
    """A schema that is not there, before or after."""
    yield NEW
    with psycopg.connect(database_url()) as connection:
        connection.execute(f"DROP SCHEMA IF EXISTS {NEW} CASCADE".encode())


def in_schema(schema: str) -> dict[str, str | Path]:
    return {"database": database_url(), "database_schema": schema}


def test_an_empty_database_is_prepared_once(nothing: str) -> None:
    place = in_schema(nothing)
    assert run("database", "check", **place).returncode == 1
    assert run("database", "upgrade", **place).stdout == "0001_foundation.sql applied.\n"
    assert run("database", "check", **place).stdout == "The schema is that of this release.\n"
    again = run("database", "upgrade", **place)
    assert again.stdout == "The schema is that of this release already.\n"


def test_a_database_that_was_not_prepared_is_told(nothing: str) -> None:
    done = run("outbox", "list", **in_schema(nothing))
    assert done.returncode == 1
    assert "run `espaceclient database upgrade` before" in done.stderr


def test_the_printed_sql_prepares_a_database_as_well(nothing: str) -> None:
    printed = run("database", "sql", database_schema=nothing).stdout
    assert printed == script(nothing)
    with psycopg.connect(database_url(), autocommit=True) as connection:
        connection.execute(printed.encode())
    assert run("database", "check", **in_schema(nothing)).returncode == 0


def test_the_printed_sql_may_begin_later() -> None:
    assert run("database", "sql", "--since", str(len(migrations()))).stdout == "BEGIN;\nCOMMIT;\n"


def test_an_export_is_imported_and_the_database_checked(
    database: PostgresDatabase, tmp_path: Path
) -> None:
    export = tmp_path / "export.csv"
    export.write_text(EXPORT, "utf-8")
    place = in_schema(database.schema)
    imported = run("subscribers", "import", export, **place)
    assert imported.stdout.endswith("The register now holds 2 contracts.\n")
    assert run("check", **place).stdout.endswith("All is well.\n")


def test_the_outbox_and_the_feed_are_listed(database: PostgresDatabase) -> None:
    decision: Decision[None] = Decision(None, EPOCH, queue=(AccountConfirmedMail(JEANNE),))
    PostgresStorage(database).commit(decision, Snapshot({}))
    place = in_schema(database.schema)
    assert JEANNE.text in run("outbox", "list", **place).stdout
    assert run("events", "list", **place).stdout == "The host has been told everything.\n"


def test_what_has_expired_is_purged(database: PostgresDatabase) -> None:
    assert run("purge", **in_schema(database.schema)).stdout == (
        "0 expired records deleted.\n0 events of the trail deleted.\n"
    )


def test_damage_is_told(database: PostgresDatabase) -> None:
    owner = sample_account("anne", "anne")
    PostgresStorage(database).commit(
        Decision(None, EPOCH, save=(owner, sample_holding("holding", owner, 1))), Snapshot({})
    )
    database.change("UPDATE {schema}.accounts SET record = '{}'")
    database.change("UPDATE {schema}.register SET generation = 0")
    done = run("check", **in_schema(database.schema))
    assert (done.returncode, done.stderr) == (1, "1 rows of accounts cannot be read: anne\n")


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_what_only_a_file_has_names_what_postgresql_has(command: str, tmp_path: Path) -> None:
    (file := tmp_path / "file").touch()
    done = run(command, file, **in_schema(NEW))
    assert done.returncode == 1
    assert done.stderr.startswith("ESPACECLIENT_DATABASE: pg_")


def test_a_folder_and_a_database_are_not_given_together(tmp_path: Path) -> None:
    done = run("outbox", "list", data=tmp_path, **in_schema(NEW))
    assert done.stderr == (
        "ESPACECLIENT_DATABASE: the data lies here or in a folder; give database or data\n"
    )


def test_another_kind_of_url_is_refused() -> None:
    done = run("outbox", "list", database="mysql://here/eau")
    assert done.stderr == (
        "ESPACECLIENT_DATABASE: must be the URL of a PostgreSQL database: postgresql://…\n"
    )


def test_a_password_may_lie_in_a_file(database: PostgresDatabase, tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("s3cret\n")
    file.chmod(0o600)
    place = in_schema(database.schema)
    assert run("outbox", "list", database_password_file=file, **place).returncode == 0
