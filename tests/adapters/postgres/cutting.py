"""A network that is cut between two messages of PostgreSQL's protocol."""

import socket
from collections.abc import Callable, Iterator
from typing import Literal

from tests.adapters.postgres.proxy import Proxy

Sender = Literal["client", "server"]

_READY = b"Z"


class CuttingProxy(Proxy):
    """Passes whole messages on, and cuts a connection in the place of one of them.

    Made for one connection at a time, which is not encrypted. ``cuts`` counts them.
    """

    cuts = 0
    _times = 0
    _counting = False

    def cut_after(
        self, sender: Sender, messages: int, *, times: int = 1, greeting: bool = False
    ) -> None:
        """Pass so many messages of the sender on; when the next one comes, cut the connection.

        It happens to ``times`` connections. The messages of one that is made meanwhile are counted
        once it is ready, or from its beginning with ``greeting``.
        """
        self._sender, self._messages, self._times = sender, messages, times
        self._left, self._counting, self._greeting = messages, True, greeting
        self.cuts = 0

    def restore(self) -> None:
        self._times = 0
        super().restore()

    def _join(self, client: socket.socket) -> None:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._times:
            self._left, self._counting = self._messages, self._greeting
        super()._join(client)

    def _pass(
        self, source: socket.socket, target: socket.socket, pass_on: Callable[[], bool]
    ) -> None:
        sender: Sender = "client" if pass_on == self._question else "server"
        for message in _messages(source, greeted=sender == "server"):
            if self._is_to_cut(sender):
                break
            target.sendall(message)
            self._counting = self._counting or (sender == "server" and message[:1] == _READY)
        else:
            return
        if sender == "client":  # the server still does what it was sent, and answers
            target.shutdown(socket.SHUT_WR)
            while source.recv(65536):
                pass

    def _is_to_cut(self, sender: Sender) -> bool:
        if not self._times or not self._counting or sender != self._sender:
            return False
        self._left -= 1
        if self._left >= 0:
            return False
        self._times -= 1
        self._counting = False
        self.cuts += 1
        return True


def _messages(source: socket.socket, *, greeted: bool) -> Iterator[bytes]:
    """Yield what comes, message by message; only the first one of a client is without a type."""
    received = b""
    while data := source.recv(65536):
        received += data
        while length := _complete(received, at=1 if greeted else 0):
            yield received[:length]
            received, greeted = received[length:], True


def _complete(received: bytes, at: int) -> int:
    """Return the length of the first message, whose count of bytes is there; 0 until all is."""
    length = at + int.from_bytes(received[at : at + 4])
    return length if at + 4 <= len(received) >= length else 0
