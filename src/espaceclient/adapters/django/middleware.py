"""Middleware: ``request.espace_client`` is whoever sends the request; templates have it too."""

from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.module_loading import import_string

from espaceclient.adapters.async_client import AsyncEspaceClient, Busy
from espaceclient.adapters.async_client.busy import RETRY_AFTER
from espaceclient.adapters.authentication import Authenticator
from espaceclient.adapters.django.visitor import DjangoVisitor
from espaceclient.ports.errors import PortError

GetResponse = Callable[[HttpRequest], Any]
"""Returns a response, or in an asynchronous chain an awaitable of one."""


class EspaceClientMiddleware:
    """Gives each request a ``DjangoVisitor``, found by ``visitor_of``. Nothing is asked until a
    view or a template asks; then the response is one for this person, and nobody keeps it.

    Works in synchronous and asynchronous chains. ``PortError`` and ``Busy`` that a view handles no
    other way are answered 503.
    """

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response
        self._authenticator = _authenticator()
        self._client = AsyncEspaceClient(self._authenticator.client)
        self._asynchronous = iscoroutinefunction(get_response)
        if self._asynchronous:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        visitor = self._visitor(request)
        vars(request)["espace_client"] = visitor
        if self._asynchronous:
            return self._awaited(request, visitor)
        return _complete(self._get_response(request), visitor)

    async def _awaited(self, request: HttpRequest, visitor: DjangoVisitor) -> HttpResponseBase:
        return _complete(await self._get_response(request), visitor)

    def process_exception(
        self, _request: HttpRequest, exception: Exception
    ) -> HttpResponseBase | None:
        """Answer 503 where the infrastructure failed or is overloaded."""
        if not isinstance(exception, (PortError, Busy)):
            return None
        after = exception.retry_after if isinstance(exception, Busy) else RETRY_AFTER
        return HttpResponse(status=503, headers={"Retry-After": str(after)})

    def _visitor(self, request: HttpRequest) -> DjangoVisitor:
        client = self._client.calling_from(request.META.get("REMOTE_ADDR"))
        return DjangoVisitor(request, self._authenticator, client)


def visitor_of(request: HttpRequest) -> DjangoVisitor:
    """Return whoever sends a request; the typed way to ``request.espace_client``.

    Raises ``ImproperlyConfigured`` without the middleware.
    """
    found = getattr(request, "espace_client", None)
    if not isinstance(found, DjangoVisitor):
        raise ImproperlyConfigured(
            "espaceclient.adapters.django.EspaceClientMiddleware is missing in MIDDLEWARE"
        )
    return found


def espace_client(request: HttpRequest) -> dict[str, DjangoVisitor]:
    """Give templates ``espace_client``: a context processor."""
    return {"espace_client": visitor_of(request)}


def _authenticator() -> Authenticator:
    named = getattr(settings, "ESPACE_CLIENT_AUTHENTICATOR", None)
    found = import_string(named) if isinstance(named, str) else named
    if not isinstance(found, Authenticator):
        raise ImproperlyConfigured("ESPACE_CLIENT_AUTHENTICATOR is not an Authenticator")
    return found


def _complete(response: HttpResponseBase, visitor: DjangoVisitor) -> HttpResponseBase:
    for name, value in visitor.response_headers(map(str.lower, response.headers)):
        match name:
            case "Vary":
                patch_vary_headers(response, value.split(", "))
            case "Set-Cookie":
                response.cookies.load(value)
            case _:
                response.headers[name] = value
    return response
