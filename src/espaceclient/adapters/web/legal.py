"""The pages that the law asks for: who publishes, what becomes of personal data, accessibility."""

from datetime import timedelta

from attrs import frozen
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from espaceclient.adapters.web.routing import page_route
from espaceclient.adapters.web.site import Site
from espaceclient.ports import page_paths

_MONTH = timedelta(days=30)


@frozen
class LegalPages:
    site: Site

    def routes(self) -> list[BaseRoute]:
        return [
            page_route(page_paths.LEGAL, self._legal, "legal"),
            page_route(page_paths.PRIVACY, self._privacy, "privacy"),
            page_route(page_paths.ACCESSIBILITY, self._accessibility, "accessibility"),
        ]

    async def _legal(self, request: Request) -> Response:
        return await self.site.page(request, "legal.html")

    async def _privacy(self, request: Request) -> Response:
        policy = self.site.client.policy
        return await self.site.page(
            request,
            "privacy.html",
            unvisited_months=policy.lifetimes.unvisited_account // _MONTH,
            ended_months=policy.lifetimes.ended_contract // _MONTH,
            extra_fields=policy.extra_fields.declared,
        )

    async def _accessibility(self, request: Request) -> Response:
        return await self.site.page(request, "accessibility.html")
