"""Rows that cannot be read: set aside, so that nobody else is held up by them."""

import logging
from collections.abc import Iterator
from typing import Any

from psycopg.types.json import Jsonb

from espaceclient.adapters.codec import Unreadable
from espaceclient.adapters.postgres.connection import Connection
from espaceclient.adapters.postgres.database import PostgresDatabase
from espaceclient.adapters.postgres.lookups import Question, questions
from espaceclient.adapters.postgres.schema import APPLIED, migrations
from espaceclient.adapters.postgres.tables import ACCOUNTS, HOLDINGS
from espaceclient.ports.errors import StorageUnavailable
from espaceclient.ports.storage import AnyLookup

_logger = logging.getLogger(__name__)

SET_ASIDE = """
    INSERT INTO {schema}.damaged_rows (table_name, reason, row) VALUES (%s, %s, %s) RETURNING number
"""


def set_aside(database: PostgresDatabase, *lookups: AnyLookup) -> bool:
    """Move the rows that ``lookups`` find and that cannot be read into ``damaged_rows``.

    Each is logged as a warning, without what it holds. Returns whether there was any. Raises
    ``StorageUnavailable``, and moves nothing, for an account or a holding, with its id: without it
    somebody else could take its place; and when a newer release has upgraded the database, since
    that one may have written what this one cannot read.
    """
    with database.transaction() as connection:
        moved = [
            said
            for lookup in lookups
            for question in questions(lookup)
            for said in _set_aside(database, connection, question)
        ]
    for said in moved:
        _logger.warning("%s", said)
    return bool(moved)


def _set_aside(
    database: PostgresDatabase, connection: Connection, question: Question
) -> Iterator[str]:
    for row, reason in unreadable(database, connection, question):
        table = question.table
        version, key, _ = row
        if table in (ACCOUNTS, HOLDINGS):
            raise StorageUnavailable(
                f"the row of {table.bare_name} with the id {key} cannot be read"
            )
        if connection.execute(database.sql(APPLIED)).fetchone() != (len(migrations()),):
            raise StorageUnavailable(
                f"a row of {table.bare_name} cannot be read; a newer release may have written it"
            )
        content = Jsonb(dict(zip(("version", table.identity, "record"), row, strict=True)))
        kept = (table.bare_name, reason, content)
        (number,) = connection.execute(database.sql(SET_ASIDE), kept).fetchone() or (0,)
        connection.execute(database.sql(f"{table.delete} AND version = %s"), ([key], version))
        yield (
            f"a row of {table.bare_name} cannot be read ({reason}); it was set aside as number "
            f"{number} of damaged_rows"
        )


def unreadable(
    database: PostgresDatabase, connection: Connection, question: Question
) -> list[tuple[tuple[Any, ...], str]]:
    """Return the rows of a question that cannot be read, each with the reason in a word; a row is a
    version, an identity and a record.
    """
    columns = f"version, {question.table.identity}, record"
    selected = database.sql(f"SELECT {columns} {question.rest}")
    with connection.cursor("unreadable") as cursor:  # there may be more than fit into memory
        rows = cursor.execute(selected, question.parameters)
        return [(row, reason) for row in rows if (reason := _reason(question, row))]


def _reason(question: Question, row: tuple[Any, ...]) -> str | None:
    version, _, fields = row
    try:
        question.table.stored(version, fields)
    except Unreadable as error:
        return error.reason
    return None
