"""A real Chromium before real pages: memory adapters behind uvicorn on a free port of the
loopback.
"""

import os
import shutil
import socket
from collections.abc import Iterator
from threading import Thread

import pytest
import uvicorn
from playwright.sync_api import Browser, sync_playwright

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


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    executable = shutil.which("chromium")
    if executable is None and not os.environ.get("CI"):
        pytest.skip("there is no Chromium here")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    """The pages, served; parametrize it indirectly with ``True`` for a demonstration."""
    listening = socket.create_server(("127.0.0.1", 0))
    base_url = f"http://127.0.0.1:{listening.getsockname()[1]}/"
    world = World(base_url, demonstration=getattr(request, "param", False))
    config = uvicorn.Config(world.app, lifespan="off", ws="none", log_level="error")
    server = uvicorn.Server(config)
    thread = Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    yield world
    server.should_exit = True
    thread.join()
    listening.close()


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
