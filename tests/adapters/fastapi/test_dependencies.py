import pytest
from fastapi import Depends, FastAPI
from starlette.testclient import TestClient

from espaceclient.adapters.fastapi import FastAPIEspaceClient
from tests.adapters.hosts.fastapi_site import fastapi_app
from tests.adapters.hosts.site import BASE, authenticator_of
from tests.adapters.web.world import World

SCHEMES: list[dict[str, list[str]]] = [{"session": []}, {"bearer": []}]


def test_the_openapi_document_shows_who_may_ask_and_what_others_are_answered() -> None:
    document = fastapi_app(World(BASE)).openapi()
    schemes = document["components"]["securitySchemes"]
    assert (schemes["session"]["in"], schemes["session"]["name"]) == (
        "cookie",
        "espaceclient-session",
    )
    assert (schemes["bearer"]["type"], schemes["bearer"]["scheme"]) == ("http", "bearer")
    bills, contract = (
        document["paths"][path]["get"] for path in ("/factures", "/contrats/{number}")
    )
    assert (bills["security"], contract["security"]) == (SCHEMES, SCHEMES)
    assert bills["responses"]["401"]["description"] == "Nobody is signed in."
    assert contract["responses"]["403"]["description"] == "They may not see this contract."
    assert "security" not in document["paths"]["/public"]["get"]


def site_of(espace_client: FastAPIEspaceClient) -> FastAPI:
    app = FastAPI()

    @app.post("/", dependencies=[Depends(espace_client.required)])
    @app.get("/", dependencies=[Depends(espace_client.required)])
    async def home() -> str:
        return "ouvert"

    return app


def test_an_api_of_its_own_answers_401_to_browsers_too() -> None:
    espace_client = FastAPIEspaceClient(authenticator_of(World(BASE)))
    app = site_of(espace_client)
    espace_client.init_app(app)
    assert TestClient(app).get("/").status_code == 401


def test_a_route_without_the_middleware_is_a_mistake() -> None:
    app = site_of(FastAPIEspaceClient(authenticator_of(World(BASE))))
    with pytest.raises(RuntimeError, match="EspaceClientMiddleware"):
        TestClient(app).get("/")
