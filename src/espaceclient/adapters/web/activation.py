"""The page of an activation link (guide, step 4).

Opening the link changes nothing; the button on the page activates the account.
"""

from typing import assert_never

from attrs import frozen
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from espaceclient.adapters.authentication import Cookie
from espaceclient.adapters.web.device import device_of
from espaceclient.adapters.web.notice import Notice
from espaceclient.adapters.web.routing import form_route
from espaceclient.adapters.web.site import Site, address_of, link_of
from espaceclient.domain.activate import Activated, ActivationReady, ActivationRefused
from espaceclient.domain.link import LinkUnusable, PasswordRequired
from espaceclient.domain.problem import Problem
from espaceclient.ports import page_paths


@frozen
class ActivationPages:
    site: Site

    def routes(self) -> list[BaseRoute]:
        return [form_route(page_paths.ACTIVATION, "activation", get=self._show, post=self._take)]

    async def _show(self, request: Request) -> Response:
        link, browser = link_of(request), self.site.browser(request)
        answer = await self.site.client_for(request).preview_activation(link, browser=browser)
        match answer:
            case ActivationReady():
                return await self.site.page(
                    request, "activation.html", asks_password=False, problem=None
                )
            case PasswordRequired():
                return await self.site.page(
                    request, "activation.html", asks_password=True, problem=None
                )
            case LinkUnusable():
                return await self.site.page(request, "dead_activation.html", 410)
            case _:
                assert_never(answer)

    async def _take(self, request: Request) -> Response:
        fields = await self.site.form(request)
        link, browser = link_of(request), self.site.browser(request)
        password = fields.get("password")
        answer = await self.site.client.activate(
            link,
            browser=browser,
            password=password,
            label=device_of(request, self.site.wording(request)),
            client_address=address_of(request),
        )
        match answer:
            case Activated():
                return self._activated(request, answer)
            case PasswordRequired():
                return await self._ask_again(
                    request, self.site.wording(request).problem(_PASSWORD_MISSING)
                )
            case ActivationRefused():
                return await self._ask_again(
                    request, self.site.say(request, "page.activation.refused")
                )
            case LinkUnusable():
                return await self.site.page(request, "dead_activation.html", 410)
            case _:
                assert_never(answer)

    def _activated(self, request: Request, answer: Activated) -> Response:
        response = self.site.enter(request, Notice.ACCOUNT_ACTIVATED)
        self.site.cookies.set(response, Cookie.SESSION, answer.session)
        self.site.remember(response, answer.browser)
        return response

    async def _ask_again(self, request: Request, problem: str) -> Response:
        return await self.site.page(
            request, "activation.html", 422, asks_password=True, problem=problem
        )


_PASSWORD_MISSING = Problem("password", "password/required")
