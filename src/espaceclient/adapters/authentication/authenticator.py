"""Who is signed in, asked of a request: with the same cookies as the pages, in any framework."""

import re
from datetime import datetime
from enum import Enum, auto

from attrs import field, frozen

from espaceclient import answers
from espaceclient.adapters.authentication.cookies import Cookie, CookieSettings
from espaceclient.adapters.authentication.csrf import Csrf, FormProblem
from espaceclient.adapters.authentication.headers import RequestHeaders
from espaceclient.client import EspaceClient
from espaceclient.domain.token import SessionToken
from espaceclient.domain.values import Contract
from espaceclient.ports.tokens import Tokens

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


@frozen
class Authenticator:
    """Tells from a request's headers who is signed in. Thread-safe as ``client`` is.

    ``tokens`` issue the fields of the host's own forms, and need the ring for fingerprints for
    that; who is signed in is told without them. ``cookies`` are those of the pages.
    """

    client: EspaceClient
    tokens: Tokens
    cookies: CookieSettings = field(factory=CookieSettings)

    @property
    def csrf(self) -> Csrf:
        """The fields of forms."""
        return Csrf(self.tokens, self.cookies)

    def presented(self, headers: RequestHeaders) -> Presented | None:
        """Return the token that a request brings, and how.

        It is that of ``Authorization: Bearer``, when there is one, else that of the cookie. More
        than one of a kind, and a malformed one, count as none.
        """
        if any(_SCHEME.match(each) for each in headers.authorization):
            found = [_BEARER.fullmatch(each) for each in headers.authorization]
            bearer = found[0] if len(found) == 1 else None
            return Presented(SessionToken(bearer[1]), Carrier.BEARER) if bearer else None
        kept = self.cookies.read(headers.cookie, Cookie.SESSION)
        return Presented(SessionToken(kept), Carrier.COOKIE) if kept else None

    def token(self, headers: RequestHeaders) -> SessionToken | None:
        """Return the token that a request brings, or ``None``; it is not verified yet."""
        presented = self.presented(headers)
        return presented.token if presented else None

    def find_session(
        self, headers: RequestHeaders, *, visit: bool = True
    ) -> answers.FindSessionAnswer:
        """Tell who is signed in.

        A ``visit`` extends the session; without one nothing is written, as for
        ``EspaceClient.find_session``.
        """
        token = self.token(headers)
        if token is None:
            return answers.NoSession()
        return self.client.find_session(token, visit=visit)

    def may_see(
        self, headers: RequestHeaders, contract: Contract, on: datetime | None = None
    ) -> answers.MaySeeAnswer:
        """Tell whether whoever is signed in may see what concerns a contract, as
        ``EspaceClient.may_see`` does.
        """
        token = self.token(headers)
        return answers.NoSession() if token is None else self.client.may_see(token, contract, on)

    def form_problem(self, headers: RequestHeaders, posted: str) -> FormProblem | None:
        """Return why a posted form is refused, ``None`` when it is not; ``posted`` is the content
        of its field ``csrf``.

        A request with a bearer token needs no field: no other site can have a browser send one.
        """
        presented = self.presented(headers)
        if presented and presented.carrier is Carrier.BEARER:
            return None
        return self.csrf.problem(headers, posted)
