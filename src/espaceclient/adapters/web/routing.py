"""Routes of pages with a form: the form is shown and posted at one path."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

Handler = Callable[[Request], Awaitable[Response]]


def form_route(path: str, name: str, *, get: Handler, post: Handler) -> Route:
    """Return a route that calls ``get`` for GET and HEAD, and ``post`` for POST.

    ``get`` must not change anything.
    """

    async def handle(request: Request) -> Response:
        return await (post if request.method == "POST" else get)(request)

    return Route(path, handle, name=name, methods=["GET", "POST"])
