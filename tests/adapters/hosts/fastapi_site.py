from typing import Annotated

from fastapi import Depends, FastAPI, Request
from fastapi.responses import HTMLResponse, PlainTextResponse
from starlette.testclient import TestClient

from espaceclient.adapters.fastapi import ENTITLED, SIGNED_IN, FastAPIEspaceClient
from espaceclient.adapters.starlette import visitor_of
from espaceclient.answers import Entitled, SessionFound
from espaceclient.ports.errors import StorageUnavailable
from tests.adapters.hosts.site import (
    BASE,
    Site,
    authenticator_of,
    contract_numbered,
    sign_in_from,
)
from tests.adapters.web.world import World


def fastapi_app(world: World) -> FastAPI:
    app = FastAPI()
    espace_client = FastAPIEspaceClient(authenticator_of(world), sign_in=sign_in_from)
    espace_client.init_app(app)
    SignedIn = Annotated[SessionFound, Depends(espace_client.required)]  # noqa: N806 - a type

    @app.get("/", response_class=PlainTextResponse)
    async def home(found: Annotated[SessionFound | None, Depends(espace_client.optional)]) -> str:
        return found.email.text if found else "personne"

    @app.get("/factures", responses=SIGNED_IN, response_class=HTMLResponse)
    async def bills(request: Request, session: SignedIn) -> str:
        return f"<form method=post>{visitor_of(request).csrf_field}</form>{session.email.text}"

    @app.post("/factures", responses=SIGNED_IN, response_class=PlainTextResponse)
    async def pay(_session: SignedIn) -> str:
        return "payée"

    @app.get("/contrats/{number}", responses=ENTITLED, response_class=PlainTextResponse)
    async def contract(
        entitled: Annotated[Entitled, Depends(espace_client.entitled(contract_numbered))],
    ) -> str:
        return entitled.since.isoformat()

    @app.get("/public", response_class=PlainTextResponse)
    def public() -> str:
        return "public"

    @app.get("/panne")
    def fail() -> str:
        raise StorageUnavailable

    app.mount("/espace", world.app)
    return app


def fastapi_site() -> Site:
    world = World(BASE)
    app = fastapi_app(world)
    return Site(world, lambda: TestClient(app, "http://localhost", follow_redirects=False))
