"""A connection that waits for its server no longer than it is told, and sends many statements in
one trip.
"""

from collections.abc import Iterable
from time import monotonic
from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.rows import TupleRow, tuple_row

from espaceclient.adapters.postgres.errors import Silent

RV = TypeVar("RV")

Statement = tuple[bytes, tuple[Any, ...]]
"""A statement, and the parameters that fill its ``%s``."""

Rows = list[TupleRow]

NEVER = float("inf")


class Connection(psycopg.Connection[TupleRow]):
    """A connection that raises ``Silent`` when ``deadline``, on the monotonic clock, has passed.

    libpq has no time-out of its own once it is connected: a server that is stopped, or a network
    that swallows what is sent, would be waited for until TCP gives up.
    """

    deadline = NEVER

    def wait(self, gen: PQGen[RV], *args: Any, **kwargs: Any) -> RV:
        return super().wait(self._bounded(gen), *args, **kwargs)

    def _bounded(self, gen: PQGen[RV]) -> PQGen[RV]:
        """Pass a wait on; the driver looks in ten times a second, with nothing ready."""
        try:
            wanted = next(gen)
            while True:
                ready = yield wanted
                if not ready and monotonic() > self.deadline:
                    self.close()
                    raise Silent("the server gave no answer in time")
                wanted = gen.send(ready)
        except StopIteration as end:
            answer: RV = end.value
            return answer


def send(connection: psycopg.Connection[Any], statements: Iterable[Statement]) -> Rows:
    """Execute statements in one trip, and return the rows of the last one, if it has any.

    Raises the first error, after which none is executed.
    """
    first: psycopg.Error | None = None
    cursor: psycopg.Cursor[TupleRow] | None = None
    try:
        with connection.pipeline():
            try:
                for text, parameters in statements:
                    cursor = psycopg.Cursor(connection, row_factory=tuple_row)
                    cursor.execute(text, parameters)
            except psycopg.Error as error:
                first = error
    except psycopg.Error as error:
        raise (first or error) from None
    if first:
        raise first
    return cursor.fetchall() if cursor and cursor.description else []
