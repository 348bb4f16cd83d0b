"""Protection against cross-site request forgery: each form is bound to a cookie.

The form's hidden field holds a keyed fingerprint of the cookie's value, so that planting a cookie
is not enough to forge a form. The value stays the same until the browser is closed, so that several
tabs can be used.
"""

import hmac
import re
from enum import Enum, auto

from attrs import frozen

from espaceclient.adapters.authentication.cookies import Cookie, CookieSettings
from espaceclient.adapters.authentication.headers import RequestHeaders
from espaceclient.ports.tokens import Tokens

FIELD = "csrf"
"""The name of the hidden field."""

HEADER = "x-csrf-token"
"""The header in which a script sends the same, where it sends no form."""

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods by which a page changes nothing (RFC 9110, section 9.2.1): no field is asked for."""

_OWN_SITES = {"same-origin", "none"}
"""Accepted values of ``Sec-Fetch-Site``: a form of this site, and one that the person resends."""

_WELL_FORMED = re.compile(r"[A-Za-z0-9_-]{16,128}")


class FormProblem(Enum):
    """Why a posted form is refused."""

    OTHER_SITE = auto()
    """Another site had the browser send it."""

    COOKIE_MISSING = auto()
    """The browser sent no valid cookie: it may refuse them all."""

    WRONG_TOKEN = auto()
    """The form belongs to another browser, or to one that has been closed since."""


@frozen
class Csrf:
    """Issues and checks the tokens of forms; ``tokens`` needs the ring for fingerprints."""

    tokens: Tokens
    cookies: CookieSettings

    def present(self, headers: RequestHeaders) -> str | None:
        """Return the value of the browser's cookie, or ``None`` when it has no well-formed one."""
        value = self.cookies.read(headers.cookie, Cookie.CSRF)
        return value if value and _WELL_FORMED.fullmatch(value) else None

    def new(self) -> str:
        """Return a new random value for the cookie."""
        return self.tokens.new_id()

    def token(self, value: str) -> str:
        """Return the content of the hidden field for a cookie's value."""
        return self.tokens.fingerprint("csrf", value)

    def problem(self, headers: RequestHeaders, posted: str) -> FormProblem | None:
        """Return why a form with this field is refused; ``None`` when it belongs to this browser
        and was sent from this site.
        """
        if not _OWN_SITES.issuperset(headers.fetch_site):
            return FormProblem.OTHER_SITE
        value = self.present(headers)
        if value is None:
            return FormProblem.COOKIE_MISSING
        genuine = hmac.compare_digest(
            self.token(value).encode(), posted.encode("utf-8", "surrogatepass")
        )
        return None if genuine else FormProblem.WRONG_TOKEN
