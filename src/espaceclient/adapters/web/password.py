"""The pages for a forgotten password (guide, « Mot de passe oublié »).

One asks for a reset link; the other, behind that link, asks for the new password.
"""

from typing import assert_never

from attrs import frozen
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from espaceclient.adapters.authentication import Cookie
from espaceclient.adapters.web.fetched import must_retype
from espaceclient.adapters.web.forms import by_field
from espaceclient.adapters.web.notice import Notice
from espaceclient.adapters.web.routing import form_route
from espaceclient.adapters.web.site import Site, address_of, link_of
from espaceclient.domain.link import LinkUnusable
from espaceclient.domain.problem import Fields, Invalid
from espaceclient.domain.request_reset import ResetRequested
from espaceclient.domain.reset_password import PasswordReset, ResetReady
from espaceclient.ports import page_paths


@frozen
class PasswordPages:
    site: Site

    def routes(self) -> list[BaseRoute]:
        return [
            form_route(
                page_paths.FORGOTTEN,
                "forgotten",
                get=self._show_forgotten,
                post=self._take_forgotten,
            ),
            form_route(
                page_paths.RESET,
                "reset",
                get=self._show_reset,
                post=self._take_reset,
            ),
        ]

    async def _show_forgotten(self, request: Request) -> Response:
        return await self._forgotten_form(request)

    async def _take_forgotten(self, request: Request) -> Response:
        fields = await self.site.form(request)
        answer = await self.site.client.request_reset(
            fields,
            client_address=address_of(request),
        )
        match answer:
            case ResetRequested():
                return self.site.redirect(request, "sign_in", Notice.RESET_REQUESTED)
            case Invalid():
                return await self._forgotten_form(request, fields.get("email", ""), answer)
            case _:
                assert_never(answer)

    async def _show_reset(self, request: Request) -> Response:
        answer = await self.site.client_for(request).preview_reset(link_of(request))
        match answer:
            case ResetReady():
                return await self._reset_form(request)
            case LinkUnusable():
                return await self.site.page(request, "dead_reset.html", 410)
            case _:
                assert_never(answer)

    async def _take_reset(self, request: Request) -> Response:
        fields = await self.site.form(request)
        link = link_of(request)
        answer = await self.site.client.reset_password(
            link,
            fields,
            browser=self.site.browser(request),
            client_address=address_of(request),
        )
        match answer:
            case PasswordReset():
                response = self.site.redirect(request, "sign_in", Notice.PASSWORD_UPDATED)
                self.site.cookies.delete(response, Cookie.SESSION)
                self.site.remember(response, answer.browser)
                return response
            case Invalid():
                return await self._reset_form(request, fields, answer)
            case LinkUnusable():
                return await self.site.page(request, "dead_reset.html", 410)
            case _:
                assert_never(answer)

    async def _forgotten_form(
        self, request: Request, email: str = "", invalid: Invalid | None = None
    ) -> Response:
        return await self.site.page(
            request,
            "forgotten.html",
            422 if invalid else 200,
            typed={"email": email},
            problems=by_field(invalid),
        )

    async def _reset_form(
        self, request: Request, fields: Fields | None = None, invalid: Invalid | None = None
    ) -> Response:
        problems = by_field(invalid)
        return await self.site.page(
            request,
            "reset.html",
            422 if invalid else 200,
            problems=problems,
            checklist=self.site.checklist(fields),
            retype=must_retype(request, fields, problems),
        )
