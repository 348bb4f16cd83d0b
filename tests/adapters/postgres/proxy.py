"""A network between the adapter and its server, which can be cut, fall silent or lose an answer."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Lock, Thread

from psycopg.conninfo import conninfo_to_dict

from tests.postgres_fixture import url_with


class Proxy:
    """Passes bytes on from a port of this machine to a PostgreSQL server.

    ``trips`` counts how often something was sent after an answer.
    """

    def __init__(self, url: str) -> None:
        self._server = conninfo_to_dict(url)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = url_with(url, host="127.0.0.1", port=self._listening.getsockname()[1])
        self.trips = 0
        self._severed = False
        self._heard = Event()
        self._heard.set()
        self._losing = False
        self._lock = Lock()
        self._open: set[socket.socket] = set()
        Thread(target=self._accept, daemon=True).start()

    def sever(self) -> None:
        """Cut all connections, and refuse new ones."""
        self._severed = True
        self.cut()

    def cut(self) -> None:
        """Cut all connections."""
        with self._lock:
            sockets, self._open = self._open, set()
        for each in sockets:
            _close(each)

    def silence(self) -> None:
        """Take what is sent, and pass nothing on."""
        self._heard.clear()

    def lose_answer(self) -> None:
        """Cut the connection on which the server answers next, instead of passing it on."""
        self._losing = True

    def restore(self) -> None:
        """Be a network again; what was held back is lost."""
        if not self._heard.is_set():
            self.cut()
        self._severed, self._losing = False, False
        self._heard.set()

    def close(self) -> None:
        self.sever()
        self._heard.set()
        _close(self._listening)

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                if self._severed:
                    _close(client)
                else:
                    self._join(client)

    def _join(self, client: socket.socket) -> None:
        try:
            server = self._connect()
        except OSError:  # it is not running
            _close(client)
            return
        with self._lock:
            self._open |= {client, server}
        for source, target, pass_on in (
            (client, server, self._question),
            (server, client, self._answer),
        ):
            Thread(target=self._pump, args=(source, target, pass_on), daemon=True).start()

    def _connect(self) -> socket.socket:
        host = str(self._server["host"])
        port = int(self._server.get("port") or 5432)
        if host.startswith("/"):
            server = socket.socket(socket.AF_UNIX)
            try:
                server.connect(f"{host}/.s.PGSQL.{port}")
            except OSError:
                server.close()
                raise
            return server
        return socket.create_connection((host, port))

    def _pump(
        self, source: socket.socket, target: socket.socket, pass_on: Callable[[], bool]
    ) -> None:
        with suppress(OSError):
            self._pass(source, target, pass_on)
        with self._lock:
            self._open -= {source, target}
        _close(source)
        _close(target)

    def _pass(
        self, source: socket.socket, target: socket.socket, pass_on: Callable[[], bool]
    ) -> None:
        """Pass on what comes, until the connection is closed or ``pass_on`` refuses."""
        while data := source.recv(65536):
            self._heard.wait()
            if not pass_on():
                break
            target.sendall(data)

    def _question(self) -> bool:
        if self._answered:
            self.trips += 1
        self._answered = False
        return True

    _answered = True

    def _answer(self) -> bool:
        self._answered = True
        lost, self._losing = self._losing, False
        return not lost


@contextmanager
def proxied(url: str) -> Iterator[Proxy]:
    proxy = Proxy(url)
    try:
        yield proxy
    finally:
        proxy.close()


def _close(each: socket.socket) -> None:
    with suppress(OSError):
        each.shutdown(socket.SHUT_RDWR)
    each.close()
