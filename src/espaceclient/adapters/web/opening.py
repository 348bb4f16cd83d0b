"""The pages to open an espace client: the commune, then the form (guide, steps 2 and 3)."""

from typing import assert_never

from attrs import frozen
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from espaceclient.adapters.authentication import Cookie
from espaceclient.adapters.web.communes import (
    choose_commune,
    chosen,
    how_numbers_are_written,
    number_taken,
    remember,
)
from espaceclient.adapters.web.fetched import must_retype
from espaceclient.adapters.web.forms import by_field
from espaceclient.adapters.web.notice import Notice
from espaceclient.adapters.web.routing import form_route, page_route
from espaceclient.adapters.web.site import Site, address_of
from espaceclient.domain.open_account import RegisterUnavailable, RequestReceived, RequestRefused
from espaceclient.domain.problem import Fields, Invalid, Problem
from espaceclient.domain.values import Commune
from espaceclient.ports import page_paths

_KEPT = ("email", "contract_number", "meter_number")
"""The fields that keep their values when a form is shown again; passwords never do."""


@frozen
class OpeningPages:
    site: Site

    def routes(self) -> list[BaseRoute]:
        return [
            page_route(page_paths.OPENING, self._choose_commune, "opening"),
            form_route(page_paths.OPENING_FORM, "opening_form", get=self._show, post=self._take),
        ]

    async def _choose_commune(self, request: Request) -> Response:
        return await self._communes(request)

    async def _show(self, request: Request) -> Response:
        return await self._form(request)

    async def _take(self, request: Request) -> Response:
        fields = {**await self.site.form(request), "commune": chosen(request)}
        answer = await self.site.client.open_account(
            fields,
            client_address=address_of(request),
            browser=self.site.browser(request),
            language=self.site.language(request),
        )
        match answer:
            case RequestReceived():
                return self._received(request, fields, answer)
            case RequestRefused():
                return await self._form(request, fields, failure="page.opening.refused")
            case Invalid():
                return await self._form(request, fields, answer, failure="page.opening.refused")
            case RegisterUnavailable():
                return await self._form(
                    request, fields, failure="page.opening.unavailable", status=503
                )
            case _:
                assert_never(answer)

    def _received(self, request: Request, fields: Fields, answer: RequestReceived) -> Response:
        """Remember the browser, whichever mail is sent."""
        commune = self.site.client.communes.parse(fields["commune"])
        lettered = isinstance(commune, Commune) and number_taken(self.site, commune, fields)
        told = Notice.REQUEST_RECEIVED_WITHOUT_LETTER if lettered else Notice.REQUEST_RECEIVED
        response = self.site.redirect(request, "home", told)
        self.site.remember(response, answer.browser)
        self.site.cookies.set(response, Cookie.WAITING, answer.waiting)
        return response

    async def _communes(self, request: Request, problem: Problem | None = None) -> Response:
        return await choose_commune(
            self.site, request, title="page.communes.title", form="opening_form", problem=problem
        )

    async def _form(
        self,
        request: Request,
        fields: Fields | None = None,
        invalid: Invalid | None = None,
        *,
        failure: str | None = None,
        status: int = 422,
    ) -> Response:
        commune = self.site.client.communes.parse(chosen(request))
        if isinstance(commune, Problem):
            return await self._communes(request, commune)
        problems = by_field(invalid)
        extra = self.site.client.policy.extra_fields.declared
        kept = (*_KEPT, *(each.key for each in extra))
        typed = {name: (fields or {}).get(name, "") for name in kept}
        taken = number_taken(self.site, commune, fields)
        response = await self.site.page(
            request,
            "opening.html",
            status if failure else 200,
            commune=commune,
            **how_numbers_are_written(self.site, commune),
            extra_fields=extra,
            typed={**typed, "contract_number": taken or typed["contract_number"]},
            taken=taken,
            problems=problems,
            checklist=self.site.checklist(fields),
            retype=must_retype(request, fields, problems),
            failure=failure,
        )
        return remember(self.site, response, commune)
