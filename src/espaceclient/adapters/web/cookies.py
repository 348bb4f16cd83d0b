"""The cookies: ``HttpOnly``, ``SameSite=Lax`` and, when the pages use https, bound to the host."""

from datetime import timedelta
from enum import StrEnum

from attrs import frozen
from starlette.requests import Request
from starlette.responses import Response


class Cookie(StrEnum):
    """The names of the cookies.

    ``SESSION``: the token of the session. ``BROWSER``: the token by which the browser is recognised
    that filled in the form, and is known when it signs in. ``WAITING``: the token of its request,
    until it is closed. ``NOTICE``: a code of ``Notice`` for the next page. ``CSRF``: a random value
    that forms are bound to.
    """

    SESSION = "espaceclient-session"
    BROWSER = "espaceclient-browser"
    WAITING = "espaceclient-waiting"
    NOTICE = "espaceclient-notice"
    CSRF = "espaceclient-csrf"


@frozen
class Cookies:
    """Reads and sets the cookies.

    ``secure`` is true when the pages use https: the names then begin with ``__Host-`` (RFC 6265bis,
    section 4.1.3.2) and the cookies are ``Secure``.
    """

    secure: bool

    def name(self, cookie: Cookie) -> str:
        """Return the name of a cookie as browsers see it."""
        return f"__Host-{cookie}" if self.secure else str(cookie)

    def read(self, request: Request, cookie: Cookie) -> str | None:
        """Return the value of a cookie, or ``None`` when it is absent or empty.

        A name that occurs twice is ignored: one of the two may have been planted by another site.
        """
        pairs = (
            pair.partition("=")
            for header in request.headers.getlist("cookie")
            for pair in header.split(";")
        )
        # Only spaces and tabs separate cookies; any other white space is part of a name.
        values = [
            value.strip(" \t") for name, _, value in pairs if name.strip(" \t") == self.name(cookie)
        ]
        return values[0] or None if len(values) == 1 else None

    def set(
        self, response: Response, cookie: Cookie, value: str, lasting: timedelta | None = None
    ) -> None:
        """Set a cookie for ``lasting``, or until the browser is closed when that is ``None``."""
        response.set_cookie(
            self.name(cookie),
            value,
            max_age=None if lasting is None else int(lasting.total_seconds()),
            path="/",
            secure=self.secure,
            httponly=True,
            samesite="lax",
        )

    def delete(self, response: Response, cookie: Cookie) -> None:
        """Delete a cookie."""
        # Starlette's own method sends the server's time.
        self.set(response, cookie, "", timedelta(0))
