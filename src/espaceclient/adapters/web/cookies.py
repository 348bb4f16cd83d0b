"""The cookies: all of them ``HttpOnly`` and ``SameSite=Lax``, bound to the host where the pages are
on https.
"""

from datetime import timedelta
from enum import StrEnum

from attrs import frozen
from starlette.requests import Request
from starlette.responses import Response


class Cookie(StrEnum):
    """``SESSION``: who is signed in; ``BROWSER``: which browser filled the form; ``NOTICE``: a code
    of ``Notice`` for the next page; ``CSRF``: a random value that forms are bound to.
    """

    SESSION = "espaceclient-session"
    BROWSER = "espaceclient-browser"
    NOTICE = "espaceclient-notice"
    CSRF = "espaceclient-csrf"


@frozen
class Cookies:
    """``secure``: the pages are on https; names then begin with ``__Host-`` (RFC 6265bis, section
    4.1.3.2).
    """

    secure: bool

    def name(self, cookie: Cookie) -> str:
        return f"__Host-{cookie}" if self.secure else str(cookie)

    def read(self, request: Request, cookie: Cookie) -> str | None:
        """Return what this site set; a name that comes twice, once perhaps from elsewhere, is not
        trusted.
        """
        pairs = (
            pair.partition("=")
            for header in request.headers.getlist("cookie")
            for pair in header.split(";")
        )
        # Only what browsers put between cookies is stripped: a no-break space belongs to a name, to
        # another one.
        values = [
            value.strip(" \t") for name, _, value in pairs if name.strip(" \t") == self.name(cookie)
        ]
        return values[0] or None if len(values) == 1 else None

    def set(
        self, response: Response, cookie: Cookie, value: str, lasting: timedelta | None = None
    ) -> None:
        """Set a cookie; without ``lasting`` it ends with the browser."""
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
        # Not Starlette's own way, which tells the time of day.
        self.set(response, cookie, "", timedelta(0))
