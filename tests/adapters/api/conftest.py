from collections.abc import Iterator

import pytest

from tests.adapters.api.world import App, Browser, Device, device
from tests.adapters.web.world import World


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture(params=[App, Browser])
def anybody(request: pytest.FixtureRequest, world: World) -> Iterator[Device]:
    """Somebody with an app, and somebody with a browser."""
    yield from _with_one_loop(device(request.param, world))


@pytest.fixture
def app(world: World) -> Iterator[Device]:
    yield from _with_one_loop(device(App, world))


@pytest.fixture
def browser(world: World) -> Iterator[Device]:
    yield from _with_one_loop(device(Browser, world))


def _with_one_loop(device: Device) -> Iterator[Device]:
    """Have one event loop answer all requests, which spares each of them a new one."""
    with device.http:
        yield device
