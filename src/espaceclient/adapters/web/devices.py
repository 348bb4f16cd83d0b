"""The page « Appareils connectés »: where one is signed in, and how to end it elsewhere."""

from typing import assert_never

from attrs import frozen
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from espaceclient.adapters.web.notice import Notice
from espaceclient.adapters.web.routing import page_route
from espaceclient.adapters.web.site import Site, address_of
from espaceclient.domain.end_other_sessions import OtherSessionsEnded
from espaceclient.domain.end_session import SessionEnded
from espaceclient.domain.find_session import NoSession
from espaceclient.domain.problem import Fields
from espaceclient.domain.session import SessionReference
from espaceclient.domain.sessions import Sessions
from espaceclient.domain.token import SessionToken
from espaceclient.ports import page_paths


@frozen
class DevicePages:
    site: Site

    def routes(self) -> list[BaseRoute]:
        end, end_others = page_paths.DEVICE_END, page_paths.OTHER_DEVICES_END
        return [
            page_route(page_paths.DEVICES, self._show, "devices"),
            page_route(end, self._end, "device_end", method="POST"),
            page_route(end_others, self._end_others, "other_devices_end", method="POST"),
        ]

    async def _show(self, request: Request) -> Response:
        if await self.site.signed_in(request) is None:
            return self.site.to_sign_in(request)
        answer = await self.site.client_for(request).sessions(self._session(request))
        match answer:
            case Sessions(at, sessions):
                return await self.site.page(
                    request,
                    "devices.html",
                    sessions=sessions,
                    how_long=lambda since: self.site.how_long(request, at - since),
                )
            case NoSession():
                return self.site.to_sign_in(request)
            case _:
                assert_never(answer)

    async def _end(self, request: Request) -> Response:
        fields = await self._form(request)
        answer = await self.site.client.end_session(
            self._session(request),
            SessionReference(fields.get("reference", "")),
            client_address=address_of(request),
        )
        return self._ended(request, answer)

    async def _end_others(self, request: Request) -> Response:
        await self._form(request)
        answer = await self.site.client.end_other_sessions(
            self._session(request),
            client_address=address_of(request),
        )
        return self._ended(request, answer)

    def _ended(
        self, request: Request, answer: SessionEnded | OtherSessionsEnded | NoSession
    ) -> Response:
        match answer:
            case SessionEnded():
                return self.site.redirect(request, "devices", Notice.DEVICE_ENDED)
            case OtherSessionsEnded():
                return self.site.redirect(request, "devices", Notice.OTHER_DEVICES_ENDED)
            case NoSession():
                return self.site.to_sign_in(request, back="devices")
            case _:
                assert_never(answer)

    async def _form(self, request: Request) -> Fields:
        return await self.site.form(request, retry=self.site.path(request, "devices"))

    def _session(self, request: Request) -> SessionToken:
        return self.site.session(request) or SessionToken("")
