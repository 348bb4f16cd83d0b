"""The home page: what an espace client is for, how to open one, and the link to sign in."""

from attrs import frozen
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from espaceclient.adapters.web.site import Site


@frozen
class HomePages:
    site: Site

    def routes(self) -> list[BaseRoute]:
        return [Route("/", self._show, name="home")]

    async def _show(self, request: Request) -> Response:
        found = await self.site.signed_in(request)
        return self.site.page(request, "home.html", signed_in=found is not None)
