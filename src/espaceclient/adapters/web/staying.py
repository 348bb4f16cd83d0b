"""What keeps a session open while somebody reads or types: the page's script asks for it."""

from attrs import frozen
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from espaceclient.adapters.web.routing import page_route
from espaceclient.adapters.web.site import Site
from espaceclient.ports import page_paths


@frozen
class StayingPages:
    site: Site

    def routes(self) -> list[BaseRoute]:
        return [page_route(page_paths.SESSION, self._stay, "session", method="POST")]

    async def _stay(self, request: Request) -> Response:
        """Answer with the seconds that are left: being asked who is signed in is a visit."""
        await self.site.form(request)
        await self.site.signed_in(request)
        return JSONResponse({"left": self.site.seconds_left(request)})
