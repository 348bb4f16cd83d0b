"""A proxy on this machine between an adapter and its server, for tests of what a network does: it
cuts, falls silent, and loses an answer.

``lose_answer`` reads along, so the connection must not be encrypted.
"""

import socket
from contextlib import suppress
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Self

_QUIET = 0.1
"""Seconds after the last byte of an answer until all of it has been swallowed."""
_BLOCK = 65536


class Proxy:
    """Passes TCP connections on to ``host`` and ``port``, undisturbed at first; ``port`` is where
    it listens itself, on 127.0.0.1.

    It disturbs the connections that there are and those to come. Use it as a context manager.
    """

    def __init__(self, host: str, port: int) -> None:
        self._server = (host, port)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._lock = Lock()
        self._passing = Event()
        self._passing.set()
        self._severed = False
        self._markers: tuple[bytes, ...] = ()
        self._connections: list[_Connection] = []
        Thread(target=self._accept, daemon=True).start()

    def sever(self) -> None:
        """Cut every connection, and refuse new ones until ``restore``."""
        self._severed = True
        self._passing.set()
        self._cut()

    def silence(self) -> None:
        """Pass nothing on until ``restore``: what is sent is neither answered nor refused."""
        self._passing.clear()

    def lose_answer(self, *after: bytes) -> None:
        """Once a client has sent one of ``after``, pass it on, swallow the answer and cut the
        connection: the server has done it, and nobody is told. It happens once.
        """
        self._markers = after

    def restore(self) -> None:
        """Pass everything on again; what was held back in silence is late, not lost."""
        self._severed, self._markers = False, ()
        self._passing.set()

    def close(self) -> None:
        self.sever()
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _accept(self) -> None:
        with suppress(OSError):  # closed
            while True:
                client, _ = self._listening.accept()
                Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        self._passing.wait()
        if self._severed:
            client.close()
            return
        try:
            server = socket.create_connection(self._server)
        except OSError:  # the server is down: so its clients are told
            client.close()
            return
        connection = _Connection(client, server)
        with self._lock:
            self._connections.append(connection)
        answers = Thread(target=self._answer, args=(connection,), daemon=True)
        answers.start()
        self._ask(connection)

    def _ask(self, connection: "_Connection") -> None:
        """Pass on what the client sends."""
        tail = b""
        with connection, suppress(OSError):
            while sent := connection.client.recv(_BLOCK):
                self._passing.wait()
                if any(marker in tail + sent for marker in self._markers):
                    self._markers, connection.swallows = (), True
                tail = (tail + sent)[-128:]
                connection.server.sendall(sent)

    def _answer(self, connection: "_Connection") -> None:
        """Pass on what the server answers, or swallow it until it is quiet."""
        with connection, suppress(OSError):
            while answer := connection.server.recv(_BLOCK):
                if connection.swallows:
                    connection.server.settimeout(_QUIET)
                    continue
                self._passing.wait()
                connection.client.sendall(answer)

    def _cut(self) -> None:
        with self._lock:
            connections, self._connections = self._connections, []
        for connection in connections:
            connection.close()


class _Connection:
    """A client's connection and the one to its server; one does not outlive the other."""

    def __init__(self, client: socket.socket, server: socket.socket) -> None:
        self.client, self.server = client, server
        self.swallows = False
        for each in (client, server):
            each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def close(self) -> None:
        for each in (self.client, self.server):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
