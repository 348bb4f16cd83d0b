"""Look for damage: in the file, and in each record that it holds."""

import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

from espaceclient.adapters.sqlite.database import SqliteDatabase
from espaceclient.adapters.sqlite.outbox import read_mail
from espaceclient.adapters.sqlite.records import ACCOUNTS, EXPIRING
from espaceclient.domain.values import ContractNumber, MeterNumber, Operator

SUBSCRIBERS = """
    SELECT contract_number, meter, name FROM subscribers JOIN operators ON operators.id = operator
    WHERE generation = (SELECT generation FROM register)
"""
MAILS = "SELECT kind, CAST(payload AS BLOB) FROM outbox"


def inspect(database: SqliteDatabase) -> Iterator[str]:
    """Yield a sentence for each kind of damage; none when all is well.

    SQLite checks the file and the references in it; then every record, line of the register and
    queued mail is read. A session or a reset is counted, not named.

    Raises ``StorageUnavailable`` when the damage keeps the database from answering.
    """
    with database.reading() as connection:
        for (found,) in connection.execute("PRAGMA integrity_check"):
            if found != "ok":
                yield f"The file is damaged: {found}"
        for table, _, referred, _ in connection.execute("PRAGMA foreign_key_check"):
            yield f"A row of {table} belongs to a row of {referred} that is missing."
        for table in (ACCOUNTS, *EXPIRING):
            yield from _unreadable(connection, table.select, table.stored, f"rows of {table.name}")
        yield from _unreadable(connection, SUBSCRIBERS, _require_line, "lines of the register")
        yield from _unreadable(connection, MAILS, _require_mail, "queued mails")


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
    contract_number, meter, operator = row
    ContractNumber(contract_number)
    MeterNumber(meter)
    Operator(operator)


def _require_mail(row: tuple[Any, ...]) -> None:
    kind, payload = row
    if read_mail(kind, payload) is None:
        raise ValueError
