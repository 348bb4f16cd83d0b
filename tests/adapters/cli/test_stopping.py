"""A process that is asked to stop: it answers, and ends within its grace whatever holds it up."""

import re
import signal
import socket
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import httpx
import pytest
from attrs import frozen

from espaceclient.adapters.cli.composition import DATABASE
from espaceclient.ports.keys import Key
from tests.adapters.cli.commands import read_until, running
from tests.adapters.cli.test_commands import COMMUNES, address_of, queue_mail, serving

WAITING = 30


@pytest.fixture
def settings(tmp_path: Path) -> dict[str, str | Path]:
    communes = tmp_path / "communes.csv"
    communes.write_text(COMMUNES, "utf-8")
    return serving(tmp_path, communes)


@frozen
class SignIn:
    """A sign-in whose headers were sent, and its body not yet."""

    connection: socket.socket
    body: bytes

    @classmethod
    def begin(cls, address: str, number: int) -> "SignIn":
        """Begin to sign in from a network of its own; return once the page waits for the body."""
        with httpx.Client(base_url=address) as http:
            page = http.get("connexion").text
            cookie = "; ".join(f"{name}={value}" for name, value in http.cookies.items())
        token = re.search(r'name="csrf" value="([^"]+)"', page)
        assert token
        body = f"csrf={token[1]}&email=jeanne%40exemple.fr&password=Loutre-et-jonc-7".encode()
        url = httpx.URL(address)
        connection = socket.create_connection((url.host, url.port), timeout=60)
        head = (
            f"POST {url.path}connexion HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\nSec-Fetch-Site: same-origin\r\n"
            f"X-Forwarded-For: 198.51.100.{number}\r\n"
            f"Content-Length: {len(body)}\r\nExpect: 100-continue\r\n\r\n"
        )
        connection.sendall(head.encode())
        assert connection.recv(4096).startswith(b"HTTP/1.1 100")
        return cls(connection, body)

    def send(self) -> None:
        self.connection.sendall(self.body)

    def answer(self) -> str:
        with self.connection, self.connection.makefile("rb") as reply:
            return reply.read().decode()


def status_of(answer: str) -> int:
    return int(answer.split(" ", 2)[1])


@contextmanager
def locked(data: Path) -> Iterator[None]:
    """Hold the database's only writing place, as a fault would."""
    with closing(sqlite3.connect(data / DATABASE, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield


def ended(process: "subprocess.Popen[str]") -> int:
    """Return the status that a process ends with by itself."""
    process.communicate(timeout=60)
    return process.returncode


def test_all_waiting_sign_ins_are_answered_before_the_end(
    settings: dict[str, str | Path],
) -> None:
    with running("serve", **settings) as process, ExitStack() as stack:
        address = address_of(process)
        waiting = [SignIn.begin(address, number) for number in range(WAITING)]
        for each in waiting:
            stack.enter_context(each.connection)
            each.send()
        process.send_signal(signal.SIGTERM)
        answers = [each.answer() for each in waiting]
        assert ended(process) == 0
    statuses = Counter(status_of(answer) for answer in answers)
    assert statuses.keys() <= {422, 503}
    assert statuses.total() == WAITING
    assert statuses[422] > 0
    assert all("retry-after: 60" in each for each in answers if status_of(each) == 503)


def test_what_cannot_be_finished_is_told_to_come_back(settings: dict[str, str | Path]) -> None:
    settings |= {"grace_seconds": "2"}
    with running("serve", **settings) as process:
        address = address_of(process)
        sign_in, unsent = SignIn.begin(address, 1), SignIn.begin(address, 2)
        with locked(Path(settings["data"])):
            sign_in.send()
            process.send_signal(signal.SIGTERM)
            answers = [sign_in.answer(), unsent.answer()]
            ended(process)
    for answer in answers:
        assert status_of(answer) == 503
        assert "retry-after: 60" in answer
        assert "content-security-policy" in answer
        assert "Veuillez" in answer


def is_open(address: str) -> bool:
    url = httpx.URL(address)
    with socket.socket() as probe:
        return probe.connect_ex((url.host, url.port)) == 0


def test_a_stopping_server_takes_nobody_in_and_a_second_signal_ends_it_at_once(
    settings: dict[str, str | Path],
) -> None:
    settings |= {"grace_seconds": "600"}
    with running("serve", **settings) as process:
        sign_in = SignIn.begin(address := address_of(process), 1)
        with sign_in.connection, locked(Path(settings["data"])):
            sign_in.send()
            process.send_signal(signal.SIGTERM)
            read_until(process, "Stopping, within 600 seconds.")
            # It closes its socket right after it says so.
            assert not all(is_open(address) for _ in range(10_000))
            process.send_signal(signal.SIGINT)
            assert ended(process) == 128 + signal.SIGINT


def test_a_relay_in_a_silent_conversation_ends_within_its_grace(tmp_path: Path) -> None:
    data = tmp_path / "data"
    queue_mail(data)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        relay: dict[str, str | Path] = {
            "data": data,
            "base_url": "https://client.exemple.fr",
            "link_keys": Key.generate().export(),
            "smtp_host": "127.0.0.1",
            "smtp_port": str(silent.getsockname()[1]),
            "smtp_timeout": "600",
            "mail_from": "ne-pas-repondre@exemple.fr",
            "grace_seconds": "2",
        }
        with running("relay", **relay) as process:
            silent.settimeout(60)
            conversation, _ = silent.accept()
            with conversation:
                process.send_signal(signal.SIGTERM)
                assert ended(process) in {0, 1}


def test_an_end_that_nobody_reads_of_is_an_end() -> None:
    mute = (
        "import os\n"
        "from threading import Event\n"
        "from espaceclient.adapters.cli.stopping import Stopping\n"
        "os.set_blocking(2, False)\n"
        "try:\n"
        "    while True: os.write(2, bytes(65536))\n"
        "except BlockingIOError: os.set_blocking(2, True)\n"
        "Stopping(0.1, lambda: None).handle()\n"
        "print('ready', flush=True)\n"
        "Event().wait()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", mute], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout
            assert process.stdout.readline() == "ready\n"
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=60) == 1
        finally:
            process.kill()


def test_what_hears_no_signal_is_cut_off_after_its_grace() -> None:
    deaf = (
        "from threading import Event\n"
        "from espaceclient.adapters.cli.stopping import Stopping\n"
        "Stopping(0.1, lambda: None).handle()\n"
        "print('ready', flush=True)\n"
        "Event().wait()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", deaf], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGTERM)
        assert process.communicate(timeout=60) == (
            "",
            "Not everything had ended after 0.1 seconds; it was cut off\n",
        )
    assert process.returncode == 1
