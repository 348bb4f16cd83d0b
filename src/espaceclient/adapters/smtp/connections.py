"""Open connections to a mail server, each lent to one thread at a time."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Condition
from time import monotonic

from espaceclient.adapters.smtp.connection import Connection
from espaceclient.ports.errors import MailerUnavailable

FAREWELL = 1.0
"""Seconds in all for the answers to QUIT."""


class Connections:
    """As many as there are threads that send, or as the server lets in."""

    def __init__(self, connect: Callable[[], Connection]) -> None:
        self._connect = connect
        self._changed = Condition()
        self._idle: list[Connection] = []
        self._lent = 0
        self._no_more = False

    @contextmanager
    def lent(self) -> Iterator[Connection]:
        """Lend an idle connection, else a new one, else the next that comes back.

        Raises ``MailerUnavailable`` when there is none and the server lets none in.
        """
        connection = self._take()
        try:
            yield connection
        finally:
            self._give_back(connection)

    def close(self) -> None:
        """Close those that are idle."""
        with self._changed:
            idle, self._idle = self._idle, []
            self._no_more = False
        for connection in idle:
            connection.say_goodbye()
        deadline = monotonic() + FAREWELL
        for connection in idle:
            connection.close(deadline)

    def _take(self) -> Connection:
        while True:
            with self._changed:
                self._changed.wait_for(self._may_take)
                self._lent += 1
                if self._idle:
                    return self._idle.pop()
            try:
                return self._connect()
            except MailerUnavailable:
                if not self._others_go_on():
                    raise

    def _may_take(self) -> bool:
        return bool(self._idle or not self._lent or not self._no_more)

    def _others_go_on(self) -> bool:
        """After a connection that failed: tell whether another one can be waited for."""
        with self._changed:
            self._lent -= 1
            self._no_more = self._lent > 0 or bool(self._idle)
            self._changed.notify_all()
            return self._no_more

    def _give_back(self, connection: Connection) -> None:
        with self._changed:
            self._lent -= 1
            if connection.is_open:
                self._idle.append(connection)
            self._changed.notify_all()
