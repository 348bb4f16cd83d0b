"""The pages that change the address: the form on the dashboard's side, and the page of the link
that is mailed to the new address.

Opening the link changes nothing; the button on its page does.
"""

from typing import assert_never

from attrs import frozen
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from espaceclient.adapters.web.fetched import must_retype
from espaceclient.adapters.web.forms import by_field
from espaceclient.adapters.web.notice import Notice
from espaceclient.adapters.web.routing import form_route
from espaceclient.adapters.web.site import Site, address_of, link_of
from espaceclient.domain.change_password import CurrentPasswordRefused
from espaceclient.domain.confirm_address_change import AddressChanged, AddressChangeReady
from espaceclient.domain.find_session import NoSession
from espaceclient.domain.link import LinkUnusable, PasswordRequired
from espaceclient.domain.problem import Fields, Invalid, Problem
from espaceclient.domain.request_address_change import AddressChangeRequested, TooManyRequests
from espaceclient.domain.token import SessionToken
from espaceclient.ports import page_paths


@frozen
class AddressPages:
    site: Site

    def routes(self) -> list[BaseRoute]:
        return [
            form_route(
                page_paths.CHANGE_ADDRESS,
                "change_address",
                get=self._show_form,
                post=self._take_form,
            ),
            form_route(
                page_paths.NEW_ADDRESS, "new_address", get=self._show_link, post=self._take_link
            ),
        ]

    async def _show_form(self, request: Request) -> Response:
        if await self.site.signed_in(request) is None:
            return self.site.to_sign_in(request)
        return await self._form(request)

    async def _take_form(self, request: Request) -> Response:
        fields = await self.site.form(request)
        answer = await self.site.client.request_address_change(
            self.site.session(request) or SessionToken(""),
            fields,
            browser=self.site.browser(request),
            client_address=address_of(request),
        )
        match answer:
            case AddressChangeRequested():
                response = self.site.redirect(request, "dashboard", Notice.ADDRESS_CHANGE_REQUESTED)
                self.site.remember(response, answer.browser)
                return response
            case NoSession():
                return self.site.to_sign_in(request)
            case CurrentPasswordRefused():
                return await self._form(request, fields, failure="page.change.refused")
            case TooManyRequests():
                return await self._form(request, fields, failure="page.address.too_many")
            case Invalid():
                return await self._form(request, fields, answer)
            case _:
                assert_never(answer)

    async def _form(
        self,
        request: Request,
        fields: Fields | None = None,
        invalid: Invalid | None = None,
        failure: str | None = None,
    ) -> Response:
        lifetime = self.site.client.policy.lifetimes.address_change
        return await self.site.page(
            request,
            "address.html",
            422 if invalid or failure else 200,
            typed={"email": (fields or {}).get("email", "")},
            retype=not failure
            and must_retype(request, fields, by_field(invalid), "current_password"),
            duration=self.site.wording(request).duration(lifetime),
            problems=by_field(invalid),
            failure=failure,
        )

    async def _show_link(self, request: Request) -> Response:
        link, browser = link_of(request), self.site.browser(request)
        answer = await self.site.client_for(request).preview_address_change(link, browser=browser)
        match answer:
            case AddressChangeReady():
                return await self._button(request, asks_password=False)
            case PasswordRequired():
                return await self._button(request, asks_password=True)
            case LinkUnusable():
                return await self.site.page(request, "dead_address.html", 410)
            case _:
                assert_never(answer)

    async def _take_link(self, request: Request) -> Response:
        fields = await self.site.form(request)
        answer = await self.site.client.confirm_address_change(
            link_of(request),
            browser=self.site.browser(request),
            password=fields.get("password"),
            client_address=address_of(request),
        )
        match answer:
            case AddressChanged():
                response = self.site.redirect(request, "dashboard", Notice.ADDRESS_CHANGED)
                self.site.remember(response, answer.browser)
                return response
            case PasswordRequired():
                missing = self.site.wording(request).problem(
                    Problem("password", "password/required")
                )
                return await self._button(request, asks_password=True, problem=missing)
            case CurrentPasswordRefused():
                refused = self.site.say(request, "page.change.refused")
                return await self._button(request, asks_password=True, problem=refused)
            case LinkUnusable():
                return await self.site.page(request, "dead_address.html", 410)
            case _:
                assert_never(answer)

    async def _button(
        self, request: Request, *, asks_password: bool, problem: str | None = None
    ) -> Response:
        return await self.site.page(
            request,
            "new_address.html",
            422 if problem else 200,
            asks_password=asks_password,
            problem=problem,
        )
