"""The cookies of the pages, on Starlette's requests and responses."""

from datetime import timedelta

from attrs import frozen
from starlette.requests import Request
from starlette.responses import Response

from espaceclient.adapters.authentication import Cookie, CookieSettings


@frozen
class Cookies:
    """Reads and sets the cookies, as ``settings`` say."""

    settings: CookieSettings

    def read(self, request: Request, cookie: Cookie) -> str | None:
        """Return the value of a cookie, or ``None`` when it is absent, empty or there twice."""
        return self.settings.read(request.headers.getlist("cookie"), cookie)

    def set(
        self, response: Response, cookie: Cookie, value: str, lasting: timedelta | None = None
    ) -> None:
        """Set a cookie for ``lasting``, or until the browser is closed when that is ``None``."""
        response.headers.append("set-cookie", self.settings.set_cookie(cookie, value, lasting))

    def delete(self, response: Response, cookie: Cookie) -> None:
        """Delete a cookie."""
        self.set(response, cookie, "", timedelta(0))
