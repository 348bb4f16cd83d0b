"""The dashboard (« Tableau de bord »), and the change of password that starts from it."""

from typing import assert_never

from attrs import frozen
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from espaceclient.adapters.authentication import Cookie
from espaceclient.adapters.web.fetched import must_retype
from espaceclient.adapters.web.forms import by_field
from espaceclient.adapters.web.notice import Notice
from espaceclient.adapters.web.panels import make_panels
from espaceclient.adapters.web.routing import form_route, page_route
from espaceclient.adapters.web.site import Site, address_of
from espaceclient.domain.change_password import CurrentPasswordRefused, PasswordChanged
from espaceclient.domain.find_session import NoSession
from espaceclient.domain.problem import Fields, Invalid
from espaceclient.domain.sessions import Sessions
from espaceclient.domain.token import SessionToken
from espaceclient.ports import page_paths


@frozen
class DashboardPages:
    site: Site

    def routes(self) -> list[BaseRoute]:
        return [
            page_route(page_paths.DASHBOARD, self._show, "dashboard"),
            form_route(page_paths.CHANGE, "change", get=self._show_change, post=self._take_change),
            page_route(page_paths.WELL_KNOWN_CHANGE, self._to_change, "well_known_change"),
        ]

    async def _show(self, request: Request) -> Response:
        found = await self.site.signed_in(request)
        if found is None:
            return self.site.to_sign_in(request)
        session = self.site.session(request) or SessionToken("")
        open_sessions = await self.site.client_for(request).sessions(session)
        match open_sessions:
            case Sessions(at, sessions):
                return await self.site.page(
                    request,
                    "dashboard.html",
                    found=found,
                    holdings=sorted(found.holdings, key=lambda each: each.until is not None),
                    panels=await make_panels(self.site.panels, found),
                    newest=max(sessions, key=lambda each: each.opened_at),
                    devices=len(sessions),
                    how_long=lambda since: self.site.how_long(request, at - since),
                )
            case NoSession():
                return self.site.to_sign_in(request)
            case _:
                assert_never(open_sessions)

    async def _to_change(self, request: Request) -> Response:
        """Lead password managers there (W3C, « A Well-Known URL for Changing Passwords »)."""
        return self.site.redirect(request, "change")

    async def _show_change(self, request: Request) -> Response:
        if await self.site.signed_in(request) is None:
            return self.site.to_sign_in(request)
        return await self._change_form(request)

    async def _take_change(self, request: Request) -> Response:
        fields = await self.site.form(request)
        session = self.site.session(request) or SessionToken("")
        answer = await self.site.client.change_password(
            session,
            fields,
            client_address=address_of(request),
        )
        match answer:
            case PasswordChanged():
                response = self.site.redirect(request, "dashboard", Notice.PASSWORD_UPDATED)
                self.site.cookies.set(response, Cookie.SESSION, answer.session)
                return response
            case NoSession():
                return self.site.to_sign_in(request)
            case CurrentPasswordRefused():
                return await self._change_form(request, fields, failure="page.change.refused")
            case Invalid():
                return await self._change_form(request, fields, answer)
            case _:
                assert_never(answer)

    async def _change_form(
        self,
        request: Request,
        fields: Fields | None = None,
        invalid: Invalid | None = None,
        failure: str | None = None,
    ) -> Response:
        problems = by_field(invalid)
        return await self.site.page(
            request,
            "change.html",
            422 if invalid or failure else 200,
            problems=problems,
            checklist=self.site.checklist(fields),
            retype=not failure and must_retype(request, fields, problems),
            failure=failure,
        )
