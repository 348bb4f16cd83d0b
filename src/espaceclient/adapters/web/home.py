"""The home page: what an espace client is for, how to open one, and the link to sign in; for who
has just asked for one, what they wait for.
"""

from attrs import frozen
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from espaceclient.adapters.web.routing import page_route
from espaceclient.adapters.web.site import Site
from espaceclient.adapters.web.waiting import waiting_of
from espaceclient.ports import page_paths


@frozen
class HomePages:
    site: Site

    def routes(self) -> list[BaseRoute]:
        return [page_route(page_paths.HOME, self._show, "home")]

    async def _show(self, request: Request) -> Response:
        if await self.site.signed_in(request):
            return self.site.redirect(request, "dashboard")
        return await self.site.page(
            request, "home.html", waiting=await waiting_of(self.site, request)
        )
