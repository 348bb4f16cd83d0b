"""The endpoint: an application of one route, to be mounted where the host likes."""

import logging
from datetime import UTC, datetime
from typing import Any

from attrs import frozen
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from espaceclient.adapters.async_client import AsyncEspaceClient, Busy
from espaceclient.adapters.async_client.busy import RETRY_AFTER
from espaceclient.adapters.introspection.resource_servers import ResourceServers
from espaceclient.adapters.web.forms import read_form
from espaceclient.answers import NoSession, SessionFound
from espaceclient.client import EspaceClient
from espaceclient.domain.holding import Holding
from espaceclient.domain.token import SessionToken
from espaceclient.ports.errors import PortError

_logger = logging.getLogger(__name__)


def create_introspection(
    client: EspaceClient | AsyncEspaceClient,
    resource_servers: ResourceServers,
    *,
    visits: bool = False,
) -> Starlette:
    """Return the endpoint as an ASGI application: ``POST /`` below where it is mounted.

    ``visits``: asking extends the session, as a visit of the pages does; for services that people
    stay on for long.
    """
    asked = _Introspection(AsyncEspaceClient.over(client), resource_servers, visits)
    app = Starlette(
        routes=[Route("/", asked.answer, methods=["POST"])],
        exception_handlers={HTTPException: _refused, PortError: _later, Busy: _later},
    )
    # Starlette would redirect to an absolute URL made from the Host header.
    app.router.redirect_slashes = False
    return app


@frozen
class _Introspection:
    client: AsyncEspaceClient
    resource_servers: ResourceServers
    visits: bool

    async def answer(self, request: Request) -> Response:
        if not self.resource_servers.know(request.headers.getlist("authorization")):
            _logger.warning(
                "introspection is refused: no secret, or a wrong one", extra={"repeats": True}
            )
            raise HTTPException(401, headers={"WWW-Authenticate": 'Basic realm="introspection"'})
        if request.scope["query_string"]:
            raise HTTPException(400)
        token = (await read_form(request)).get("token")
        if not token:
            raise HTTPException(400)
        found = await self.client.find_session(SessionToken(token), visit=self.visits)
        return _json(_inactive() if isinstance(found, NoSession) else _active(found))


def _inactive() -> dict[str, Any]:
    return {"active": False}


def _active(found: SessionFound) -> dict[str, Any]:
    return {
        "active": True,
        "token_type": "Bearer",
        "sub": found.account,
        "iat": int(found.signed_in_at.timestamp()),
        "exp": int(found.expires_at.timestamp()),
        "entitlements": [_entitlement(each) for each in found.holdings],
    }


def _entitlement(held: Holding) -> dict[str, Any]:
    return {
        "operator": held.contract.operator.name,
        "operator_code": held.contract.operator.code,
        "contract_number": held.contract.number.digits,
        "since": _written(held.since),
        "until": None if held.until is None else _written(held.until),
    }


def _written(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat()


async def _refused(_request: Request, error: Exception) -> Response:
    """Answer as RFC 6749 (section 5.2) has errors; with the status alone what is not of its."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    told = {401: "invalid_client", 400: "invalid_request", 413: "invalid_request"}.get(status)
    return _json({"error": told} if told else {}, status, headers)


async def _later(_request: Request, error: Exception) -> Response:
    after = error.retry_after if isinstance(error, Busy) else RETRY_AFTER
    return _json({}, 503, {"Retry-After": str(after)})


def _json(
    content: dict[str, Any], status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    return JSONResponse(content, status, {**(headers or {}), "Cache-Control": "no-store"})
