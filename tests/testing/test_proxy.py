"""The proxy does to a connection what a network does."""

import socket
from collections.abc import Iterator
from contextlib import closing
from threading import Thread

import pytest

from espaceclient.testing.proxy import Proxy


class Echo:
    """A server that answers what it is sent in capitals, and keeps what it was sent."""

    def __init__(self) -> None:
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listening.getsockname()[1]
        self.heard: list[bytes] = []
        Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        try:
            while True:
                connection, _ = self.listening.accept()
                Thread(target=self._answer, args=(connection,), daemon=True).start()
        except OSError:  # closed
            return

    def _answer(self, connection: socket.socket) -> None:
        with connection:
            while sent := connection.recv(1000):
                self.heard.append(sent)
                connection.sendall(sent.upper())


@pytest.fixture
def echo() -> Iterator[Echo]:
    made = Echo()
    with closing(made.listening):
        yield made


@pytest.fixture
def proxy(echo: Echo) -> Iterator[Proxy]:
    with Proxy("127.0.0.1", echo.port) as made:
        yield made


def connect(proxy: Proxy) -> socket.socket:
    return socket.create_connection(("127.0.0.1", proxy.port), timeout=5)


def ask(connection: socket.socket, question: bytes) -> bytes:
    """Return the answer, empty when the connection was cut."""
    try:
        connection.sendall(question)
        return connection.recv(1000)
    except ConnectionError:
        return b""


def test_questions_and_answers_pass(proxy: Proxy) -> None:
    with connect(proxy) as one, connect(proxy) as other:
        assert [ask(one, b"one"), ask(other, b"other")] == [b"ONE", b"OTHER"]


def test_a_severed_connection_is_cut_and_no_other_is_made_until_it_is_restored(
    proxy: Proxy,
) -> None:
    with connect(proxy) as before:
        ask(before, b"hello")
        proxy.sever()
        assert ask(before, b"still there?") == b""
    with connect(proxy) as meanwhile:
        assert ask(meanwhile, b"anybody?") == b""
    proxy.restore()
    with connect(proxy) as after:
        assert ask(after, b"again") == b"AGAIN"


def test_in_silence_a_question_has_no_answer_and_afterwards_a_late_one(proxy: Proxy) -> None:
    with connect(proxy) as connection:
        ask(connection, b"hello")
        proxy.silence()
        connection.settimeout(0.05)
        with pytest.raises(TimeoutError):
            ask(connection, b"anybody?")
        proxy.restore()
        connection.settimeout(5)
        assert connection.recv(1000) == b"ANYBODY?"


def test_an_answer_is_lost_once_after_the_server_has_heard_the_question(
    proxy: Proxy, echo: Echo
) -> None:
    proxy.lose_answer(b"COMMIT")
    with connect(proxy) as connection:
        assert ask(connection, b"begin") == b"BEGIN"
        assert ask(connection, b"then COMMIT") == b""
    assert echo.heard == [b"begin", b"then COMMIT"]
    with connect(proxy) as connection:
        assert ask(connection, b"COMMIT") == b"COMMIT"


def test_a_server_that_is_down_refuses_through_the_proxy_too(proxy: Proxy, echo: Echo) -> None:
    echo.listening.shutdown(socket.SHUT_RDWR)
    with connect(proxy) as connection:
        assert ask(connection, b"hello") == b""
