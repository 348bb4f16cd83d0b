import pytest

from tests.adapters.api.world import App, Browser, Device, device
from tests.adapters.web.world import World


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture(params=[App, Browser])
def anybody(request: pytest.FixtureRequest, world: World) -> Device:
    """Somebody with an app, and somebody with a browser."""
    return device(request.param, world)


@pytest.fixture
def app(world: World) -> Device:
    return device(App, world)


@pytest.fixture
def browser(world: World) -> Device:
    return device(Browser, world)
