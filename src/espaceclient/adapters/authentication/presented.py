"""The token that a request brings: in the cookie of the pages, or as ``Authorization: Bearer``."""

import re
from enum import Enum, auto

from attrs import field, frozen

from espaceclient.adapters.authentication.cookies import Cookie, CookieSettings
from espaceclient.adapters.authentication.headers import RequestHeaders
from espaceclient.domain.token import SessionToken

_BEARER = re.compile(r"bearer +([A-Za-z0-9._~+/-]+=*) *", re.IGNORECASE)
"""RFC 6750, section 2.1."""

_SCHEME = re.compile(r"\s*bearer\b", re.IGNORECASE)


class Carrier(Enum):
    """How a request brings its token.

    A browser adds a ``COOKIE`` by itself, whoever had it send the request, so that what changes
    something needs the field of a form too. A ``BEARER`` is added by an application on purpose.
    """

    COOKIE = auto()
    BEARER = auto()


@frozen
class Presented:
    """A token that a request brings; it is not verified yet."""

    token: SessionToken = field(repr=False)
    carrier: Carrier


def brings_bearer(headers: RequestHeaders) -> bool:
    """Return whether a request comes with ``Authorization: Bearer``, well-formed or not: whoever
    sent it is no browser that could be shown a page.
    """
    return any(_SCHEME.match(each) for each in headers.authorization)


def presented(headers: RequestHeaders, cookies: CookieSettings) -> Presented | None:
    """Return the token that a request brings, and how.

    It is that of ``Authorization: Bearer``, when there is one, else that of the cookie. More than
    one of a kind, and a malformed one, count as none.
    """
    if brings_bearer(headers):
        found = [_BEARER.fullmatch(each) for each in headers.authorization]
        bearer = found[0] if len(found) == 1 else None
        return Presented(SessionToken(bearer[1]), Carrier.BEARER) if bearer else None
    kept = cookies.read(headers.cookie, Cookie.SESSION)
    return Presented(SessionToken(kept), Carrier.COOKIE) if kept else None
