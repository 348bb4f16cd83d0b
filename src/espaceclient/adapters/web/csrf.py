"""Protection against cross-site request forgery: each form is bound to a cookie.

The form's hidden field holds a keyed fingerprint of the cookie's value, so that planting a cookie
is not enough to forge a form. The value stays the same until the browser is closed, so that several
tabs can be used.
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
"""Accepted values of ``Sec-Fetch-Site``: a form of this site, and one that the person resends."""

_WELL_FORMED = re.compile(r"[A-Za-z0-9_-]{16,128}")


class CsrfRefused(HTTPException):
    """The form was refused, with status 403.

    ``cookie_missing`` is true when the browser sent no valid cookie. ``retry`` is the path of the
    page where the person can start again.
    """

    def __init__(self, *, cookie_missing: bool, retry: str) -> None:
        super().__init__(403)
        self.cookie_missing = cookie_missing
        self.retry = retry


@frozen
class Csrf:
    """Issues and checks the tokens of forms."""

    tokens: Tokens
    cookies: Cookies

    def present(self, request: Request) -> str | None:
        """Return the value of the browser's cookie, or ``None`` when it has no well-formed one."""
        value = self.cookies.read(request, Cookie.CSRF)
        return value if value and _WELL_FORMED.fullmatch(value) else None

    def new(self) -> str:
        """Return a new random value for the cookie."""
        return self.tokens.new_id()

    def token(self, value: str) -> str:
        """Return the content of the hidden field for a cookie's value."""
        return self.tokens.fingerprint("csrf", value)

    def check(self, request: Request, fields: Fields, retry: str) -> None:
        """Raise ``CsrfRefused`` unless the form belongs to this browser and was sent from this
        site.

        ``retry`` is the path of the page where the person can start again.
        """
        if request.headers.get("sec-fetch-site", "same-origin") not in _OWN_SITES:
            raise CsrfRefused(cookie_missing=False, retry=retry)
        value = self.present(request)
        if value is None:
            raise CsrfRefused(cookie_missing=True, retry=retry)
        if not hmac.compare_digest(self.token(value).encode(), fields.get(FIELD, "").encode()):
            raise CsrfRefused(cookie_missing=False, retry=retry)
