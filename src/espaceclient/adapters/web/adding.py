"""The pages to add a contract to an account: the commune, then the form, as at its opening."""

from typing import assert_never

from attrs import frozen
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from espaceclient.adapters.web.communes import (
    choose_commune,
    chosen,
    how_numbers_are_written,
    number_taken,
    remember,
)
from espaceclient.adapters.web.forms import by_field
from espaceclient.adapters.web.notice import Notice
from espaceclient.adapters.web.routing import form_route, page_route
from espaceclient.adapters.web.site import Site, address_of
from espaceclient.domain.add_contract import AlreadyYours, ContractAdded, ContractHeld
from espaceclient.domain.find_session import NoSession
from espaceclient.domain.open_account import RegisterUnavailable, RequestRefused
from espaceclient.domain.problem import Fields, Invalid, Problem
from espaceclient.domain.token import SessionToken
from espaceclient.ports import page_paths

_KEPT = ("contract_number", "meter_number")


@frozen
class AddingPages:
    site: Site

    def routes(self) -> list[BaseRoute]:
        return [
            page_route(page_paths.ADDING, self._choose_commune, "adding"),
            form_route(page_paths.ADDING_FORM, "adding_form", get=self._show, post=self._take),
        ]

    async def _choose_commune(self, request: Request) -> Response:
        if await self.site.signed_in(request) is None:
            return self.site.to_sign_in(request)
        return await self._communes(request)

    async def _show(self, request: Request) -> Response:
        if await self.site.signed_in(request) is None:
            return self.site.to_sign_in(request)
        return await self._form(request)

    async def _take(self, request: Request) -> Response:
        fields = {**await self.site.form(request), "commune": chosen(request)}
        answer = await self.site.client.add_contract(
            self.site.session(request) or SessionToken(""),
            fields,
            client_address=address_of(request),
        )
        match answer:
            case ContractAdded():
                return self.site.redirect(request, "dashboard", Notice.CONTRACT_ADDED)
            case AlreadyYours():
                return self.site.redirect(request, "dashboard", Notice.CONTRACT_ALREADY_YOURS)
            case NoSession():
                return self.site.to_sign_in(request)
            case RequestRefused():
                return await self._form(request, fields, failure="page.adding.refused")
            case ContractHeld():
                return await self._form(request, fields, failure="page.adding.held")
            case Invalid():
                return await self._form(request, fields, answer, failure="page.adding.refused")
            case RegisterUnavailable():
                return await self._form(
                    request, fields, failure="page.opening.unavailable", status=503
                )
            case _:
                assert_never(answer)

    async def _communes(self, request: Request, problem: Problem | None = None) -> Response:
        return await choose_commune(
            self.site,
            request,
            title="page.adding.choose",
            form="adding_form",
            problem=problem,
            signed_in=True,
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
        typed = {name: (fields or {}).get(name, "") for name in _KEPT}
        taken = number_taken(self.site, commune, fields)
        response = await self.site.page(
            request,
            "adding.html",
            status if failure else 200,
            commune=commune,
            **how_numbers_are_written(self.site, commune),
            typed={**typed, "contract_number": taken or typed["contract_number"]},
            taken=taken,
            problems=by_field(invalid),
            failure=failure,
        )
        return remember(self.site, response, commune)
