import pytest
from flask import Flask, g

from espaceclient.adapters.authentication import Authenticator, Visitor
from espaceclient.adapters.flask import FlaskEspaceClient
from espaceclient.answers import SessionFound
from espaceclient.ports.errors import PortError, StorageUnavailable
from tests.client_fixture import ClientFixture, client_fixture


@pytest.fixture
def world() -> ClientFixture:
    return client_fixture()


def espace_client_of(world: ClientFixture, *, forms: bool = True) -> FlaskEspaceClient:
    return FlaskEspaceClient(
        Authenticator(world.client, world.tokens), sign_in="/connexion", forms=forms
    )


def test_forms_may_be_protected_by_something_else(world: ClientFixture) -> None:
    app, espace_client = Flask("host"), espace_client_of(world, forms=False)
    espace_client.init_app(app)

    @app.post("/")
    @espace_client.sign_in_required
    def pay(_session: SessionFound) -> str:
        return "payée"

    browser = app.test_client()
    browser.set_cookie("__Host-espaceclient-session", world.activated())
    assert browser.post("/").text == "payée"


def test_the_visitor_is_on_g(world: ClientFixture) -> None:
    app, espace_client = Flask("host"), espace_client_of(world)
    espace_client.init_app(app)
    with app.test_request_context("/"):
        app.preprocess_request()
        assert isinstance(g.espace_client, Visitor)
        assert espace_client.visitor is g.espace_client


def test_a_view_of_an_application_without_it_is_a_mistake(world: ClientFixture) -> None:
    with (
        Flask("host").test_request_context("/"),
        pytest.raises(RuntimeError, match="init_app"),
    ):
        _ = espace_client_of(world).visitor


def test_a_cache_control_of_the_host_stands(world: ClientFixture) -> None:
    app, espace_client = Flask("host"), espace_client_of(world)
    espace_client.init_app(app)

    @app.get("/")
    def home() -> tuple[str, dict[str, str]]:
        _ = espace_client.visitor.signed_in
        return "", {"Cache-Control": "private, max-age=60"}

    assert app.test_client().get("/").headers.getlist("Cache-Control") == ["private, max-age=60"]


def test_a_host_that_handles_outages_goes_on_to(world: ClientFixture) -> None:
    app, espace_client = Flask("host"), espace_client_of(world)
    app.register_error_handler(PortError, lambda _: ("plus tard", 500))
    espace_client.init_app(app)

    @app.get("/")
    def home() -> str:
        raise StorageUnavailable

    assert app.test_client().get("/").text == "plus tard"


def test_an_asynchronous_view_is_given_the_session_too(world: ClientFixture) -> None:
    app, espace_client = Flask("host"), espace_client_of(world)
    espace_client.init_app(app)

    @app.get("/")
    @espace_client.sign_in_required
    async def home(session: SessionFound) -> str:
        return session.email.text

    bearer = {"Authorization": f"Bearer {world.activated()}"}
    assert app.test_client().get("/", headers=bearer).text == "jeanne@exemple.fr"
