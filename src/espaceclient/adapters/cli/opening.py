"""Open the database that the settings name."""

from __future__ import annotations  # PostgresDatabase needs an extra, and its type is only named

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from espaceclient.adapters.cli.composition import create_database, open_database
from espaceclient.adapters.cli.console import fail
from espaceclient.adapters.cli.loading import SettingsError, source_of
from espaceclient.adapters.cli.settings import DataSettings
from espaceclient.adapters.cli.store import Store, of_postgres, of_sqlite

if TYPE_CHECKING:
    from espaceclient.adapters.postgres import PostgresDatabase


@contextmanager
def open_store(settings: DataSettings) -> Iterator[Store]:
    """Open the database that the settings name; raises ``SettingsError`` if there is none."""
    if settings.database is not None:
        with open_postgres(settings) as database:
            yield of_postgres(database)
    else:
        with open_database(settings.folder) as file:
            yield of_sqlite(file)


@contextmanager
def create_store(settings: DataSettings) -> Iterator[Store]:
    """Open the database that the settings name; a SQLite file is made if there is none."""
    if settings.database is not None:
        with open_store(settings) as store:
            yield store
    else:
        with create_database(settings.folder) as file:
            yield of_sqlite(file)


@contextmanager
def open_postgres(settings: DataSettings) -> Iterator[PostgresDatabase]:
    require_postgres()
    from espaceclient.adapters.postgres import PostgresDatabase  # noqa: PLC0415 - it needs an extra

    with PostgresDatabase(
        settings.database or "",
        password=settings.database_password,
        schema=settings.database_schema,
        connections=settings.database_connections,
        pgbouncer=settings.database_pgbouncer,
    ) as database:
        yield database


def require_postgres() -> None:
    """End with a sentence when the driver of PostgreSQL is missing."""
    try:
        import psycopg  # noqa: F401, PLC0415 - it needs an extra
        import psycopg_pool  # noqa: F401, PLC0415 - as above
    except ImportError as missing:
        needs = "pip install 'espaceclient[postgres]' 'psycopg[binary]'"
        fail(f"{missing.name or missing} is missing: {source_of('database')} needs {needs}")


def require_sqlite(settings: DataSettings, instead: str) -> None:
    """Raise ``SettingsError`` for a command that only a SQLite file has."""
    if settings.database is not None:
        raise SettingsError([f"{source_of('database')}: {instead}"])
