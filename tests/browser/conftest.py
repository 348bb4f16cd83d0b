"""A real Chromium before real pages: memory adapters behind uvicorn on a free port of the
loopback. One browser and one server serve all tests; each test has a world of its own.
"""

import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest
import uvicorn
from attrs import define
from playwright.sync_api import Browser, sync_playwright
from starlette.types import Receive, Scope, Send

from tests.adapters.web.world import World
from tests.browser.person import Person, SitDown

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep these tests in one process of pytest-xdist, so that one Chromium serves them all."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="package")  # not longer: while it runs, no other test can use asyncio
def browser() -> Iterator[Browser]:
    executable = shutil.which("chromium")
    if executable is None and not os.environ.get("CI"):
        pytest.skip("there is no Chromium here")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_ARGUMENTS)
        yield chromium
        chromium.close()


@define
class Server:
    """Serves whichever world is put before it; ``base_url`` ends with a slash."""

    base_url: str
    world: World | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert self.world is not None
        await self.world.app(scope, receive, send)


@pytest.fixture(scope="package")
def server() -> Iterator[Server]:
    with serving() as served:
        yield served


@contextmanager
def serving() -> Iterator[Server]:
    """Serve on a free port of the loopback."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        served = Server(f"http://127.0.0.1:{listening.getsockname()[1]}/")
        config = uvicorn.Config(served, lifespan="off", ws="none", log_config=None)
        uvicorn_server = uvicorn.Server(config)
        thread = Thread(target=uvicorn_server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield served
        uvicorn_server.should_exit = True
        thread.join()


@pytest.fixture
def world(request: pytest.FixtureRequest, server: Server) -> Iterator[World]:
    """The pages, served; parametrize it indirectly with ``True`` for a demonstration."""
    server.world = World(server.base_url, demonstration=getattr(request, "param", False))
    yield server.world
    server.world = None


@pytest.fixture
def sit_down(browser: Browser, world: World) -> Iterator[SitDown]:
    """At the end nobody's browser may have complained."""
    people: list[Person] = []

    def make(*, javascript: bool = True, bypass_csp: bool = False, width: int = 1280) -> Person:
        people.append(
            Person.at(browser, world, javascript=javascript, bypass_csp=bypass_csp, width=width)
        )
        return people[-1]

    yield make
    complaints = [complaint for person in people for complaint in person.complaints]
    for person in people:
        person.page.context.close()
    assert complaints == []
