"""Routes to pages, by their paths below the base URL."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Scope

from espaceclient.adapters.web.fetched import for_script

Handler = Callable[[Request], Awaitable[Response]]

_PAGE = "espaceclient.page"


def page_route(path: str, handle: Handler, name: str, *, method: str = "GET") -> Route:
    """Route one method to a page; ``GET`` serves ``HEAD`` too."""
    return Route(f"/{path}", _named(name, handle), name=name, methods=[method])


def form_route(path: str, name: str, *, get: Handler, post: Handler) -> Route:
    """Route to a form: ``GET`` and ``HEAD`` show it and change nothing; ``POST`` takes it."""

    async def handle(request: Request) -> Response:
        if request.method != "POST":
            return await get(request)
        return for_script(request, await post(request))

    return Route(f"/{path}", _named(name, handle), name=name, methods=["GET", "POST"])


def page_of(scope: Scope) -> str | None:
    """Return the name of the page that a request has come to, ``None`` if it has come to none."""
    page: str | None = scope.get(_PAGE)
    return page


def _named(name: str, handle: Handler) -> Handler:
    async def note_and_handle(request: Request) -> Response:
        request.scope[_PAGE] = name
        return await handle(request)

    return note_and_handle
