from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from espaceclient.adapters.starlette import EspaceClientMiddleware, visitor_of
from espaceclient.answers import Entitled, NoSession
from espaceclient.ports.errors import StorageUnavailable
from espaceclient.values import Problem
from tests.adapters.hosts.site import (
    BASE,
    Site,
    authenticator_of,
    contract_numbered,
    sign_in_from,
)
from tests.adapters.web.world import World


async def home(request: Request) -> Response:
    found = await visitor_of(request).signed_in()
    return PlainTextResponse(found.email.text if found else "personne")


async def bills(request: Request) -> Response:
    visitor = visitor_of(request)
    found = await visitor.signed_in()
    if request.method == "POST":
        if found is None:
            return Response(status_code=401, headers={"WWW-Authenticate": "Bearer"})
        posted = (await request.body()).decode().partition("csrf=")[2]
        refused = visitor.form_problem(posted or request.headers.get("x-csrf-token"))
        return PlainTextResponse("payée", 403 if refused else 200)
    if found is None and not visitor.may_be_redirected(request.method):
        return Response(status_code=401, headers={"WWW-Authenticate": "Bearer"})
    if found is None:
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(sign_in_from(f"{request.url.path}{query}"), 303)
    return HTMLResponse(f"<form method=post>{visitor.csrf_field}</form>{found.email.text}")


async def contract(request: Request) -> Response:
    asked = contract_numbered(request.path_params["number"])
    if isinstance(asked, Problem):
        return Response(status_code=403)
    match await visitor_of(request).may_see(asked):
        case Entitled(since):
            return PlainTextResponse(since.isoformat())
        case NoSession():
            return RedirectResponse(sign_in_from(request.url.path), 303)
        case _:
            return Response(status_code=403)


async def public(_request: Request) -> Response:
    return PlainTextResponse("public")


async def fail(_request: Request) -> Response:
    raise StorageUnavailable


def starlette_site() -> Site:
    world = World(BASE)
    app = Starlette(
        routes=[
            Route("/", home),
            Route("/factures", bills, methods=["GET", "POST"]),
            Route("/contrats/{number}", contract),
            Route("/public", public),
            Route("/panne", fail),
            Mount("/espace", world.app),
        ],
        middleware=[Middleware(EspaceClientMiddleware, authenticator=authenticator_of(world))],
    )
    return Site(world, lambda: TestClient(app, "http://localhost", follow_redirects=False))
