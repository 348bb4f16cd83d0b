"""What one person waits for while others hurt the site: a served site on loopback, in figures.

Run ``python -m tests.benchmarks.availability`` in the project's environment, with the names of
scenes to play only those. The server, those who hurt it and the person are processes of their own,
and networks of their own: each has an address in 127.0.0.0/8. Passwords are hashed by bcrypt at
cost 12. Nothing is asserted.
"""

import asyncio
import re
import socket
import sqlite3
import statistics
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from itertools import count
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Event, Thread
from time import perf_counter

import httpx
from attrs import evolve

from espaceclient.adapters.cli.server import listen, serve
from espaceclient.adapters.composition import Composition
from espaceclient.adapters.memory import ManualClock, MemoryMailer, MemorySubscribers
from espaceclient.adapters.sqlite import SqliteDatabase, SqliteOutbox, SqliteStorage
from espaceclient.adapters.subscribers_http import BillingService, HttpSubscribers
from espaceclient.adapters.web import create_app
from espaceclient.adapters.web.draining import Draining
from espaceclient.answers import Activated, RequestReceived
from espaceclient.domain.token import LinkToken, SessionToken
from espaceclient.ports.errors import SubscribersUnavailable
from tests.adapters.subscribers_http import billing
from tests.client_fixture import COMMUNES, FORM, KEYS, REGISTER

PERSON, HAMMER = "127.0.0.3", "127.0.0.2"
CONNECTIONS = 80
TRIES = 10
LONGEST_SCENE = 60.0
DATABASE = "espaceclient.sqlite3"
_SPAWN = get_context("spawn")
_CSRF = re.compile(r'name="csrf" value="([^"]+)"')
_LINK = re.compile(r"/activation/([^\s<>\"]+)")


def run_server(folder: Path, billing_url: str | None, ready: Connection) -> None:
    """Open the person's account, and serve until the process is terminated.

    ``billing_url`` is that of the billing service to ask from then on.
    """
    clock = ManualClock(datetime(2026, 3, 2, 9, tzinfo=UTC))
    with SqliteDatabase(folder / DATABASE) as database:
        parts = Composition(
            communes=COMMUNES,
            subscribers=MemorySubscribers(REGISTER),
            storage=SqliteStorage(database),
            outbox=SqliteOutbox(database),
            keys=KEYS,
            clock=clock,
        )
        session = become_subscriber(parts)
        clock.advance(timedelta(minutes=2))  # the next visit is one to note
        if billing_url:
            register = HttpSubscribers(BillingService(billing_url, billing.TOKEN))
            parts = evolve(parts, subscribers=register)
        listening = listen("127.0.0.1", 0)
        port = listening.getsockname()[1]
        base_url = f"http://127.0.0.1:{port}/"
        app = create_app(
            parts.client(), wording=parts.wording, tokens=parts.tokens, base_url=base_url
        )
        ready.send((base_url, session))
        serve(app, listening, draining=Draining())


def become_subscriber(parts: Composition) -> SessionToken:
    client, mailer = parts.client(), MemoryMailer()
    received = client.open_account(FORM)
    assert isinstance(received, RequestReceived)
    parts.relay(mailer, "http://127.0.0.1/").deliver_due()
    link = _LINK.search(mailer.messages[-1].text)
    assert link
    activated = client.activate(LinkToken(link[1]), browser=received.browser)
    assert isinstance(activated, Activated)
    return activated.session


@contextmanager
def served(folder: Path, billing_url: str | None = None) -> Iterator[tuple[str, str]]:
    """Run the server; give its base URL, and the person's session."""
    here, there = _SPAWN.Pipe()
    server = _SPAWN.Process(target=run_server, args=(folder, billing_url, there))
    server.start()
    try:
        yield here.recv()
    finally:
        server.terminate()
        server.join()


@contextmanager
def hurting(hurt: Callable[[str, Connection], None], base_url: str) -> Iterator[Connection]:
    """Run those who hurt the site, from the moment they have begun."""
    here, there = _SPAWN.Pipe()
    process = _SPAWN.Process(target=hurt, args=(base_url, there))
    process.start()
    try:
        here.recv()
        yield here
    finally:
        process.join()


def hammer(base_url: str, control: Connection) -> None:
    """Try passwords over 80 connections, each as fast as it is answered, until told to stop."""
    control.send("began")
    control.send(asyncio.run(_hammer(base_url, control)))


async def _hammer(base_url: str, control: Connection) -> dict[int, list[float]]:
    """Return how many seconds each answer took, by its status."""
    times, numbers = defaultdict[int, list[float]](list), count()
    transport = httpx.AsyncHTTPTransport(
        local_address=HAMMER, limits=httpx.Limits(max_connections=CONNECTIONS)
    )
    async with httpx.AsyncClient(transport=transport, base_url=base_url, timeout=60) as http:
        token = _token(await http.get("connexion"))

        async def one() -> None:
            while not control.poll():
                email = f"personne{next(numbers)}@exemple.fr"
                fields = {"csrf": token, "email": email, "password": "Aa1!aaab"}
                began = perf_counter()
                answer = await http.post("connexion", data=fields)
                times[answer.status_code].append(perf_counter() - began)

        await asyncio.gather(*(one() for _ in range(CONNECTIONS)))
    return dict(times)


def browser(base_url: str, address: str = PERSON) -> httpx.Client:
    transport = httpx.HTTPTransport(local_address=address)
    return httpx.Client(transport=transport, base_url=base_url, timeout=60)


def _token(page: httpx.Response) -> str:
    found = _CSRF.search(page.text)
    assert found
    return found[1]


