"""Whoever sends one request: who they are is asked when it is needed, and once."""

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from html import escape

from espaceclient import answers
from espaceclient.adapters.authentication.authenticator import Authenticator
from espaceclient.adapters.authentication.cookies import Cookie
from espaceclient.adapters.authentication.csrf import FIELD, SAFE_METHODS, FormProblem
from espaceclient.adapters.authentication.headers import RequestHeaders
from espaceclient.adapters.authentication.presented import brings_bearer
from espaceclient.domain.token import SessionToken
from espaceclient.domain.values import Contract


class SafeHtml(str):
    """HTML that templates of Jinja and Django take as it is."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


class VisitorRequest:
    """What a request tells of its visitor before anybody is asked; not thread-safe."""

    def __init__(self, authenticator: Authenticator, headers: RequestHeaders) -> None:
        self.authenticator = authenticator
        self.headers = headers
        self.was_asked = False
        """Whether the response is one for this visitor."""

    @property
    def token(self) -> SessionToken | None:
        """The session's token, which is not verified yet, or ``None``."""
        self.was_asked = True
        return self.authenticator.token(self.headers)

    def may_be_redirected(self, method: str) -> bool:
        """Return whether a page for signing in can be shown instead: to a browser that asked for a
        page, not to whoever posts a form, which would be lost, or brings a bearer token.
        """
        return method in SAFE_METHODS and not brings_bearer(self.headers)

    @property
    def csrf_token(self) -> str:
        """The content of the hidden field ``csrf`` of a form of the host."""
        self.was_asked = True
        return self.authenticator.csrf.token(self._kept or self._new)

    @property
    def csrf_field(self) -> SafeHtml:
        """The hidden field itself, as HTML."""
        token = escape(self.csrf_token)
        return SafeHtml(f'<input type="hidden" name="{FIELD}" value="{token}">')

    def form_problem(self, posted: str | None) -> FormProblem | None:
        """Return why a posted form is refused, ``None`` when it is not; ``posted`` is the content
        of its field ``csrf``.
        """
        return self.authenticator.form_problem(self.headers, posted or "")

    def response_headers(self, present: Iterable[str]) -> list[tuple[str, str]]:
        """Return the headers to add to the response, given the names that it has in lower case.

        An answer for one person must not be kept for the next: unless the host has set a
        ``Cache-Control`` of its own, nobody keeps it. One that brings a new cookie for forms is
        kept by nobody in any case: all who got it from a cache would have the same.
        """
        added: list[tuple[str, str]] = []
        if self.was_asked:
            added.append(("Vary", "Cookie, Authorization"))
            if "_new" in vars(self) or "cache-control" not in set(present):
                added.append(("Cache-Control", "no-store"))
        if "_new" in vars(self):
            settings = self.authenticator.cookies
            added.append(("Set-Cookie", settings.set_cookie(Cookie.CSRF, self._new)))
        return added

    @cached_property
    def _kept(self) -> str | None:
        return self.authenticator.csrf.present(self.headers)

    @cached_property
    def _new(self) -> str:
        return self.authenticator.csrf.new()


class Visitor(VisitorRequest):
    """Whoever sends one request, for synchronous hosts."""

    @cached_property
    def signed_in(self) -> answers.SessionFound | None:
        """Who is signed in, asked once; ``None`` is nobody.

        Raises ``PortError`` when that cannot be told.
        """
        self.was_asked = True
        found = self.authenticator.find_session(self.headers)
        return found if isinstance(found, answers.SessionFound) else None

    def may_see(self, contract: Contract, on: datetime | None = None) -> answers.MaySeeAnswer:
        """Tell whether they may see what concerns a contract, as ``EspaceClient.may_see`` does."""
        self.was_asked = True
        return self.authenticator.may_see(self.headers, contract, on)
