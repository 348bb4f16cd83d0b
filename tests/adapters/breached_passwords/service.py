"""A service of breached passwords on loopback, and a file of them."""

import hashlib
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from attrs import define, field, frozen

HOST = "127.0.0.1"


@frozen
class Question:
    """``text`` is all that was sent: the request line and its headers."""

    path: str
    headers: Mapping[str, str]

    @property
    def text(self) -> str:
        return self.path + "".join(f"{name}: {value}" for name, value in self.headers.items())


Answerer = Callable[[str], tuple[int, bytes]]
"""Is given the prefix; returns the status and the body."""


def sha1(password: str) -> str:
    prepared = unicodedata.normalize("NFC", password).encode()
    return hashlib.sha1(prepared, usedforsecurity=False).hexdigest().upper()


def listing(passwords: Sequence[str]) -> Answerer:
    """Answer as the service does: the hashes that begin so, and some that were never seen."""
    hashes = sorted(map(sha1, passwords))

    def answer(prefix: str) -> tuple[int, bytes]:
        rests = [f"{each[5:]}:12" for each in hashes if each.startswith(prefix)]
        return 200, "\r\n".join([*rests, "0" * 35 + ":0", "F" * 35 + ":0"]).encode()

    return answer


@define
class RunningService:
    base_url: str
    questions: list[Question] = field(factory=list)


@contextmanager
def running(answer: Answerer) -> Iterator[RunningService]:
    """Serve on a free port; whoever asks is to be closed before."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            service.questions.append(Question(self.path, dict(self.headers)))
            status, body = answer(self.path.removeprefix("/api/range/"))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer((HOST, 0), Handler)
    service = RunningService(f"http://{HOST}:{server.server_port}/api")
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
