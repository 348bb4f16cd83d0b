"""Look for damage: in the file, and in each record that it holds."""

import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

from espaceclient.adapters.codec import to_nearest_instant
from espaceclient.adapters.sqlite.damaged_rows import tolerant, unreadable
from espaceclient.adapters.sqlite.database import SqliteDatabase
from espaceclient.adapters.sqlite.lookups import Question
from espaceclient.adapters.sqlite.outbox import read_mail
from espaceclient.adapters.sqlite.records import ACCOUNTS, EXPIRING, HOLDINGS, Table
from espaceclient.adapters.sqlite.subscribers import read_line
from espaceclient.adapters.sqlite.trail import read_event
from espaceclient.domain.values import Contract, ContractNumber, Operator

SUBSCRIBERS = """
    SELECT name, contract_number, meter, ended, since, customer
    FROM subscribers JOIN operators ON operators.id = operator
    WHERE generation = (SELECT generation FROM register)
"""
SET_ASIDE = "SELECT number, table_name, reason, set_aside_at FROM damaged_rows ORDER BY number"
EVENTS = "SELECT CAST(id AS BLOB), at, CAST(kind AS BLOB), CAST(payload AS BLOB) FROM events"
MAILS = "SELECT CAST(kind AS BLOB), CAST(payload AS BLOB) FROM outbox"


def inspect(database: SqliteDatabase) -> Iterator[str]:
    """Yield a sentence for each kind of damage; none when all is well.

    SQLite checks the file and the references in it; then every record, line of the register,
    queued mail and event is read. Only a damaged account or holding is named, by its id. Rows that
    were set aside before are named by their numbers in ``damaged_rows``.

    Raises ``StorageUnavailable`` when the damage keeps the database from answering.
    """
    with database.reading() as connection:
        for part in (_file, _references, _records, _register, _mails, _events):
            try:
                yield from part(connection)
            except sqlite3.DatabaseError as error:
                if isinstance(error, sqlite3.OperationalError):
                    raise
                yield f"The file is damaged: {error}"


def _file(connection: sqlite3.Connection) -> Iterator[str]:
    for (found,) in connection.execute("PRAGMA integrity_check"):
        if found != "ok":
            yield f"The file is damaged: {found}"


def _references(connection: sqlite3.Connection) -> Iterator[str]:
    for table, _, referred, _ in connection.execute("PRAGMA foreign_key_check"):
        yield f"A row of {table} belongs to a row of {referred} that is missing."


def _records(connection: sqlite3.Connection) -> Iterator[str]:
    with tolerant(connection):
        for table in (ACCOUNTS, *EXPIRING):
            yield from _damaged(connection, table)
        for row in connection.execute(SET_ASIDE):
            yield _told(*row)


def _register(connection: sqlite3.Connection) -> Iterator[str]:
    return _unreadable(connection, SUBSCRIBERS, _require_line, "lines of the register")


def _mails(connection: sqlite3.Connection) -> Iterator[str]:
    return _unreadable(connection, MAILS, _require_mail, "queued mails")


def _events(connection: sqlite3.Connection) -> Iterator[str]:
    return _unreadable(connection, EVENTS, _require_event, "events of the trail")


def _damaged(connection: sqlite3.Connection, table: Table) -> Iterator[str]:
    rows = unreadable(connection, Question(table, "TRUE", ()))
    if rows:
        (total,) = connection.execute(f"SELECT count(*) FROM {table.name}").fetchone()  # noqa: S608 - our own names
        named = (
            f": {', '.join(row[1] for row, _ in rows[:10])}"
            if table in (ACCOUNTS, HOLDINGS)
            else "."
        )
        yield f"{len(rows):,} of {total:,} rows of {table.name} cannot be read{named}"


def _told(number: int, table_name: str, reason: str, set_aside_at: int) -> str:
    return (
        f"A row of {table_name} could not be read ({reason}) and was set aside on "
        f"{to_nearest_instant(set_aside_at):%Y-%m-%d at %H:%M} UTC, as number {number} of "
        "damaged_rows."
    )


def _unreadable(
    connection: sqlite3.Connection,
    select: str,
    read: Callable[[tuple[Any, ...]], object],
    what: str,
) -> Iterator[str]:
    total = unreadable = 0
    for row in connection.execute(select):
        total += 1
        try:
            read(row)
        except Exception:  # noqa: BLE001 - a damaged value raises whatever it leads to
            unreadable += 1
    if unreadable:
        yield f"{unreadable:,} of {total:,} {what} cannot be read."


def _require_line(row: tuple[Any, ...]) -> None:
    operator, contract_number, *details = row
    read_line(Contract(Operator(operator), ContractNumber(contract_number)), *details)


def _require_mail(row: tuple[Any, ...]) -> None:
    kind, payload = row
    if read_mail(kind, payload) is None:
        raise ValueError


def _require_event(row: tuple[Any, ...]) -> None:
    if read_event(*row) is None:
        raise ValueError
