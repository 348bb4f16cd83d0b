"""A PostgreSQL database that many nodes share."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import timedelta
from functools import lru_cache
from types import TracebackType
from typing import Any, Self, TypeVar

import psycopg

from espaceclient.adapters.postgres.connection import Connection, Statement
from espaceclient.adapters.postgres.errors import (
    cause_of,
    is_lost,
    is_to_be_repeated,
    translated,
)
from espaceclient.adapters.postgres.pool import Pool
from espaceclient.adapters.postgres.schema import require_identifier, require_supported
from espaceclient.adapters.postgres.url import parts_of

T = TypeVar("T")

_logger = logging.getLogger(__name__)

SCHEMA = "espaceclient"
"""The PostgreSQL schema that everything lies in, unless another one is named."""

BEGIN = b"BEGIN ISOLATION LEVEL READ COMMITTED"
COMMIT = b"COMMIT"
LIMITS = b"SELECT set_config('lock_timeout', %s, true), set_config('statement_timeout', %s, true)"

_ATTEMPTS = 5
"""How often a transaction is run that the database ends for reasons of its own."""


class PostgresDatabase:
    """A database that ``espaceclient database upgrade`` has prepared, and the connections to it.

    ``url`` is what libpq takes: ``postgresql://user@host/name?sslmode=verify-full``, with several
    hosts and ``target_session_attrs=read-write`` for a primary and its standbys. ``password`` is
    used when the URL has none. ``schema`` is the PostgreSQL schema. ``connections`` is how many
    this process holds at most, and ``patience`` how long a thread waits for a free one.
    ``time_out`` is how long the server may take for one call. ``pgbouncer``: PgBouncer in
    transaction mode stands between, so that nothing is prepared or set for a session.

    Thread-safe, also after a fork. Use it as a context manager, or call ``close``.

    Raises ``ValueError`` for a name of a schema that has to be quoted, ``StorageUnavailable`` when
    the database cannot be used, ``SchemaTooNew`` and
    ``SchemaTooOld`` when it has the schema of a release that is too far from this one.
    """

    def __init__(
        self,
        url: str,
        *,
        password: str | None = None,
        schema: str = SCHEMA,
        connections: int = 10,
        patience: timedelta = timedelta(seconds=5),
        time_out: timedelta = timedelta(seconds=10),
        pgbouncer: bool = False,
    ) -> None:
        self.schema = require_identifier(schema)
        self.time_out = time_out
        self._pgbouncer = pgbouncer
        arguments = _arguments(url, password, patience)
        arguments |= _for_pgbouncer() if pgbouncer else _for_a_session(url, _longest(time_out))
        self._pool = Pool(url, arguments, connections, patience)
        self.sql: Callable[[str], bytes] = lru_cache(None)(self._qualified)
        try:
            with closing(self.connect()) as connection:  # which tells why there is none
                require_supported(connection, schema)
                _warn_unless_durable(connection)
        except BaseException:
            self.close()
            raise

    def fetch(self, text: str, *parameters: Any) -> Sequence[tuple[Any, ...]]:
        """Execute one statement, a transaction by itself, and return its rows: one trip.

        It is executed again when the connection was lost, so twice must be as good as once.
        """
        statement = self.sql(text)
        return self.run(lambda connection: connection.execute(statement, parameters).fetchall())

    def change(self, text: str, *parameters: Any) -> int:
        """Execute one statement, a transaction by itself, and return how many rows it changed.

        It is executed again when the connection was lost, so twice must be as good as once.
        """
        statement = self.sql(text)
        return self.run(lambda connection: connection.execute(statement, parameters).rowcount)

    def run(self, work: Callable[[Connection], T]) -> T:
        """Return what ``work`` does with a connection that is in no transaction.

        It works again, on another connection, when the first was lost or when the database ended
        its transaction for reasons of its own. Raises the port's exceptions.
        """
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                with self._pool.connection(self.time_out) as connection:
                    return work(connection)
            except psycopg.Error as error:
                once_more = is_to_be_repeated(error) or (is_lost(error) and attempt == 1)
                if not once_more or attempt == _ATTEMPTS:
                    raise translated(error) from cause_of(error)
        raise AssertionError  # pragma: no cover - the last attempt returns or raises

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """Give a connection that is in no transaction; one that is left open is rolled back.

        Nothing is repeated. Raises the port's exceptions.
        """
        try:
            with self._pool.connection(self.time_out) as connection:
                yield connection
        except psycopg.Error as error:
            raise translated(error) from cause_of(error)

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Give a connection in a transaction, committed at the end, rolled back by an exception.

        Nothing is repeated. Raises the port's exceptions.
        """
        with self.connection() as connection:
            connection.execute(BEGIN)
            yield connection
            connection.execute(COMMIT)

    def beginning(self, patience: timedelta | None = None) -> list[Statement]:
        """Return the statements that begin a transaction, whose statements the server waits for no
        longer than ``patience``, and than its client does.
        """
        if patience is None and not self._pgbouncer:
            return [(BEGIN, ())]
        wait = self.longest_wait(patience)
        return [(BEGIN, ()), (LIMITS, (wait, wait))]

    def longest_wait(self, patience: timedelta | None = None) -> str:
        """Return how long the server may wait within one statement, in milliseconds."""
        longest = _longest(self.time_out)
        return _milliseconds(min(patience or longest, longest))

    def connect(self) -> Connection:
        """Return a connection of its own, for what lasts; its owner closes it."""
        try:
            return self._pool.connect(self.time_out)
        except psycopg.Error as error:
            raise translated(error) from cause_of(error)

    def probe(self) -> None:
        """Write to the database, and change nothing; raises ``StorageUnavailable``."""
        self.change("UPDATE {schema}.register SET generation = generation WHERE id = 1")

    def close(self) -> None:
        """Close every connection; using the database afterwards raises ``StorageUnavailable``."""
        self._pool.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _qualified(self, text: str) -> bytes:
        """Return a statement with the name of the schema in the place of ``{schema}``."""
        return text.replace("{schema}", f'"{self.schema}"').encode()


def _arguments(url: str, password: str | None, patience: timedelta) -> dict[str, Any]:
    """Return what every connection is made with; what the URL says itself stays as it says."""
    said = parts_of(url)
    seconds = max(2, round(patience.total_seconds()))
    wished = {
        "application_name": "espaceclient",
        "client_encoding": "utf8",
        "connect_timeout": seconds,
        "keepalives_idle": 30,
        "keepalives_interval": 10,
        "keepalives_count": 3,
        "tcp_user_timeout": 30_000,
        **({"password": password} if password else {}),
    }
    return {name: value for name, value in wished.items() if name not in said} | {
        "autocommit": True
    }


def _warn_unless_durable(connection: Connection) -> None:
    try:
        found = connection.execute(b"SHOW synchronous_commit").fetchone()
    except psycopg.Error as error:
        raise translated(error) from cause_of(error)
    if found == ("off",):
        _logger.warning(
            "synchronous_commit is off: what was answered is lost when the server crashes"
        )


def _for_pgbouncer() -> dict[str, Any]:
    return {"prepare_threshold": None}


def _for_a_session(url: str, longest: timedelta) -> dict[str, Any]:
    """Return what bounds every statement of a connection: the server gives up before its client."""
    said = parts_of(url).get("options", "")
    wait = _milliseconds(longest)
    return {"options": f"-c lock_timeout={wait} -c statement_timeout={wait} {said}".strip()}


def _longest(time_out: timedelta) -> timedelta:
    return time_out * 3 / 4


def _milliseconds(wait: timedelta) -> str:
    return str(max(1, wait // timedelta(milliseconds=1)))
