"""Schema migrations: ``PRAGMA user_version`` is the number of the last one applied."""

import sqlite3
from collections.abc import Iterable, Iterator
from importlib import resources

from espaceclient.ports.errors import PortError, StorageUnavailable


class SchemaTooNew(PortError):
    """The database has the schema of a newer release; it was not opened and is unchanged."""


def migrate(connection: sqlite3.Connection) -> None:
    """Apply the missing migrations within the caller's write transaction.

    Raises ``SchemaTooNew`` as ``require_supported`` does.
    """
    scripts = _scripts()
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    require_supported(version)
    for number in range(version + 1, len(scripts) + 1):
        for statement in _statements(scripts[number - 1]):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {number}")


def require_supported(version: int) -> None:
    """Raise ``SchemaTooNew`` for a schema that is more than one number ahead of this release's.

    The next schema can be used as it is, so that processes can be replaced one at a time.
    """
    newest = len(_scripts()) + 1
    if version > newest:
        raise SchemaTooNew(
            f"the database has schema {version}; this release supports up to {newest}"
        )


def require_current(connection: sqlite3.Connection) -> None:
    """Raise ``StorageUnavailable`` for a schema that has yet to be migrated, and ``SchemaTooNew``
    as ``require_supported`` does.
    """
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    require_supported(version)
    if version < len(_scripts()):
        raise StorageUnavailable(
            f"its schema is {version}, and this release's {len(_scripts())}: "
            "a process that may write migrates it when it opens it"
        )


def in_order(names: Iterable[str]) -> list[str]:
    """Sort the file names of migrations, which begin with ``0001_``, ``0002_`` and so on.

    Raises ``ValueError`` for a number that is missing or stands twice: what comes after it would be
    applied under another number than its own, and once more when the gap is filled.
    """
    ordered = sorted(names)
    for number, name in enumerate(ordered, 1):
        if not name.startswith(f"{number:04}_"):
            raise ValueError(f"{name} stands where migration {number} should")
    return ordered


def _scripts() -> list[str]:
    folder = resources.files("espaceclient.adapters.sqlite") / "migrations"
    names = (file.name for file in folder.iterdir() if file.name.endswith(".sql"))
    return [(folder / name).read_text("utf-8") for name in in_order(names)]


def _statements(script: str) -> Iterator[str]:
    """Split a script into statements: ``executescript`` would commit the caller's transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
