"""The page for who waits for the mail: to have it sent again, or to correct the address."""

from typing import assert_never

from attrs import frozen
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from espaceclient.adapters.authentication import Cookie
from espaceclient.adapters.web.forms import by_field
from espaceclient.adapters.web.notice import Notice
from espaceclient.adapters.web.routing import form_route, page_route
from espaceclient.adapters.web.site import Site, address_of
from espaceclient.domain.correct_address import AddressCorrected, CorrectionRefused
from espaceclient.domain.problem import Fields, Invalid
from espaceclient.domain.token import WaitingToken
from espaceclient.domain.waiting import NothingWaits, Waiting
from espaceclient.ports import page_paths


@frozen
class WaitingPages:
    """Whoever has an account, the same is shown: the address is the one that was typed here."""

    site: Site

    def routes(self) -> list[BaseRoute]:
        return [
            form_route(page_paths.WAITING, "waiting", get=self._show, post=self._resend),
            page_route(page_paths.WAITING_ADDRESS, self._correct, "waiting_address", method="POST"),
        ]

    async def _show(self, request: Request) -> Response:
        return await self._page(request)

    async def _resend(self, request: Request) -> Response:
        await self.site.form(request)
        await self.site.client.resend_activation(
            _token(self.site, request),
            client_address=address_of(request),
        )
        return self.site.redirect(request, "waiting", Notice.MAIL_RESENT)

    async def _correct(self, request: Request) -> Response:
        fields = await self.site.form(request, retry=self.site.path(request, "waiting"))
        answer = await self.site.client.correct_address(
            _token(self.site, request),
            fields,
            client_address=address_of(request),
        )
        match answer:
            case AddressCorrected():
                response = self.site.redirect(request, "waiting", Notice.ADDRESS_CORRECTED)
                self.site.cookies.set(response, Cookie.WAITING, answer.waiting)
                return response
            case CorrectionRefused():
                return await self._page(request, fields, failure="page.waiting.refused")
            case Invalid():
                return await self._page(request, fields, answer)
            case _:
                assert_never(answer)

    async def _page(
        self,
        request: Request,
        fields: Fields | None = None,
        invalid: Invalid | None = None,
        failure: str | None = None,
    ) -> Response:
        waiting = await waiting_of(self.site, request)
        if waiting is None:
            return self.site.redirect(request, "home")
        return await self.site.page(
            request,
            "waiting.html",
            422 if invalid or failure else 200,
            waiting=waiting,
            typed={"email": (fields or {}).get("email", "")},
            problems=by_field(invalid),
            failure=failure,
        )


async def waiting_of(site: Site, request: Request) -> Waiting | None:
    """Return what this browser waits for, ``None`` if it has asked for nothing or all is done."""
    token = _token(site, request)
    waiting = await site.client_for(request).preview_waiting(token) if token else NothingWaits()
    return None if isinstance(waiting, NothingWaits) else waiting


def _token(site: Site, request: Request) -> WaitingToken:
    return WaitingToken(site.cookies.read(request, Cookie.WAITING) or "")
