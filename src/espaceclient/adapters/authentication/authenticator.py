"""Who is signed in, asked of a request: with the same cookies as the pages, in any framework."""

from datetime import datetime

from attrs import field, frozen

from espaceclient import answers
from espaceclient.adapters.authentication.cookies import CookieSettings
from espaceclient.adapters.authentication.csrf import Csrf, FormProblem
from espaceclient.adapters.authentication.headers import RequestHeaders
from espaceclient.adapters.authentication.presented import Carrier, Presented, presented
from espaceclient.client import EspaceClient
from espaceclient.domain.token import SessionToken
from espaceclient.domain.values import Contract
from espaceclient.ports.tokens import Tokens


@frozen
class Authenticator:
    """Tells from a request's headers who is signed in. Thread-safe as ``client`` is.

    ``tokens`` issue the fields of the host's own forms, and need the ring for fingerprints for
    that; who is signed in is told without them. ``cookies`` are those of the pages. Asking is a
    visit, which extends the session, unless ``visits`` is false: nothing is then written, as
    ``EspaceClient.find_session`` says.
    """

    client: EspaceClient
    tokens: Tokens
    cookies: CookieSettings = field(factory=CookieSettings)
    visits: bool = True

    @property
    def csrf(self) -> Csrf:
        """The fields of forms."""
        return Csrf(self.tokens, self.cookies)

    def presented(self, headers: RequestHeaders) -> Presented | None:
        """Return the token that a request brings, and how."""
        return presented(headers, self.cookies)

    def token(self, headers: RequestHeaders) -> SessionToken | None:
        """Return the token that a request brings, or ``None``; it is not verified yet."""
        found = self.presented(headers)
        return found.token if found else None

    def find_session(self, headers: RequestHeaders) -> answers.FindSessionAnswer:
        """Tell who is signed in."""
        token = self.token(headers)
        if token is None:
            return answers.NoSession()
        return self.client.find_session(token, visit=self.visits)

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
        found = self.presented(headers)
        if found and found.carrier is Carrier.BEARER:
            return None
        return self.csrf.problem(headers, posted)