def sign_in(base_url: str) -> tuple[int, float]:
    """Open the form and sign in with the right password: the status and the seconds of both."""
    with browser(base_url) as http:
        began = perf_counter()
        fields = {"email": FORM["email"], "password": FORM["password"]}
        answer = http.post("connexion", data=fields | {"csrf": _token(http.get("connexion"))})
        return answer.status_code, perf_counter() - began


def show(what: str, tries: list[tuple[int, float]], success: int) -> None:
    times = [seconds for _, seconds in tries]
    successes = sum(status == success for status, _ in tries)
    print(  # noqa: T201 - a script's output
        f"{what}: {successes} of {len(tries)} answered by {success}; "
        f"median {statistics.median(times):.2f} s, longest {max(times):.2f} s"
    )


def scene_hammer(folder: Path) -> None:
    """A sign-in while 80 connections of another network try passwords."""
    with served(folder) as (base_url, _session):
        show("sign-in in peace", [sign_in(base_url) for _ in range(5)], 303)
        with hurting(hammer, base_url) as control:
            show("sign-in under fire", [sign_in(base_url) for _ in range(TRIES)], 303)
            control.send("stop")
            for status, times in control.recv().items():
                show(f"the {CONNECTIONS} others", [(status, each) for each in times], status)


def dashboard(base_url: str, session: str) -> tuple[int, float]:
    with browser(base_url, HAMMER) as http:
        http.cookies.set("espaceclient-session", session)
        return timed(http, "tableau-de-bord")


def timed(http: httpx.Client, path: str) -> tuple[int, float]:
    began = perf_counter()
    return http.get(path).status_code, perf_counter() - began


def scene_locked(folder: Path) -> None:
    """Pages that read, while somebody has the database's write lock and 45 dashboards want it."""
    with (
        served(folder) as (base_url, session),
        closing(sqlite3.connect(folder / DATABASE, isolation_level=None)) as other,
        ThreadPoolExecutor(45) as tabs,
        browser(base_url) as person,
    ):
        other.execute("BEGIN IMMEDIATE")
        waiting = [tabs.submit(dashboard, base_url, session) for _ in range(45)]
        show("dead link, locked", [timed(person, "activation/x") for _ in range(50)], 410)
        show("sign-in form, locked", [timed(person, "connexion") for _ in range(50)], 200)
        show("dashboards, locked", [each.result() for each in waiting], 200)
        other.execute("ROLLBACK")
        show("dashboard afterwards", [dashboard(base_url, session) for _ in range(5)], 200)


def open_account(base_url: str) -> tuple[int, float]:
    with browser(base_url, HAMMER) as http:
        path = f"ouverture/formulaire?commune={FORM['commune']}"
        fields = {**FORM, "csrf": _token(http.get(path))}
        began = perf_counter()
        return http.post(path, data=fields).status_code, perf_counter() - began


def scene_silent(folder: Path) -> None:
    """A sign-in while 40 openings wait for a billing service that says nothing."""
    with (
        billing.silent() as silent,
        served(folder, silent) as (base_url, _session),
        ThreadPoolExecutor(40) as others,
    ):
        waiting = [others.submit(open_account, base_url) for _ in range(40)]
        wait(waiting, return_when=FIRST_COMPLETED)
        show("sign-in, register silent", [sign_in(base_url) for _ in range(TRIES)], 303)
        show("openings, register silent", [each.result() for each in waiting], 503)
        show("openings, circuit open", [open_account(base_url) for _ in range(TRIES)], 503)


@contextmanager
def dripping(first: int) -> Iterator[str]:
    """A billing service that answers by drips in the head, 34 s long, and then as it should."""
    stopped, answer = Event(), billing.line(REGISTER[0]).body
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n"

    def talk(peer: socket.socket, number: int) -> None:
        with peer, suppress(OSError):
            peer.recv(65536)
            peer.sendall(head % len(answer) + b"X-Drip: ")
            for _ in range(68 if number < first else 0):
                if stopped.wait(0.5):
                    return
                peer.sendall(b"x")
            peer.sendall(b"\r\n\r\n" + answer)

    def accept() -> None:
        with suppress(OSError):
            for number in count():
                Thread(target=talk, args=(listening.accept()[0], number)).start()

    with socket.create_server((billing.HOST, 0)) as listening:
        accepting = Thread(target=accept)
        accepting.start()
        try:
            yield f"http://{billing.HOST}:{listening.getsockname()[1]}"
        finally:
            stopped.set()
            listening.shutdown(socket.SHUT_RDWR)
            accepting.join()


def scene_drips(_folder: Path) -> None:
    """How long a register is out of reach after eight look-ups that were answered by drips."""
    with (
        dripping(8) as base_url,
        HttpSubscribers(BillingService(base_url, billing.TOKEN)) as register,
        ThreadPoolExecutor(8) as callers,
    ):
        began = perf_counter()
        eight = [callers.submit(register.find, REGISTER[0].contract) for _ in range(8)]
        failed = sum(each.exception() is not None for each in eight)
        failing = perf_counter() - began
        while not _answers(register) and perf_counter() - began < LONGEST_SCENE:
            Event().wait(0.1)
        print(  # noqa: T201 - a script's output
            f"drips: {failed} of 8 look-ups fail, after {failing:.1f} s; "
            f"the next answer comes {perf_counter() - began - failing:.1f} s later"
        )


def _answers(register: HttpSubscribers) -> bool:
    try:
        return register.find(REGISTER[0].contract) is not None
    except SubscribersUnavailable:
        return False


SCENES = {
    "hammer": scene_hammer,
    "locked": scene_locked,
    "silent": scene_silent,
    "drips": scene_drips,
}


def main(names: list[str]) -> None:
    for name in names or SCENES:
        with tempfile.TemporaryDirectory() as folder:
            SCENES[name](Path(folder))


if __name__ == "__main__":
    main(sys.argv[1:])
