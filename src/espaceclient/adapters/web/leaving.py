"""The pages of who leaves: an export of all that is held, and closing the account for good."""

import json
from typing import assert_never

from attrs import frozen
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from espaceclient.adapters.authentication import Cookie
from espaceclient.adapters.web.notice import Notice
from espaceclient.adapters.web.routing import form_route, page_route
from espaceclient.adapters.web.site import Site, address_of
from espaceclient.domain.change_password import CurrentPasswordRefused
from espaceclient.domain.close_account import AccountClosed
from espaceclient.domain.export_account import AccountExported
from espaceclient.domain.find_session import NoSession
from espaceclient.domain.problem import Invalid
from espaceclient.domain.token import SessionToken
from espaceclient.ports import page_paths

FILE = "espace-client.json"


@frozen
class LeavingPages:
    """The export is posted for: the trail notes it, and no other site can have it made."""

    site: Site

    def routes(self) -> list[BaseRoute]:
        return [
            page_route(page_paths.EXPORT, self._export, "export", method="POST"),
            form_route(page_paths.CLOSING, "closing", get=self._show, post=self._take),
        ]

    async def _export(self, request: Request) -> Response:
        await self.site.form(request, retry=self.site.path(request, "dashboard"))
        answer = await self.site.client.export_account(
            self.site.session(request) or SessionToken(""),
            client_address=address_of(request),
        )
        match answer:
            case AccountExported(fields):
                return Response(
                    json.dumps(fields, ensure_ascii=False, indent=2),
                    media_type="application/json",
                    headers={"Content-Disposition": f'attachment; filename="{FILE}"'},
                )
            case NoSession():
                return self.site.to_sign_in(request, back="dashboard")
            case _:
                assert_never(answer)

    async def _show(self, request: Request) -> Response:
        if await self.site.signed_in(request) is None:
            return self.site.to_sign_in(request)
        return await self._form(request)

    async def _take(self, request: Request) -> Response:
        fields = await self.site.form(request)
        answer = await self.site.client.close_account(
            self.site.session(request) or SessionToken(""),
            fields.get("current_password", ""),
            client_address=address_of(request),
        )
        match answer:
            case AccountClosed():
                response = self.site.redirect(request, "home", Notice.ACCOUNT_CLOSED)
                self.site.cookies.delete(response, Cookie.SESSION)
                self.site.cookies.delete(response, Cookie.BROWSER)
                return response
            case NoSession():
                return self.site.to_sign_in(request)
            case CurrentPasswordRefused():
                return await self._form(request, self.site.say(request, "page.change.refused"))
            case Invalid():
                return await self._form(
                    request, self.site.wording(request).problem(answer.problems[0])
                )
            case _:
                assert_never(answer)

    async def _form(self, request: Request, problem: str | None = None) -> Response:
        return await self.site.page(
            request, "closing.html", 422 if problem else 200, problem=problem
        )
