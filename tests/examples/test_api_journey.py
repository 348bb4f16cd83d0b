"""The example of an application makes its journey by HTTP against a server."""

import socket
from collections.abc import Iterator
from threading import Thread

import httpx
import pytest
import uvicorn
from examples.api_journey import EspaceClientApp, Refused, journey

from tests.adapters.api.world import OPENING, api_of, link_in
from tests.adapters.web.world import EMAIL, PASSWORD, World


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def app(world: World) -> Iterator[EspaceClientApp]:
    config = uvicorn.Config(api_of(world), lifespan="off", ws="none", log_config=None)
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        host, port = listening.getsockname()
        with httpx.Client(base_url=f"http://{host}:{port}/v1") as http:
            yield EspaceClientApp(http)
        server.should_exit = True
        thread.join()


def test_the_journey_ends_at_the_contract(app: EspaceClientApp, world: World) -> None:
    with pytest.raises(Refused) as refused:
        app.open_account(**{**OPENING, "email": "camille"})
    assert refused.value.problems == {
        "email": "Saisissez une adresse e-mail complète, par exemple prenom.nom@exemple.fr."
    }
    seen = journey(app, OPENING, lambda: link_in(world, "activation/"))
    assert seen == ["0123456 (Châteauneuf-les-Martigues)"]
    app.sign_in(EMAIL, PASSWORD)
    assert app.contracts()
