"""The security headers of every response."""

import re
from datetime import timedelta

from attrs import field, frozen
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ORIGIN = re.compile(r"https://[a-z0-9.-]+(?::[0-9]{1,5})?")


def _origins(given: tuple[str, ...]) -> tuple[str, ...]:
    """Accept origins alone: no path, no wildcard, and nothing that adds to the policy."""
    for origin in given:
        if not _ORIGIN.fullmatch(origin):
            raise ValueError(f"{origin!r} is no origin such as https://cdn.exemple.fr")
    return tuple(given)


@frozen(kw_only=True)
class ContentSources:
    """Other https origins from which the host's templates and style sheets take something.

    Each adds to the Content-Security-Policy, which else lets in nothing but what these pages serve
    themselves. Inline styles and scripts stay refused. Raises ``ValueError`` for anything but
    ``https://`` and a host name in lower case, with or without a port.
    """

    images: tuple[str, ...] = field(default=(), converter=_origins)
    styles: tuple[str, ...] = field(default=(), converter=_origins)
    scripts: tuple[str, ...] = field(default=(), converter=_origins)
    fonts: tuple[str, ...] = field(default=(), converter=_origins)
    connections: tuple[str, ...] = field(default=(), converter=_origins)

    @property
    def policy(self) -> str:
        """The Content-Security-Policy of the pages."""
        return "; ".join(
            (
                "default-src 'none'",
                _directive("script-src", self.scripts),
                _directive("style-src", self.styles),
                _directive("img-src", self.images),
                _directive("font-src", self.fonts),
                _directive("connect-src", self.connections),
                "form-action 'self'",
                "frame-ancestors 'none'",
                "base-uri 'none'",
            )
        )


def _directive(name: str, origins: tuple[str, ...]) -> str:
    return " ".join((name, "'self'", *origins))


_ALWAYS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    # The URLs of mailed links hold secrets: no page sends its own address to another.
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@frozen
class SecurityHeaders:
    """The headers to add; ``hsts`` is how long browsers keep to https for the whole host, ``None``
    where somebody else decides that.
    """

    hsts: timedelta | None = None
    sources: ContentSources = field(factory=ContentSources)

    def add_to(self, headers: MutableHeaders) -> None:
        """Add the headers that the page has not set itself."""
        headers.setdefault("Content-Security-Policy", self.sources.policy)
        for name, value in _ALWAYS.items():
            headers.setdefault(name, value)
        if self.hsts is not None:
            seconds = int(self.hsts.total_seconds())
            headers.setdefault("Strict-Transport-Security", f"max-age={seconds}")


class SecurityHeadersMiddleware:
    """ASGI middleware that adds the security headers to every response."""

    def __init__(self, app: ASGIApp, security: SecurityHeaders) -> None:
        self._app = app
        self._security = security

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._security.add_to(MutableHeaders(scope=message))
            await send(message)

        await self._app(scope, receive, send_with_headers)
