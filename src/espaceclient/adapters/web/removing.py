"""The page to remove a contract from an account: the password is asked."""

from typing import assert_never

from attrs import frozen
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from espaceclient.adapters.web.notice import Notice
from espaceclient.adapters.web.routing import form_route
from espaceclient.adapters.web.site import Site, address_of
from espaceclient.domain.change_password import CurrentPasswordRefused
from espaceclient.domain.find_session import NoSession, SessionFound
from espaceclient.domain.holding import Holding
from espaceclient.domain.problem import Invalid
from espaceclient.domain.remove_contract import ContractRemoved, NotHeld
from espaceclient.domain.token import SessionToken
from espaceclient.ports import page_paths


@frozen
class RemovingPages:
    """A contract is named by its holding, whose id tells nothing to who reads the server's log."""

    site: Site

    def routes(self) -> list[BaseRoute]:
        return [form_route(page_paths.REMOVING, "removing", get=self._show, post=self._take)]

    async def _show(self, request: Request) -> Response:
        found = await self.site.signed_in(request)
        if found is None:
            return self.site.to_sign_in(request)
        holding = _named(request, found)
        if holding is None:
            return self.site.redirect(request, "dashboard")
        return await self._form(request, holding)

    async def _take(self, request: Request) -> Response:
        fields = await self.site.form(request)
        found = await self.site.signed_in(request)
        if found is None:
            return self.site.to_sign_in(request)
        holding = _named(request, found)
        if holding is None:
            return self.site.redirect(request, "dashboard")
        answer = await self.site.client.remove_contract(
            self.site.session(request) or SessionToken(""),
            holding.contract,
            fields.get("current_password", ""),
            client_address=address_of(request),
        )
        match answer:
            case ContractRemoved():
                return self.site.redirect(request, "dashboard", Notice.CONTRACT_REMOVED)
            case NotHeld():
                return self.site.redirect(request, "dashboard")
            case NoSession():
                return self.site.to_sign_in(request)
            case CurrentPasswordRefused():
                return await self._form(
                    request, holding, self.site.say(request, "page.change.refused")
                )
            case Invalid():
                return await self._form(
                    request, holding, self.site.wording(request).problem(answer.problems[0])
                )
            case _:
                assert_never(answer)

    async def _form(
        self, request: Request, holding: Holding, problem: str | None = None
    ) -> Response:
        status = 422 if problem else 200
        return await self.site.page(
            request, "removing.html", status, holding=holding, problem=problem
        )


def _named(request: Request, found: SessionFound) -> Holding | None:
    """Return the holding that the path names among those of who is signed in."""
    name = request.path_params["holding"]
    return next((each for each in found.holdings if each.id == name), None)
