"""Look for damage in each record that the database holds; its files are the server's to check."""

from collections.abc import Callable, Iterator
from typing import Any

from espaceclient.adapters.postgres.connection import NEVER, Connection
from espaceclient.adapters.postgres.damaged_rows import unreadable
from espaceclient.adapters.postgres.database import PostgresDatabase
from espaceclient.adapters.postgres.lookups import Question
from espaceclient.adapters.postgres.outbox import read_mail
from espaceclient.adapters.postgres.subscribers import read_line
from espaceclient.adapters.postgres.tables import ACCOUNTS, EXPIRING, HOLDINGS, Table
from espaceclient.adapters.postgres.trail import read_event
from espaceclient.domain.values import Contract, ContractNumber, Operator

SUBSCRIBERS = """
    SELECT name, contract_number, meter, ended, since, customer
    FROM {schema}.subscribers JOIN {schema}.operators ON operators.id = operator
    WHERE generation = (SELECT generation FROM {schema}.register WHERE id = 1)
"""
SET_ASIDE = """
    SELECT number, table_name, reason, to_char(set_aside_at AT TIME ZONE 'UTC', 'YYYY-MM-DD'),
        to_char(set_aside_at AT TIME ZONE 'UTC', 'HH24:MI')
    FROM {schema}.damaged_rows ORDER BY number
"""
EVENTS = "SELECT id, at, kind, payload FROM {schema}.events"
MAILS = "SELECT kind, payload FROM {schema}.outbox"

_PORTION = 1000
"""Rows that are fetched at once."""


def inspect(database: PostgresDatabase) -> Iterator[str]:
    """Yield a sentence for each kind of damage; none when all is well.

    Every record, line of the register, queued mail and event is read, all at one moment. Only a
    damaged account or holding is named, by its id. Rows that were set aside before are named by
    their numbers in ``damaged_rows``.

    Raises ``StorageUnavailable`` when the database cannot answer.
    """
    with database.transaction() as connection:
        connection.deadline = NEVER  # it takes as long as there is much
        connection.execute(b"SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        connection.execute(b"SET LOCAL statement_timeout = 0")
        for table in (ACCOUNTS, *EXPIRING):
            yield from _damaged(database, connection, table)
        for row in connection.execute(database.sql(SET_ASIDE)).fetchall():
            yield _told(*row)
        for select, read, what in (
            (SUBSCRIBERS, _require_line, "lines of the register"),
            (MAILS, _require_mail, "queued mails"),
            (EVENTS, _require_event, "events of the trail"),
        ):
            yield from _unreadable(database, connection, select, read, what)


def _damaged(database: PostgresDatabase, connection: Connection, table: Table) -> Iterator[str]:
    rows = unreadable(database, connection, Question(table, "TRUE", ()))
    if rows:
        named = (
            f": {', '.join(row[1] for row, _ in rows[:10])}"
            if table in (ACCOUNTS, HOLDINGS)
            else "."
        )
        yield f"{len(rows):,} rows of {table.bare_name} cannot be read{named}"


def _told(number: int, table_name: str, reason: str, day: str, time: str) -> str:
    return (
        f"A row of {table_name} could not be read ({reason}) and was set aside on {day} at {time} "
        f"UTC, as number {number} of damaged_rows."
    )


def _unreadable(
    database: PostgresDatabase,
    connection: Connection,
    select: str,
    read: Callable[[tuple[Any, ...]], object],
    what: str,
) -> Iterator[str]:
    total = unreadable_ones = 0
    with connection.cursor("inspection") as cursor:
        cursor.itersize = _PORTION
        for row in cursor.execute(database.sql(select)):
            total += 1
            try:
                read(row)
            except Exception:  # noqa: BLE001 - a damaged value raises whatever it leads to
                unreadable_ones += 1
    if unreadable_ones:
        yield f"{unreadable_ones:,} of {total:,} {what} cannot be read."


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
