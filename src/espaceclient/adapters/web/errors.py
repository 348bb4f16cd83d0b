"""The error pages, in the layout of the others."""

from collections.abc import Awaitable, Callable, Mapping

from attrs import frozen
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from espaceclient.adapters.async_client import Busy
from espaceclient.adapters.async_client.busy import RETRY_AFTER
from espaceclient.adapters.web.csrf import CsrfRefused
from espaceclient.adapters.web.headers import SecurityHeaders
from espaceclient.adapters.web.site import Site
from espaceclient.ports.errors import PortError

ErrorHandler = Callable[..., Awaitable[Response]]
"""Takes the request and an error of the class that it is registered for."""

_TOLD = frozenset({400, 404, 405, 408, 413})


@frozen
class ErrorPages:
    site: Site
    security: SecurityHeaders

    def handlers(self) -> Mapping[type[Exception], ErrorHandler]:
        return {
            CsrfRefused: self._csrf,
            HTTPException: self._http,
            PortError: self._failed,
            Busy: self._busy,
            Exception: self._broken,
        }

    async def _csrf(self, request: Request, error: CsrfRefused) -> Response:
        kind = "cookie_missing" if error.cookie_missing else "form_expired"
        return self.site.render(request, "error.html", 403, kind=kind, retry=error.retry)

    async def _http(self, request: Request, error: HTTPException) -> Response:
        kind = f"status_{error.status_code}" if error.status_code in _TOLD else "status_400"
        response = self.site.render(request, "error.html", error.status_code, kind=kind, retry=None)
        response.headers.update(error.headers or {})
        return response

    async def _failed(self, request: Request, _error: PortError) -> Response:
        """Answer 503: the infrastructure failed, which the core has logged."""
        return self.unavailable(request)

    async def _busy(self, request: Request, busy: Busy) -> Response:
        return self.unavailable(request, busy.retry_after)

    def unavailable(self, request: Request, retry_after: int = RETRY_AFTER) -> Response:
        """Return the page that asks to come back in a minute, with status 503."""
        response = self.site.render(request, "error.html", 503, kind="unavailable", retry=None)
        response.headers["Retry-After"] = str(retry_after)
        return response

    async def _broken(self, request: Request, _error: Exception) -> Response:
        """Answer 500: a defect, which Starlette passes on to the server's log.

        This response does not pass through the middleware, so its headers are added here.
        """
        response = self.site.render(request, "error.html", 500, kind="broken", retry=None)
        self.security.add_to(response.headers)
        return response
