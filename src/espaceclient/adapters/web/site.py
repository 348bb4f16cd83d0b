"""What all pages share: paths, texts, cookies, forms and rendering."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

from attrs import evolve, field, frozen
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from espaceclient.adapters.async_client import AsyncEspaceClient
from espaceclient.adapters.authentication import Cookie
from espaceclient.adapters.authentication.sign_in_path import NEXT, SignInPath
from espaceclient.adapters.web.assets import Assets
from espaceclient.adapters.web.branding import Branding
from espaceclient.adapters.web.cookies import Cookies
from espaceclient.adapters.web.csrf import CsrfForms
from espaceclient.adapters.web.forms import read_form
from espaceclient.adapters.web.headers import ContentSources
from espaceclient.adapters.web.invoices import InvoiceDrawing
from espaceclient.adapters.web.notice import Notice
from espaceclient.adapters.web.panels import MakePanel
from espaceclient.adapters.web.templating import Templates
from espaceclient.domain.find_session import NoSession, SessionFound
from espaceclient.domain.known_browser import KNOWN_FOR
from espaceclient.domain.language import Language
from espaceclient.domain.password_policy import Checklist
from espaceclient.domain.problem import Fields
from espaceclient.domain.token import BrowserToken, LinkToken, SessionToken
from espaceclient.ports.languages import Languages
from espaceclient.ports.wording import Wording

_MINUTE = timedelta(minutes=1)
_FOUND = "espaceclient.found"
"""Where a request keeps who is signed in, so that it is asked once."""


@frozen
class Site:
    """The pages' shared services, created once by ``create_app``."""

    client: AsyncEspaceClient
    languages: Languages
    cookies: Cookies
    csrf: CsrfForms
    branding: Branding
    assets: Assets
    has_mailbox: bool
    templates: Templates
    sign_in_path: SignInPath
    sources: ContentSources
    stylesheets: tuple[Path | str, ...] = ()
    landing: str | None = None
    panels: tuple[MakePanel, ...] = ()
    invoices: Mapping[str, InvoiceDrawing] = field(factory=dict)

    def client_for(self, request: Request) -> AsyncEspaceClient:
        """Return the client for calls that take no ``client_address``: they, too, wait in turns of
        the networks that requests come from.
        """
        return self.client.calling_from(address_of(request))

    def path(self, request: Request, name: str, **params: str) -> str:
        """Return the path of a page under the prefix where the host mounted the pages.

        It is a path only: nothing of the Host header is in it.
        """
        return quote(request.scope.get("root_path", "")) + str(
            request.app.url_path_for(name, **params)
        )

    def language(self, request: Request) -> Language:
        """Return the language that was chosen with this browser, else the one that it asks for."""
        chosen = self.languages.named(self.cookies.read(request, Cookie.LANGUAGE))
        return chosen or self.languages.asked(", ".join(request.headers.getlist("accept-language")))

    def wording(self, request: Request) -> Wording:
        """Return the texts in the language of a request."""
        return self.languages.wording(self.language(request))

    def say(self, request: Request, key: str, **values: object) -> str:
        """Return a text in the language of a request with its values filled in."""
        return self.wording(request).text(key).format(**values)

    def how_long(self, request: Request, time: timedelta) -> str:
        """Return how long ago something was, roughly."""
        if time < _MINUTE:
            return self.say(request, "page.devices.moment")
        return self.wording(request).duration(time)

    async def page(
        self, request: Request, template: str, status: int = 200, **context: object
    ) -> Response:
        """Render a page for who is signed in, if anybody is."""
        await self.signed_in(request)
        return self.render(request, template, status, **context)

    def render(
        self, request: Request, template: str, status: int = 200, **context: object
    ) -> Response:
        """Render a page with the notice of the cookie, if any, and with an anti-forgery token.

        Who is signed in is known to it only if that was asked already: storage that is broken
        still lets an error page be shown.
        """
        present = self.csrf.present(request)
        value = present or self.csrf.new()
        notice = Notice.parse(self.cookies.read(request, Cookie.NOTICE))
        wording = self.wording(request)
        html = self.templates.render(
            template,
            {
                "path": lambda name, **params: self.path(request, name, **params),
                "file": lambda where: self._href(request, where),
                "say": lambda key, **values: wording.text(key).format(**values),
                "explain": wording.problem,
                "day": wording.day,
                "last_day": wording.last_day,
                "moment": wording.moment,
                "language": wording.language.code,
                "host_language": self.languages.default.code,
                "others": [
                    self.languages.wording(each)
                    for each in self.languages.offered
                    if each != wording.language
                ],
                "here": _here(request),
                "branding": self.branding,
                "stylesheets": self.stylesheets,
                "activation_time": wording.duration(self.client.policy.lifetimes.activation),
                "has_mailbox": self.has_mailbox,
                "csrf": self.csrf.token(value),
                "notice": notice,
                "account": request.scope.get(_FOUND),
                "seconds_left": self.seconds_left(request),
                **context,
            },
        )
        response = HTMLResponse(html, status)
        if not present:
            self.cookies.set(response, Cookie.CSRF, value)
        if notice:
            self.cookies.delete(response, Cookie.NOTICE)
        return response

    def _href(self, request: Request, where: Path | str) -> str:
        """Return where a browser finds a file: one of these pages, or the host's own."""
        return where if isinstance(where, str) else self.path(request, "asset", file=where.name)

    def redirect(self, request: Request, name: str, notice: Notice | None = None) -> Response:
        """Redirect to another page after a form (status 303), with a notice for it."""
        return self._lead_to(self.path(request, name), notice)

    def _lead_to(self, where: str, notice: Notice | None) -> Response:
        response = RedirectResponse(where, 303)
        if notice:
            self.cookies.set(response, Cookie.NOTICE, notice, timedelta(minutes=5))
        return response

    def to_sign_in(self, request: Request, back: str | None = None) -> Response:
        """Have somebody sign in whose session, if there was one, has ended.

        That leads back to where they are, or to the page called ``back`` if they cannot get there
        by its address alone.
        """
        where = self.path(request, back) if back else _here(request)
        leads_there_anyway = self.landing is None and where == self.path(request, "dashboard")
        asked = self._sign_in_path(request).asked_at(None if leads_there_anyway else where)
        response = self._lead_to(asked, Notice.SESSION_ENDED if self.session(request) else None)
        self.cookies.delete(response, Cookie.SESSION)
        return response

    def _sign_in_path(self, request: Request) -> SignInPath:
        return evolve(self.sign_in_path, prefix=quote(request.scope.get("root_path", "")))

    def enter(self, request: Request, notice: Notice | None = None) -> Response:
        """Lead who has just signed in back to where that was asked, else to the landing page."""
        back = self._sign_in_path(request).leads_back(request.query_params.get(NEXT, ""))
        landing = self.landing or self.path(request, "dashboard")
        return self._lead_to(back or landing, notice)

    async def form(self, request: Request, retry: str | None = None) -> Fields:
        """Return the fields of a posted form that belongs to this browser.

        ``retry`` is the path where the person can start again, by default that of the request.
        Raises ``CsrfRefused``, and ``HTTPException`` as ``read_form`` does.
        """
        fields = await read_form(request)
        self.csrf.check(request, fields, retry or _here(request))
        return fields

    def checklist(self, fields: Fields | None) -> Checklist:
        """Return the checklist to show: that of what was typed, else that of an empty field."""
        return self.client.checklist((fields or {}).get("password", ""))

    def session(self, request: Request) -> SessionToken | None:
        """Return the session token that this browser sent, or ``None``; it is not verified yet."""
        token = self.cookies.read(request, Cookie.SESSION)
        return None if token is None else SessionToken(token)

    def browser(self, request: Request) -> BrowserToken | None:
        """Return the browser token that this browser sent, or ``None``; it is not verified yet."""
        token = self.cookies.read(request, Cookie.BROWSER)
        return None if token is None else BrowserToken(token)

    def remember(self, response: Response, browser: BrowserToken) -> None:
        """Have this browser keep its token, however it came to one, for as long as it is known."""
        self.cookies.set(response, Cookie.BROWSER, browser, KNOWN_FOR)

    async def signed_in(self, request: Request) -> SessionFound | None:
        """Return who is signed in with this browser, or ``None``; asked once a request."""
        if _FOUND not in request.scope:
            request.scope[_FOUND] = await self._find(request)
        found: SessionFound | None = request.scope[_FOUND]
        return found

    def seconds_left(self, request: Request) -> int:
        """Return when the session ends, unless there is a visit before; zero if nobody is known to
        be signed in.
        """
        found: SessionFound | None = request.scope.get(_FOUND)
        left = found.expires_at - self.client.clock.now() if found else timedelta(0)
        return int(left.total_seconds())

    async def _find(self, request: Request) -> SessionFound | None:
        session = self.session(request)
        if session is None:
            return None
        found = await self.client_for(request).find_session(session)
        return None if isinstance(found, NoSession) else found


def link_of(request: Request) -> LinkToken:
    """Return the token in the path of a page behind a mailed link."""
    return LinkToken(request.path_params["link"])


def address_of(request: Request) -> str | None:
    """Return the address that a request comes from, or ``None`` where the server does not tell."""
    return request.client.host if request.client else None


def _here(request: Request) -> str:
    """Return the path and the query of a request, without anything of the Host header."""
    path, query = quote(request.scope["path"]), request.scope["query_string"].decode("latin-1")
    return f"{path}?{query}" if query else path
