"""The PostgreSQL schema and its numbered migrations, for whoever may change it: its owner.

``script`` is what ``upgrade`` executes, for hosts that have their own way of upgrading a database.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources

import psycopg
from psycopg import IsolationLevel
from psycopg.conninfo import make_conninfo

from espaceclient.adapters.postgres.errors import cause_of, translated
from espaceclient.adapters.postgres.url import parts_of
from espaceclient.ports.errors import PortError

APPLIED = "SELECT coalesce(max(number), 0) FROM {schema}.migrations"

_ENTER = """\
DO $$ BEGIN PERFORM set_config('espaceclient.left', current_setting('search_path'), true); END $$;
SET LOCAL search_path = {schema};
"""
_LEAVE = """\
DO $$ BEGIN PERFORM set_config('search_path', current_setting('espaceclient.left'), true); END $$;
"""
"""A tool of the host goes on in the same transaction, in its own schema."""

_PREPARE = f"""\
CREATE SCHEMA IF NOT EXISTS {{schema}};
{_ENTER}CREATE TABLE IF NOT EXISTS migrations (
    number integer PRIMARY KEY,
    applied_at timestamptz NOT NULL DEFAULT now()
);
"""
_ALONE = b"SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
_IMPATIENT = b"SET LOCAL lock_timeout = '5s'"
"""A table that somebody holds would be waited for, and all others would wait behind."""


class SchemaTooNew(PortError):
    """The database has the schema of a newer release; it was not opened and is unchanged."""


class SchemaTooOld(PortError):
    """The database has not been prepared for this release; it was not opened and is unchanged."""


def require_identifier(schema: str) -> str:
    """Return the name of a schema; raises ``ValueError`` unless it is written without quotes."""
    if not re.fullmatch(r"[a-z_][a-z0-9_]{0,62}", schema):
        raise ValueError("a schema's name is 1 to 63 of a-z, 0-9 and _, and begins with no digit")
    return schema


def migrations() -> list[str]:
    """Return the names of this release's migrations, the first of which is number 1.

    Raises ``ValueError`` for a number that is missing or stands twice.
    """
    folder = resources.files("espaceclient.adapters.postgres") / "migrations"
    names = sorted(file.name for file in folder.iterdir() if file.name.endswith(".sql"))
    for number, name in enumerate(names, 1):
        if not name.startswith(f"{number:04}_"):
            raise ValueError(f"{name} stands where migration {number} should")
    return names


def migration(number: int) -> str:
    """Return the statements of one migration, whose names lie in the schema on the search path."""
    folder = resources.files("espaceclient.adapters.postgres") / "migrations"
    return (folder / migrations()[number - 1]).read_text("utf-8")


def step(number: int, schema: str) -> str:
    """Return all the statements that bring a schema from the number before to this one.

    They are to be executed in one transaction, whose search path is afterwards what it was.
    """
    before = _PREPARE if number == 1 else _ENTER
    applied = f"\nINSERT INTO migrations (number) VALUES ({number});\n"
    return _of(schema, before) + migration(number) + applied + _LEAVE


def script(schema: str, *, since: int = 0) -> str:
    """Return the SQL that brings a schema from the number ``since`` to this release's, in one
    transaction.
    """
    steps = [
        f"-- {name}\n{step(number, schema)}"
        for number, name in enumerate(migrations(), 1)
        if number > since
    ]
    return "\n".join(["BEGIN;", *steps, "COMMIT;", ""])


def upgrade(url: str, schema: str, password: str | None = None) -> Iterator[str]:
    """Apply the migrations that are missing, all or none; yield the name of each.

    Several may upgrade at once: one does. Raises ``SchemaTooNew`` as ``require_supported`` does,
    and ``StorageUnavailable`` when the database cannot be reached or changed.
    """
    with _connected(url, password) as connection:
        connection.isolation_level = IsolationLevel.READ_COMMITTED  # to see what another has done
        connection.execute(_ALONE, (f"espaceclient upgrade {schema}",))
        connection.execute(_IMPATIENT)
        last = _present(connection, schema)
        _require_not_too_new(last)
        for number, name in enumerate(migrations(), 1):
            if number > last:
                connection.execute(step(number, schema).encode())
                yield name


def present(url: str, schema: str, password: str | None = None) -> int:
    """Return the number of the last migration of a database, 0 when there is none.

    Raises ``StorageUnavailable`` when the database cannot be reached.
    """
    with _connected(url, password) as connection:
        return _present(connection, schema)


def require_supported(connection: psycopg.Connection, schema: str) -> None:
    """Raise ``SchemaTooNew`` or ``SchemaTooOld`` unless this release can use the database's schema.

    It can use that of the next release as it is, so that nodes can be replaced one at a time once
    the database has been upgraded.
    """
    try:
        last = _present(connection, schema)
    except psycopg.Error as error:
        raise translated(error) from cause_of(error)
    _require_not_too_new(last)
    if last < len(migrations()):
        raise SchemaTooOld(
            f'the database has the schema "{schema}" with number {last}, and this '
            f"release needs {len(migrations())}: run `espaceclient database upgrade` before"
        )


@contextmanager
def _connected(url: str, password: str | None) -> Iterator[psycopg.Connection]:
    """Give a connection in a transaction, committed at the end."""
    said = parts_of(url)
    known = {"password": password} if password and "password" not in said else {}
    try:
        with psycopg.connect(make_conninfo(url, **known)) as connection:
            yield connection
    except psycopg.Error as error:
        raise translated(error) from cause_of(error)


def _present(connection: psycopg.Connection, schema: str) -> int:
    """Return the number of the last migration applied, 0 for an empty database."""
    name = f"{_of(schema, '{schema}')}.migrations"
    known = connection.execute(b"SELECT to_regclass(%s) IS NOT NULL", (name,)).fetchone()
    if known != (True,):
        return 0
    found = connection.execute(_of(schema, APPLIED).encode()).fetchone()
    return int(found[0]) if found else 0


def _require_not_too_new(last: int) -> None:
    newest = len(migrations()) + 1
    if last > newest:
        raise SchemaTooNew(f"the database has schema {last}; this release supports up to {newest}")


def _of(schema: str, text: str) -> str:
    return text.replace("{schema}", f'"{require_identifier(schema)}"')
