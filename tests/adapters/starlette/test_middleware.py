import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket

from espaceclient.adapters.async_client import AsyncEspaceClient, Bulkhead, Busy, Pools
from espaceclient.adapters.authentication import Authenticator, CookieSettings
from espaceclient.adapters.starlette import EspaceClientMiddleware, visitor_of
from espaceclient.ports.errors import StorageUnavailable
from tests.client_fixture import ClientFixture, client_fixture


@pytest.fixture
def world() -> ClientFixture:
    return client_fixture()


def authenticator_of(world: ClientFixture) -> Authenticator:
    return Authenticator(world.client, world.tokens, CookieSettings(secure=False))


def test_a_web_socket_knows_who_opens_it(world: ClientFixture) -> None:
    async def tell(socket: WebSocket) -> None:
        await socket.accept()
        found = await visitor_of(socket).signed_in()
        await socket.send_text(found.email.text if found else "personne")
        await socket.close()

    app = EspaceClientMiddleware(
        Starlette(routes=[WebSocketRoute("/", tell)]), authenticator_of(world)
    )
    browser = TestClient(app, cookies={"espaceclient-session": world.activated()})
    with browser.websocket_connect("/") as socket:
        assert socket.receive_text() == "jeanne@exemple.fr"


def test_who_comes_while_too_many_wait_is_told_when_to_come_back(world: ClientFixture) -> None:
    async def home(request: Request) -> Response:
        await visitor_of(request).signed_in()
        return Response()

    crowded = Bulkhead(0, waiting=0, waiting_of_one=0)
    client = AsyncEspaceClient(world.client, Pools(visits=crowded))
    middleware = Middleware(
        EspaceClientMiddleware, authenticator=authenticator_of(world), client=client
    )
    app = Starlette(routes=[Route("/", home)], middleware=[middleware])
    answer = TestClient(app).get("/", headers={"Authorization": "Bearer s.t"})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")


@pytest.mark.parametrize("error", [Busy(), StorageUnavailable()])
def test_what_fails_in_the_middle_of_an_answer_is_not_answered_again(
    world: ClientFixture, error: Exception
) -> None:
    async def begin(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise error

    app = EspaceClientMiddleware(begin, authenticator_of(world))
    with pytest.raises(type(error)):
        TestClient(app).get("/")


def test_what_is_no_request_passes(world: ClientFixture) -> None:
    app = EspaceClientMiddleware(Starlette(), authenticator_of(world))
    with TestClient(app) as started:
        assert started.get("/").status_code == 404


def test_a_request_without_the_middleware_is_a_mistake() -> None:
    request = Request({"type": "http", "headers": []})
    with pytest.raises(RuntimeError, match="EspaceClientMiddleware"):
        visitor_of(request)
