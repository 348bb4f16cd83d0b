"""The schema by number: ``PRAGMA user_version`` counts the files of ``migrations/`` that have
run.
"""

import sqlite3
from collections.abc import Iterator
from importlib import resources

from espaceclient.ports.errors import PortError


class SchemaTooNew(PortError):
    """A newer release has migrated this database; this one cannot use it and leaves it as it is."""


def migrate(connection: sqlite3.Connection) -> None:
    """Run the migrations still missing, within the caller's write transaction."""
    scripts = _scripts()
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > len(scripts):
        raise SchemaTooNew(
            f"the database has schema {version}; this release knows {len(scripts)} at most"
        )
    for number in range(version + 1, len(scripts) + 1):
        for statement in _statements(scripts[number - 1]):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {number}")


def _scripts() -> list[str]:
    folder = resources.files("espaceclient.adapters.sqlite") / "migrations"
    files = sorted(
        (file for file in folder.iterdir() if file.name.endswith(".sql")),
        key=lambda file: file.name,
    )
    return [file.read_text("utf-8") for file in files]


def _statements(script: str) -> Iterator[str]:
    """Split a script: ``executescript`` would commit the transaction that it must run in."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
