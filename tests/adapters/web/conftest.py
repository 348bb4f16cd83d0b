import pytest

from tests.adapters.web.visitor import Visitor
from tests.adapters.web.world import World


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def visitor(world: World) -> Visitor:
    return Visitor(world)


@pytest.fixture
def stranger(world: World) -> Visitor:
    """The same pages, another browser."""
    return Visitor(world)
