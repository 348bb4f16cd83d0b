"""Rows that cannot be read: set aside, so that nobody else is held up by them."""

import json
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from espaceclient.adapters.codec import Unreadable
from espaceclient.adapters.sqlite.database import SqliteDatabase
from espaceclient.adapters.sqlite.lookups import Question, questions
from espaceclient.adapters.sqlite.records import ACCOUNTS, HOLDINGS, Table
from espaceclient.ports.errors import StorageUnavailable
from espaceclient.ports.storage import AnyLookup

_logger = logging.getLogger(__name__)

SET_ASIDE = "INSERT INTO damaged_rows (table_name, reason, row) VALUES (?, ?, ?)"


def set_aside(database: SqliteDatabase, *lookups: AnyLookup) -> bool:
    """Move the rows that ``lookups`` find and that cannot be read into ``damaged_rows``.

    Each is logged as a warning, without what it holds. A damaged account or holding stays where it
    is, and raises ``StorageUnavailable`` with its id: without it somebody else could take its
    place. Returns whether there was any.
    """
    with database.writing() as connection, tolerant(connection):
        moved = [
            said
            for lookup in lookups
            for question in questions(lookup)
            for said in _set_aside(connection, question)
        ]
    for said in moved:
        _logger.warning("%s", said)
    return bool(moved)


def _set_aside(connection: sqlite3.Connection, question: Question) -> Iterator[str]:
    for row, reason in unreadable(connection, question):
        table, key = question.table, row[1]
        if table in (ACCOUNTS, HOLDINGS):
            raise StorageUnavailable(f"the row of {table.name} with the id {key} cannot be read")
        content = json.dumps(dict(zip(("version", *table.columns), row, strict=True)))
        number = connection.execute(SET_ASIDE, (table.name, reason, content)).lastrowid
        connection.execute(table.delete_by_bytes, (key.encode("utf-8", "surrogateescape"),))
        yield (
            f"a row of {table.name} cannot be read ({reason}); it was set aside as number {number} "
            "of damaged_rows"
        )


def unreadable(
    connection: sqlite3.Connection, question: Question
) -> list[tuple[tuple[Any, ...], str]]:
    """Return the rows of a question that cannot be read, each with the reason in a word.

    The connection must be ``tolerant``.
    """
    rows = connection.execute(question.select, question.parameters)
    return [(row, reason) for row in rows if (reason := _reason(question.table, row))]


def _reason(table: Table, row: tuple[Any, ...]) -> str | None:
    """Return the class of what reading a row raises."""
    try:
        for value in row:
            if isinstance(value, str):
                value.encode()
        table.stored(row)
    except UnicodeEncodeError as error:
        return type(error).__name__
    except Unreadable as error:
        return error.reason
    return None


@contextmanager
def tolerant(connection: sqlite3.Connection) -> Iterator[None]:
    """Read texts that are not UTF-8 as well, for the moment: their bytes become surrogates."""
    connection.text_factory = lambda text: text.decode("utf-8", "surrogateescape")
    try:
        yield
    finally:
        connection.text_factory = str
