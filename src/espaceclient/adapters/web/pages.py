"""The pages as they are mounted, with what the host's own pages share with them."""

from collections.abc import Callable, Sequence
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from espaceclient.adapters.async_client import AsyncEspaceClient
from espaceclient.adapters.authentication import Authenticator


class Pages(Starlette):
    """What ``create_app`` makes: an ASGI application.

    ``authenticator`` tells the host who is signed in, by the same cookies. ``sign_in`` makes the
    path of the page for signing in, below the path of the base URL, of the path that was asked for
    and is led back to, if ``allow_next`` has it. ``client`` is the one whose threads the pages use.
    The glue for each framework takes these.
    """

    def __init__(
        self,
        *,
        client: AsyncEspaceClient,
        authenticator: Authenticator,
        sign_in: Callable[[str], str],
        routes: Sequence[BaseRoute],
        middleware: Sequence[Middleware],
        exception_handlers: dict[Any, Any],
    ) -> None:
        super().__init__(
            routes=routes, middleware=middleware, exception_handlers=exception_handlers
        )
        # Starlette would redirect "/connexion/" to an absolute URL made from the Host header.
        self.router.redirect_slashes = False
        self.client = client
        self.authenticator = authenticator
        self.sign_in = sign_in
