"""The connections of a process: kept, counted, and exchanged when the server was gone."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Lock
from time import monotonic
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus
from psycopg_pool import ConnectionPool, PoolClosed

from espaceclient.adapters.postgres.connection import NEVER, Connection
from espaceclient.adapters.postgres.errors import is_lost

_of_another_process: list[ConnectionPool[Connection]] = []
"""Pools inherited by a fork: they belong to the parent, so they are not used or closed here."""


class Pool:
    """At most ``size`` connections of this process to one database.

    It is opened when it is first used, and once more in each process that a fork makes. Whoever
    finds no connection free waits for ``patience``, and then gets the driver's ``PoolTimeout``.
    """

    def __init__(self, url: str, arguments: dict[str, Any], size: int, patience: timedelta) -> None:
        self._url, self._arguments = url, arguments
        self._size, self._patience = size, patience.total_seconds()
        self._lock = Lock()
        self._opened: ConnectionPool[Connection] | None = None
        self._process = os.getpid()
        self._emptied_at = 0.0
        self._closed = False

    @contextmanager
    def connection(self, time_out: timedelta) -> Iterator[Connection]:
        """Give a connection to whoever needs it, for ``time_out`` once it has it.

        One whose server is gone is not given again, and neither are those that were idle then.
        """
        pool = self._of_this_process()
        connection = pool.getconn(self._patience)
        taken_at = monotonic()
        connection.deadline = taken_at + time_out.total_seconds()
        try:
            yield connection
        except BaseException as error:
            _roll_back(connection)
            if isinstance(error, psycopg.Error) and is_lost(error):
                connection.close()
                self._empty(pool, taken_at)
            raise
        else:
            _roll_back(connection)
        finally:
            connection.deadline = NEVER
            pool.putconn(connection)

    def connect(self, time_out: timedelta) -> Connection:
        """Return a connection of its own, which is its owner's to close."""
        connection = Connection.connect(self._url, **self._arguments)
        connection.deadline = monotonic() + time_out.total_seconds()
        return connection

    def close(self) -> None:
        """Close all connections; those in use are closed when they are given back."""
        self._closed = True
        if self._process != os.getpid():  # the parent's, whose lock a thread of its own may hold
            return
        with self._lock:
            opened, self._opened = self._opened, None
        if opened is not None:
            opened.close()

    def _empty(self, pool: ConnectionPool[Connection], seen_at: float) -> None:
        """Let the idle connections go, which are as old; once for all who notice it."""
        with self._lock:
            if seen_at < self._emptied_at:
                return
            self._emptied_at = monotonic()
        pool.drain()

    def _of_this_process(self) -> ConnectionPool[Connection]:
        if self._closed:
            raise PoolClosed("the database is closed")
        if self._opened is not None and self._process == os.getpid():
            return self._opened
        with self._lock_of_this_process():
            if self._opened is None:
                self._opened = self._open()
            return self._opened

    def _lock_of_this_process(self) -> Lock:
        """Return the lock: a new one after a fork, since another thread may have held the old."""
        if self._process != os.getpid():
            if self._opened is not None:
                _of_another_process.append(self._opened)
            self._lock, self._opened, self._process = Lock(), None, os.getpid()
        return self._lock

    def _open(self) -> ConnectionPool[Connection]:
        return ConnectionPool(
            self._url,
            connection_class=Connection,
            kwargs=self._arguments,
            min_size=1,
            max_size=self._size,
            timeout=self._patience,
            reconnect_timeout=self._patience,  # or it would look for the server ever more rarely
            open=True,
            name="espaceclient",
        )


def _roll_back(connection: Connection) -> None:
    """End the transaction that an error has left; a connection that cannot is closed."""
    if connection.closed or connection.info.transaction_status == TransactionStatus.IDLE:
        return
    try:
        connection.rollback()
    except psycopg.Error:
        connection.close()
