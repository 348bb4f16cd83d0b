"""The language of the pages: what the browser asks for, unless somebody has chosen one."""

from attrs import frozen
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from espaceclient.adapters.authentication import LANGUAGE_CHOSEN_FOR, Cookie
from espaceclient.adapters.authentication.sign_in_path import is_local
from espaceclient.adapters.web.routing import page_route
from espaceclient.adapters.web.site import Site, address_of
from espaceclient.ports import page_paths


@frozen
class LanguagePages:
    """Where a language is chosen: the browser keeps it, and so does the account of who is signed
    in, whose mails are written in it from then on.
    """

    site: Site

    def routes(self) -> list[BaseRoute]:
        return [page_route(page_paths.LANGUAGE, self._choose, "language", method="POST")]

    async def _choose(self, request: Request) -> Response:
        fields = await self.site.form(request, retry=self.site.path(request, "home"))
        language = self.site.languages.named(fields.get("language"))
        if language is None:
            raise HTTPException(400)
        if session := self.site.session(request):
            await self.site.client.choose_language(
                session, language, client_address=address_of(request)
            )
        here = fields.get("here", "")
        leads_to = here if is_local(here) else self.site.path(request, "home")
        response = RedirectResponse(leads_to, 303)
        self.site.cookies.set(response, Cookie.LANGUAGE, language.code, LANGUAGE_CHOSEN_FOR)
        return response
