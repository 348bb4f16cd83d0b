"""PgBouncer in transaction mode, where each transaction may have another connection."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from espaceclient.adapters.postgres import PostgresDatabase, PostgresOutbox, PostgresStorage
from espaceclient.testing import StorageAndOutbox
from espaceclient.testing.laws.storage.concurrency import (
    concurrent_counting_loses_nothing,
    rivals_that_saw_nothing_fill_it_once,
)
from tests.postgres_fixture import database_url, empty_database, url_with

pytestmark = pytest.mark.xdist_group("PgBouncer")  # one worker starts it

PATH = f"{os.environ['PATH']}:/usr/sbin"
CONFIGURATION = """
[databases]
{dbname} = host={host} port={server_port} user={user}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 4
"""


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """The URL of a PgBouncer before the database of the tests."""
    program = shutil.which("pgbouncer", path=PATH)
    if program is None:
        pytest.skip("PgBouncer is missing")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = conninfo_to_dict(database_url())
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        file = Path(folder, "pgbouncer.ini")
        server["server_port"] = server.pop("port", "5432")
        file.write_text(CONFIGURATION.format(port=port, **server))
        # Root may not run it: it runs as the server does, which may use its socket.
        host = Path(str(server["host"]))
        runs_as = ["-u", host.owner() if host.is_dir() else "nobody"] if os.geteuid() == 0 else []
        with subprocess.Popen([program, "-q", *runs_as, file], stderr=subprocess.DEVNULL) as run:
            between = url_with(database_url(), host="127.0.0.1", port=port)
            try:
                _wait_for(between)
                yield between
            finally:
                run.terminate()


def _wait_for(url: str) -> None:
    never = Event()
    for _ in range(100):
        try:
            psycopg.connect(url, connect_timeout=2).close()
        except psycopg.OperationalError:
            never.wait(0.05)
        else:
            return
    raise AssertionError("PgBouncer does not answer")


@pytest.fixture
def made(url: str) -> Iterator[StorageAndOutbox]:
    with (
        empty_database() as prepared,
        PostgresDatabase(url, schema=prepared.schema, pgbouncer=True) as database,
    ):
        yield StorageAndOutbox(PostgresStorage(database), PostgresOutbox(database))


def test_rivals_behind_it_win_once(made: StorageAndOutbox) -> None:
    rivals_that_saw_nothing_fill_it_once(lambda: made)


def test_counting_behind_it_loses_nothing(made: StorageAndOutbox) -> None:
    concurrent_counting_loses_nothing(lambda: made)


def test_many_at_once_share_its_few_connections(made: StorageAndOutbox) -> None:
    with ThreadPoolExecutor(16) as pool:
        for _ in range(2):
            list(pool.map(lambda _: made.outbox.entries(), range(64)))
