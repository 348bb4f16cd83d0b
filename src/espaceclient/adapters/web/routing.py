"""Pages that show a form and take it back, at one path."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

Handler = Callable[[Request], Awaitable[Response]]


def form_route(path: str, name: str, *, get: Handler, post: Handler) -> Route:
    """``GET`` and ``HEAD`` show and change nothing; ``POST`` takes the form."""

    async def handle(request: Request) -> Response:
        return await (post if request.method == "POST" else get)(request)

    return Route(path, handle, name=name, methods=["GET", "POST"])
