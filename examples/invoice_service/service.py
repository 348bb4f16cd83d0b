"""The service: invoices of the periods that whoever is signed in may see, and nothing else."""

from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Protocol

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from espaceclient import Communes, Contract, Keys, PortError, SessionToken
from espaceclient.adapters.authentication import CookieSettings, RequestHeaders, presented
from espaceclient.adapters.composition import reading_client
from espaceclient.adapters.introspection_http import HttpIntrospection, IntrospectionService
from espaceclient.adapters.sqlite import SqliteDatabase, SqliteStorage
from espaceclient.adapters.system import SystemClock, stored_keys
from espaceclient.answers import NoSession
from examples.invoice_service.invoices import INVOICES

COOKIES = CookieSettings(secure=False)  # the portal's: over http, on this machine
PRIVATE = {"Cache-Control": "no-store", "Vary": "Cookie, Authorization, Accept"}
PAGE = (Path(__file__).parent / "invoices.html").read_text("utf-8")


class Period(Protocol):
    @property
    def contract(self) -> Contract: ...
    def covers(self, instant: datetime, /) -> bool: ...


Ask = Callable[[SessionToken], Iterable[Period] | None]
"""Tells what whoever is signed in may see; ``None`` for nobody. Raises ``PortError``."""


def by_introspection(origin: str, secret: str) -> Ask:
    """Ask the portal, from any machine, with a secret and no key."""
    there = HttpIntrospection(
        IntrospectionService(f"{origin}/introspection/", secret), SystemClock()
    )

    def ask(session: SessionToken) -> Iterable[Period] | None:
        found = there.find_session(session)
        return None if isinstance(found, NoSession) else found.entitlements

    return ask


def by_database(data: Path) -> Ask:
    """Look into the portal's file, on its machine, with one key and no right to write."""
    storage = SqliteStorage(SqliteDatabase(data / "espace-client.sqlite3", read_only=True))
    few = Keys(sessions=stored_keys(data).sessions)
    client = reading_client(storage=storage, keys=few, communes=Communes.of([]))

    def ask(session: SessionToken) -> Iterable[Period] | None:
        found = client.contracts(session)
        return None if isinstance(found, NoSession) else found.holdings

    return ask


def create_service(ask: Ask, portal: str) -> Starlette:
    def invoices(request: Request) -> Response:  # no async def: asking blocks its thread
        brought = presented(RequestHeaders.of_asgi(request.scope), COOKIES)
        is_browser = "text/html" in request.headers.get("accept", "")
        try:
            periods = ask(brought.token) if brought else None
        except PortError:
            return Response(status_code=503, headers=PRIVATE | {"Retry-After": "10"})
        if periods is None and is_browser:
            return RedirectResponse(f"{portal}/connexion", 303, headers=PRIVATE)
        if periods is None:
            return Response(status_code=401, headers=PRIVATE | {"WWW-Authenticate": "Bearer"})
        shown = [
            each
            for each in INVOICES
            if any(one.contract == each.contract and one.covers(each.on) for one in periods)
        ]
        if not is_browser:
            return JSONResponse([each.as_json for each in shown], headers=PRIVATE)
        rows = "".join(f"<li>{each.in_french}</li>" for each in shown)
        return HTMLResponse(PAGE.replace("PORTAL", portal).replace("ROWS", rows), headers=PRIVATE)

    return Starlette(routes=[Route("/factures", invoices)])
