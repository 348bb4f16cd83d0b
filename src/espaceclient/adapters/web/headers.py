"""The security headers of every response."""

from attrs import frozen
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
_ALWAYS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    # The URLs of mailed links hold secrets: no page sends its own address to another.
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_ON_HTTPS = {"Strict-Transport-Security": "max-age=31536000"}


@frozen
class SecurityHeaders:
    """The headers to add; ``secure`` is true when the pages use https."""

    secure: bool

    def add_to(self, headers: MutableHeaders) -> None:
        """Add the headers that the page has not set itself."""
        for name, value in (_ALWAYS | (_ON_HTTPS if self.secure else {})).items():
            headers.setdefault(name, value)


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
