"""Hostile bytes over real connections to ``espaceclient serve``."""

import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random
from subprocess import Popen

from attrs import evolve

from espaceclient.ports import page_paths
from tests.adapters.cli.commands import read_until, running
from tests.adapters.cli.test_commands import COMMUNES, serving
from tests.adapters.web.hostile import Genuine, draw
from tests.adapters.web.judging import LARGEST, Answer, what_is_wrong
from tests.adapters.web.test_fuzz import SEED

STRANGER = Genuine("", "A" * 22, "B" * 43, "C.D", "E.F", "I.J", ("G.H", "policy.json"))
"""Holds nothing that these pages know: whatever it posts is refused before it is hashed."""

NO_HTTP = (
    b"",
    b"\r\n\r\n\r\n",
    b"GET\r\n\r\n",
    b"GET / HTTP/9.9\r\n\r\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\nx: " + b"y" * 70_000 + b"\r\n\r\n",
    b"GET / HTTP/1.1\r\nhost: a\r\n" + b"x: y\r\n" * 5000 + b"\r\n",
    b"GET / HTTP/1.1\r\nhost : a\r\n folded\r\n\r\n",
    b"GET /\0 HTTP/1.1\r\nhost: \0\r\n\r\n",
    b"POST / HTTP/1.1\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
    b"POST /connexion HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nfffffffff\r\n",
    b"POST /connexion HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\n123456",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\xff" * 500,
)
"""What is no request, or two in one."""

CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


def over_a_socket(port: int, sent: bytes) -> bytes:
    """Send bytes and return what is answered until the server closes or waits for more."""
    with socket.create_connection(("127.0.0.1", port), timeout=0.25) as connection:
        received = b""
        # A server that has refused resets the connection; one that waits for more says nothing.
        with suppress(ConnectionError, TimeoutError):
            connection.sendall(sent)
            while len(received) <= LARGEST and (part := connection.recv(65536)):
                received += part
        return received.removeprefix(CONTINUE)


def read(received: bytes) -> Answer:
    head, _, body = received.partition(b"\r\n\r\n")
    status, *lines = head.split(b"\r\n")
    pairs = (line.partition(b": ") for line in lines)
    return Answer(int(status.split()[1]), [(name.lower(), value) for name, _, value in pairs], body)


def refused_by_the_server(answer: Answer) -> bool:
    """Tell whether the request never came to the pages, nor their headers into the answer."""
    plain = answer.body == b"" or b"Invalid HTTP request received." in answer.body
    return answer.status == 400 and plain


def requests_over_a_socket() -> Iterator[bytes]:
    yield from NO_HTTP
    paths = [path for name, path in vars(page_paths).items() if name.isupper()]
    routes = [(f"/{path}", ["GET", "POST"]) for path in paths]
    for place in range(300):
        random = Random(f"{SEED} socket {place}")  # noqa: S311 - it guards nothing
        request = draw(random, routes, STRANGER)
        length = (b"content-length", str(len(b"".join(request.body))).encode())
        yield evolve(request, headers=(*request.headers, (b"connection", b"close"), length)).raw()


@contextmanager
def serve(tmp_path: Path) -> Iterator[tuple["Popen[str]", int]]:
    """Run ``espaceclient serve``; give the process and its port."""
    communes = tmp_path / "communes.csv"
    communes.write_text(COMMUNES, "utf-8")
    settings = serving(tmp_path, communes) | {"base_url": "http://localhost/"}
    with running("serve", **settings) as process:
        yield process, int(read_until(process, "Serving").rpartition(" ")[2])


def stop(process: "Popen[str]") -> str:
    """Stop a server; return what it has printed."""
    process.send_signal(signal.SIGTERM)
    return process.communicate(timeout=30)[0]


def test_no_hostile_bytes_bring_a_server_to_a_defect(tmp_path: Path) -> None:
    with serve(tmp_path) as (process, port):
        answers = [
            (sent, received)
            for sent in requests_over_a_socket()
            if (received := over_a_socket(port, sent))
        ]
        assert read(over_a_socket(port, b"GET / HTTP/1.0\r\n\r\n")).status == 200
        printed = stop(process)
    assert ("Traceback" in printed, "ERROR" in printed) == (False, False), printed
    for sent, received in answers:
        answer = read(received)
        wrong = what_is_wrong(answer, secure=False)
        assert refused_by_the_server(answer) or not wrong, (
            f"{wrong} after {sent[:500]!r}: {received[:500]!r}, FUZZ_SEED={SEED}"
        )
    assert len(answers) > 250, f"FUZZ_SEED={SEED}"


HEAD = b"POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n"
NO_CHUNK = b"no number\r\n"


def after_the_answer(port: int) -> bytes:
    """Send a body that is no HTTP once the page, which does not read it, has answered."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(HEAD)
        received = connection.recv(65536)
        with suppress(ConnectionError):
            connection.sendall(NO_CHUNK)
            while part := connection.recv(65536):
                received += part
        return received


def test_a_body_that_is_no_http_is_refused_once_and_leaves_no_traceback(tmp_path: Path) -> None:
    with serve(tmp_path) as (process, port):
        at_once = [over_a_socket(port, HEAD + NO_CHUNK) for _ in range(10)]
        afterwards = [after_the_answer(port) for _ in range(10)]
        printed = stop(process)
    assert {answer.count(b"HTTP/1.1 ") for answer in (*at_once, *afterwards)} == {1}
    assert ("Traceback" in printed, "rror" in printed) == (False, False), printed
