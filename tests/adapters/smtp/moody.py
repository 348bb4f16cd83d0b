"""A mail server on loopback that is in good health but for one habit."""

import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from enum import Enum
from threading import Event, Thread

from attrs import field, frozen


class Habit(Enum):
    """What a server does instead of an answer."""

    SILENCE = "says nothing"
    HANG_UP = "hangs up"
    DRIP = "sends a byte now and then, and never the end of the line"
    ENDLESS = "sends one line after the other, and never the last"


Answer = bytes | Habit

HEALTHY: Mapping[str, Answer] = {
    "greeting": b"220 mail.test\r\n",
    "EHLO": b"250-mail.test\r\n250 SIZE 1000000\r\n",
    "HELO": b"250 mail.test\r\n",
    "STARTTLS": b"454 4.7.0 no\r\n",
    "AUTH": b"235 2.7.0 welcome\r\n",
    "RSET": b"250 2.0.0 OK\r\n",
    "MAIL": b"250 2.1.0 OK\r\n",
    "RCPT": b"250 2.1.5 OK\r\n",
    "DATA": b"354 go on\r\n",
    "content": b"250 2.0.0 queued\r\n",
    "QUIT": b"221 2.0.0 bye\r\n",
}

_PIECES = {Habit.DRIP: b"2", Habit.ENDLESS: b"250-and more\r\n"}
_PAUSES = {Habit.DRIP: 0.02, Habit.ENDLESS: 0.0}


@frozen
class Moody:
    """Answers as ``HEALTHY``, but for ``answers``; after ``mails`` over one connection, the next
    one is refused with 421.
    """

    answers: Mapping[str, Answer]
    mails: int = 1_000
    received: list[bytes] = field(factory=list)

    @contextmanager
    def running(self) -> Iterator[int]:
        """Serve every caller during a ``with`` block; gives the port."""
        over = Event()
        threads: list[Thread] = []
        with socket.create_server(("127.0.0.1", 0)) as listening:
            listening.settimeout(0.05)

            def accept() -> None:
                while not over.is_set():
                    with suppress(TimeoutError):
                        connection, _ = listening.accept()
                        threads.append(Thread(target=self._serve, args=(connection, over)))
                        threads[-1].start()

            accepting = Thread(target=accept)
            accepting.start()
            try:
                yield listening.getsockname()[1]
            finally:
                over.set()
                accepting.join()
                for thread in threads:
                    thread.join()

    def _serve(self, connection: socket.socket, over: Event) -> None:
        connection.settimeout(5)
        with connection, connection.makefile("rb") as lines, suppress(OSError):
            if not self._answer(connection, "greeting", over):
                return
            taken = 0
            for line in lines:
                verb = line.split()[0].decode("ascii", "replace").upper()
                if verb == "MAIL" and taken == self.mails:
                    connection.sendall(b"421 4.7.0 enough mails on this connection\r\n")
                    return
                if not self._answer(connection, verb, over):
                    return
                if verb == "DATA" and self._answers("DATA").startswith(b"354"):
                    self.received.append(_content(lines))
                    taken += 1
                    if not self._answer(connection, "content", over):
                        return

    def _answers(self, verb: str) -> bytes:
        answer = {**HEALTHY, **self.answers}.get(verb, b"500 5.5.1 unknown\r\n")
        return answer if isinstance(answer, bytes) else b""

    def _answer(self, connection: socket.socket, verb: str, over: Event) -> bool:
        """Answer; return whether to go on."""
        answer = {**HEALTHY, **self.answers}.get(verb, b"500 5.5.1 unknown\r\n")
        if isinstance(answer, bytes):
            connection.sendall(answer)
            return verb != "QUIT"
        if answer is Habit.SILENCE:
            over.wait(10)
        while answer in _PIECES and not over.wait(_PAUSES[answer]):
            connection.sendall(_PIECES[answer])
        return False


def _content(lines: Iterator[bytes]) -> bytes:
    content = b""
    for line in lines:
        if line == b".\r\n":
            break
        content += line
    return content
