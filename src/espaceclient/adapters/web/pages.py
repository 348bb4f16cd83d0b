"""The pages as they are mounted, with what the host's own pages share with them."""

from collections.abc import Sequence
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from espaceclient.adapters.async_client import AsyncEspaceClient
from espaceclient.adapters.authentication import Authenticator, SignInPath


class Pages(Starlette):
    """What ``create_app`` makes: an ASGI application.

    ``authenticator`` tells the host who is signed in, by the same cookies; ``sign_in`` is where it
    sends whoever is not, and who signs in there comes back to where ``allow_next`` says;
    ``client`` is the one whose threads the pages use. The glue for each framework takes these.
    """

    def __init__(
        self,
        *,
        client: AsyncEspaceClient,
        authenticator: Authenticator,
        sign_in_path: SignInPath,
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
        self._sign_in_path = sign_in_path

    def sign_in(self, asked: str) -> str:
        """Return the path of the page for signing in, for who asked for a path of the host."""
        return self._sign_in_path.asked_at(asked)
