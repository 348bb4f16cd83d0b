"""What 60 sign-ins at once do to the other pages of an asynchronous host: FastAPI under uvicorn.

Run ``python -m tests.benchmarks.async_host``; it takes about 45 s on two cores. The host calls the
synchronous client in ``async def``, then in plain ``def``, then ``AsyncEspaceClient``, first with
its own pools and then with a queue in which all 60 find room. Meanwhile somebody asks five times a
second for a page that does nothing and for one that looks a session up. Passwords are hashed by
bcrypt at cost 12; each sign-in comes from a network of its own. Nothing is asserted.
"""

import asyncio
import logging
import os
import statistics
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from time import perf_counter

import httpx
import uvicorn
from attrs import frozen
from fastapi import FastAPI, Request, Response

from espaceclient import EspaceClient
from espaceclient.adapters.async_client import AsyncEspaceClient, Bulkhead, Busy, Pools
from espaceclient.adapters.cli.server import listen
from espaceclient.adapters.composition import Composition
from espaceclient.adapters.memory import MemorySubscribers
from espaceclient.adapters.sqlite import SqliteDatabase, SqliteOutbox, SqliteStorage
from espaceclient.domain.token import SessionToken
from tests.benchmarks.availability import become_subscriber
from tests.client_fixture import COMMUNES, KEYS, REGISTER

SIGN_INS = 60
EVERY = 0.2
"""Seconds between two who ask for the other pages."""
FOR = 4.0
"""Seconds for which they come."""
_SPAWN = get_context("spawn")


def in_async_def(client: EspaceClient) -> FastAPI:
    """A host that knows of no threads."""
    app = FastAPI()

    @app.post("/sign-in")
    async def sign_in(request: Request) -> str:
        return type(client.sign_in(await request.json(), client_address=address(request))).__name__

    @app.get("/session")
    async def session(request: Request) -> str:
        return type(client.find_session(token(request))).__name__

    return app


def in_plain_def(client: EspaceClient) -> FastAPI:
    """A host whose framework has 40 threads for all that is not asynchronous."""
    app = FastAPI()

    @app.post("/sign-in")
    def sign_in(request: Request, fields: dict[str, str]) -> str:
        return type(client.sign_in(fields, client_address=address(request))).__name__

    @app.get("/session")
    def session(request: Request) -> str:
        return type(client.find_session(token(request))).__name__

    return app


def awaited(client: EspaceClient, pools: Pools | None = None) -> FastAPI:
    """A host that awaits."""
    app, ours = FastAPI(), AsyncEspaceClient(client, pools or Pools())

    @app.post("/sign-in")
    async def sign_in(request: Request) -> str:
        answer = await ours.sign_in(await request.json(), client_address=address(request))
        return type(answer).__name__

    @app.get("/session")
    async def session(request: Request) -> str:
        return type(await ours.calling_from(address(request)).find_session(token(request))).__name__

    @app.exception_handler(Busy)
    async def busy(_request: Request, error: Busy) -> Response:
        return Response(status_code=503, headers={"Retry-After": str(error.retry_after)})

    return app


def with_room(client: EspaceClient) -> FastAPI:
    """A host that would rather have all 60 wait than ask any to come back."""
    cores = os.cpu_count() or 1
    hashing = Bulkhead(cores, waiting=SIGN_INS, waiting_of_one=2 * cores, longest_wait=60)
    return awaited(client, Pools(hashing=hashing))


HOSTS = {
    "the client in async def": in_async_def,
    "the client in plain def": in_plain_def,
    "AsyncEspaceClient": awaited,
    "the same, room for 60": with_room,
}


def address(request: Request) -> str:
    """Stands for what a proxy tells: everybody comes from this machine."""
    return request.headers["x-client"]


def token(request: Request) -> SessionToken:
    return SessionToken(request.headers["x-session"])


def run_server(folder: Path, host: str, ready: Connection) -> None:
    """Open an account, and serve until the process is terminated."""
    logging.disable(logging.WARNING)  # each refusal is one
    with SqliteDatabase(folder / f"{host}.sqlite3") as database:
        parts = Composition(
            communes=COMMUNES,
            subscribers=MemorySubscribers(REGISTER),
            storage=SqliteStorage(database),
            outbox=SqliteOutbox(database),
            keys=KEYS,
        )
        session = become_subscriber(parts)
        app = HOSTS[host](parts.client())

        @app.get("/ping")
        async def ping() -> str:
            return "pong"

        listening = listen("127.0.0.1", 0)
        ready.send((f"http://127.0.0.1:{listening.getsockname()[1]}", session))
        server = uvicorn.Server(uvicorn.Config(app, log_config=None))
        server.run(sockets=[listening])


@contextmanager
def served(folder: Path, host: str) -> Iterator[tuple[str, str]]:
    """Run a host; give its base URL, and the session of somebody signed in."""
    here, there = _SPAWN.Pipe()
    server = _SPAWN.Process(target=run_server, args=(folder, host, there))
    server.start()
    try:
        yield here.recv()
    finally:
        server.kill()
        server.join()


@frozen
class Figures:
    """Seconds: medians of what the other pages took, and what all the sign-ins took."""

    ping: float
    session: float
    sign_ins: float
    answers: Counter[int]


async def measure(base_url: str, session: str) -> Figures:
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(base_url=base_url, timeout=120, limits=limits) as http:

        async def get(path: str) -> float:
            began = perf_counter()
            await http.get(path, headers={"x-session": session, "x-client": "198.51.100.1"})
            return perf_counter() - began

        async def sign_in(number: int) -> int:
            fields = {"email": f"personne{number}@exemple.fr", "password": "Aa1!aaab"}
            who = {"x-client": f"192.0.2.{number}"}
            return (await http.post("/sign-in", json=fields, headers=who)).status_code

        await get("/ping")
        began = perf_counter()
        burst = asyncio.gather(*map(sign_in, range(SIGN_INS)))
        pings, sessions = list[asyncio.Task[float]](), list[asyncio.Task[float]]()
        while perf_counter() - began < FOR and not (burst.done() and pings):
            await asyncio.sleep(EVERY)
            pings.append(asyncio.create_task(get("/ping")))
            sessions.append(asyncio.create_task(get("/session")))
        answers = Counter(await burst)
        took = perf_counter() - began
        ping, looked_up = [await asyncio.gather(*each) for each in (pings, sessions)]
        return Figures(statistics.median(ping), statistics.median(looked_up), took, answers)


def show(host: str, figures: Figures) -> None:
    signed = ", ".join(f"{number} by {status}" for status, number in figures.answers.items())
    print(  # noqa: T201 - a script's output
        f"{host:26} /ping {1000 * figures.ping:8,.0f} ms   /session {1000 * figures.session:8,.0f}"
        f" ms   60 sign-ins {figures.sign_ins:5.1f} s, {signed}"
    )


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        found = dict[str, Figures]()
        for host in HOSTS:
            with served(Path(folder), host) as (base_url, session):
                found[host] = asyncio.run(measure(base_url, session))
            show(host, found[host])
    blocking, plain, ours, _ = found.values()
    print(  # noqa: T201 - as above
        f"ratios: /ping in async def {blocking.ping / ours.ping:,.0f} times, "
        f"/session in plain def {plain.session / ours.session:,.0f} times what it takes awaited"
    )


if __name__ == "__main__":
    main()
