"""Mounting the pages on a server of their own, under the path of the base URL."""

from datetime import timedelta
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route

from espaceclient.adapters.web.base_url import BaseUrl
from espaceclient.adapters.web.headers import SecurityHeaders, SecurityHeadersMiddleware
from espaceclient.ports import page_paths


def mount(pages: Starlette, base_url: str, *, hsts: timedelta | None = None) -> Starlette:
    """Return an application with the pages of ``create_app`` under the path of ``base_url``.

    The base URL's path itself redirects to the home page, and ``/.well-known/change-password``
    to the page that changes a password. When the base URL has no path, the pages
    are returned as they are. ``hsts`` is that of ``create_app``. Raises ``ValueError`` for a base
    URL that ``create_app`` refuses.
    """
    base = BaseUrl.parse(base_url)
    if not base.prefix:
        return pages

    async def enter(_request: Request) -> Response:
        return RedirectResponse(quote(base.prefix) + "/")

    async def change_password(_request: Request) -> Response:
        return RedirectResponse(f"{quote(base.prefix)}/{page_paths.CHANGE}", 303)

    site = Starlette(
        routes=[
            Route(f"/{page_paths.WELL_KNOWN_CHANGE}", change_password),
            Route(base.prefix, enter),
            Mount(base.prefix, pages),
        ],
        middleware=[
            Middleware(
                SecurityHeadersMiddleware, security=SecurityHeaders(hsts if base.secure else None)
            )
        ],
    )
    # Starlette would redirect "/espace" to an absolute URL made from the Host header.
    site.router.redirect_slashes = False
    return site
