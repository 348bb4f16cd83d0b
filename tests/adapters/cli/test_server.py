"""The port that pages are served on."""

import socket

from espaceclient.adapters.cli.server import listen


def test_whoever_comes_before_the_pages_are_served_waits() -> None:
    with (
        listen("127.0.0.1", 0) as listening,
        socket.create_connection(listening.getsockname()) as early,
    ):
        peer, _ = listening.accept()
        with peer:
            early.sendall(b"GET")
            assert peer.recv(3) == b"GET"
