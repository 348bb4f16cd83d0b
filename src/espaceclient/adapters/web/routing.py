"""Routes to pages, by their paths below the base URL."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

Handler = Callable[[Request], Awaitable[Response]]


def page_route(path: str, handle: Handler, name: str, *, method: str = "GET") -> Route:
    """Route one method to a page; ``GET`` serves ``HEAD`` too."""
    return Route(f"/{path}", handle, name=name, methods=[method])


def form_route(path: str, name: str, *, get: Handler, post: Handler) -> Route:
    """Route to a form: ``GET`` and ``HEAD`` show it and change nothing; ``POST`` takes it."""

    async def handle(request: Request) -> Response:
        return await (post if request.method == "POST" else get)(request)

    return Route(f"/{path}", handle, name=name, methods=["GET", "POST"])
