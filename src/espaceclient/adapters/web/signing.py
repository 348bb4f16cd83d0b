"""The pages to sign in and to sign out."""

from typing import assert_never

from attrs import frozen
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from espaceclient.adapters.authentication import Cookie
from espaceclient.adapters.web.device import device_of
from espaceclient.adapters.web.forms import by_field
from espaceclient.adapters.web.notice import Notice
from espaceclient.adapters.web.routing import form_route, page_route
from espaceclient.adapters.web.site import Site, address_of
from espaceclient.domain.problem import Invalid
from espaceclient.domain.sign_in import SignedIn, SignInRefused
from espaceclient.ports import page_paths


@frozen
class SigningPages:
    site: Site

    def routes(self) -> list[BaseRoute]:
        return [
            form_route(page_paths.SIGN_IN, "sign_in", get=self._show, post=self._take),
            page_route(page_paths.SIGN_OUT, self._sign_out, "sign_out", method="POST"),
        ]

    async def _show(self, request: Request) -> Response:
        if await self.site.signed_in(request):
            return self.site.enter(request)
        return await self._form(request)

    async def _take(self, request: Request) -> Response:
        fields = await self.site.form(request)
        answer = await self.site.client.sign_in(
            fields,
            browser=self.site.browser(request),
            label=device_of(request, self.site.wording(request)),
            client_address=address_of(request),
        )
        match answer:
            case SignedIn():
                response = self.site.enter(request)
                self.site.cookies.set(response, Cookie.SESSION, answer.session)
                self.site.remember(response, answer.browser)
                return response
            case SignInRefused():
                return await self._form(
                    request, fields.get("email", ""), failure="page.sign_in.refused"
                )
            case Invalid():
                return await self._form(request, fields.get("email", ""), answer)
            case _:
                assert_never(answer)

    async def _sign_out(self, request: Request) -> Response:
        await self.site.form(request, retry=self.site.path(request, "dashboard"))
        if session := self.site.session(request):
            await self.site.client_for(request).sign_out(session)
        response = self.site.redirect(request, "home", Notice.SIGNED_OUT)
        self.site.cookies.delete(response, Cookie.SESSION)
        return response

    async def _form(
        self,
        request: Request,
        email: str = "",
        invalid: Invalid | None = None,
        failure: str | None = None,
    ) -> Response:
        return await self.site.page(
            request,
            "sign_in.html",
            422 if invalid or failure else 200,
            typed={"email": email},
            problems=by_field(invalid),
            failure=failure,
        )
