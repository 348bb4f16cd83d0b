"""Forms are bound to a cookie: a site that cannot read it cannot post in somebody's name.

The field holds the keyed fingerprint of the cookie's value, so that planting a cookie is not
enough. The value stays the same as long as the browser runs: several tabs share it.
"""

import hmac
import re

from attrs import frozen
from starlette.exceptions import HTTPException
from starlette.requests import Request

from espaceclient.adapters.web.cookies import Cookie, Cookies
from espaceclient.domain.problem import Fields
from espaceclient.ports.tokens import Tokens

FIELD = "csrf"
_OWN_SITES = {"same-origin", "none"}
"""What browsers say in ``Sec-Fetch-Site`` of a form of this site, and of one that a person sends
again.
"""

_WELL_FORMED = re.compile(r"[A-Za-z0-9_-]{16,128}")


class CsrfRefused(HTTPException):
    """``cookie_missing``: the browser sent no cookie back. ``retry``: the path of the page to begin
    again from.
    """

    def __init__(self, *, cookie_missing: bool, retry: str) -> None:
        super().__init__(403)
        self.cookie_missing = cookie_missing
        self.retry = retry


@frozen
class Csrf:
    tokens: Tokens
    cookies: Cookies

    def present(self, request: Request) -> str | None:
        """Return the value that the browser holds already, if it is well formed."""
        value = self.cookies.read(request, Cookie.CSRF)
        return value if value and _WELL_FORMED.fullmatch(value) else None

    def new(self) -> str:
        return self.tokens.new_id()

    def token(self, value: str) -> str:
        return self.tokens.fingerprint("csrf", value)

    def check(self, request: Request, fields: Fields, retry: str) -> None:
        """Raise ``CsrfRefused`` unless the form was made for this browser, and sent from this
        site.
        """
        if request.headers.get("sec-fetch-site", "same-origin") not in _OWN_SITES:
            raise CsrfRefused(cookie_missing=False, retry=retry)
        value = self.present(request)
        if value is None:
            raise CsrfRefused(cookie_missing=True, retry=retry)
        if not hmac.compare_digest(self.token(value).encode(), fields.get(FIELD, "").encode()):
            raise CsrfRefused(cookie_missing=False, retry=retry)
