"""The application: the guide's pages over one ``EspaceClient``."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote, urlsplit

from attrs import evolve
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import BaseRoute

from espaceclient.adapters.async_client import AsyncEspaceClient
from espaceclient.adapters.authentication import Authenticator, CookieSettings, Csrf, SignInPath
from espaceclient.adapters.authentication.sign_in_path import is_local
from espaceclient.adapters.web.activation import ActivationPages
from espaceclient.adapters.web.adding import AddingPages
from espaceclient.adapters.web.address import AddressPages
from espaceclient.adapters.web.assets import Assets
from espaceclient.adapters.web.base_url import BaseUrl
from espaceclient.adapters.web.branding import Branding
from espaceclient.adapters.web.cookies import Cookies
from espaceclient.adapters.web.csrf import CsrfForms
from espaceclient.adapters.web.dashboard import DashboardPages
from espaceclient.adapters.web.devices import DevicePages
from espaceclient.adapters.web.draining import Draining, DrainingMiddleware
from espaceclient.adapters.web.errors import ErrorPages
from espaceclient.adapters.web.headers import (
    ContentSources,
    SecurityHeaders,
    SecurityHeadersMiddleware,
)
from espaceclient.adapters.web.health import HealthCheck, HealthPage
from espaceclient.adapters.web.home import HomePages
from espaceclient.adapters.web.invoices import InvoiceDrawing, check_operators
from espaceclient.adapters.web.language import LanguagePages
from espaceclient.adapters.web.leaving import LeavingPages
from espaceclient.adapters.web.legal import LegalPages
from espaceclient.adapters.web.mailbox import Mailbox, MailboxPages
from espaceclient.adapters.web.measuring import MeasuringMiddleware, PageMetrics
from espaceclient.adapters.web.opening import OpeningPages
from espaceclient.adapters.web.pages import Pages
from espaceclient.adapters.web.panels import MakePanel
from espaceclient.adapters.web.password import PasswordPages
from espaceclient.adapters.web.removing import RemovingPages
from espaceclient.adapters.web.signing import SigningPages
from espaceclient.adapters.web.site import Site
from espaceclient.adapters.web.staying import StayingPages
from espaceclient.adapters.web.templating import Templates
from espaceclient.adapters.web.waiting import WaitingPages
from espaceclient.client import EspaceClient
from espaceclient.ports.languages import Languages
from espaceclient.ports.tokens import Tokens
from espaceclient.ports.wording import Wording


def create_app(
    client: EspaceClient | AsyncEspaceClient,
    *,
    wording: Wording,
    languages: Sequence[Wording] = (),
    tokens: Tokens,
    base_url: str,
    cookies: CookieSettings | None = None,
    branding: Branding | None = None,
    templates: Sequence[Path | str] = (),
    stylesheets: Sequence[Path | str] = (),
    landing: str | None = None,
    allow_next: Sequence[str] = (),
    dashboard_panels: Sequence[MakePanel] = (),
    invoices: Mapping[str, InvoiceDrawing] | None = None,
    csp: ContentSources | None = None,
    hsts: timedelta | None = None,
    mailbox: Mailbox | None = None,
    health: HealthCheck | None = None,
    metrics: PageMetrics | None = None,
    draining: Draining | None = None,
) -> Pages:
    """Return the pages as an ASGI application, to be mounted under the path of ``base_url``; it
    knows what the host's own pages need to share the sign-in (``Pages``).

    What they stand on: ``client`` answers the forms: give the ``AsyncEspaceClient`` that the host
    calls itself, and both share its threads; over an ``EspaceClient`` the pages have some of their
    own. ``wording`` provides the texts; it must have those of ``adapters/wording/texts/fr.toml``.
    ``languages`` provide them in other languages, for who asks for one or chooses it.
    ``tokens`` signs the anti-forgery tokens of the forms. ``base_url`` is the URL under which
    browsers reach the pages: when it is ``https`` the cookies are bound to its host (``__Host-``).
    ``cookies`` gives them another name, domain or path; give the same to whoever shares the
    sign-in.

    How they look (``docs/pages.md``): ``branding`` is what the utility says of itself on every
    page. ``templates`` are folders whose templates go before ours. ``stylesheets`` come after ours:
    a ``Path`` is a file that the pages serve, a ``str`` the address of one that the host serves.
    ``dashboard_panels`` make what the host adds to the dashboard. ``invoices`` are drawings of the
    operators' own invoices, by the operators' codes, where ours is not like theirs. ``csp`` are
    other origins that templates and style sheets take something from.

    How they fit in: ``landing`` is the path of the host's page where a sign-in and an activation
    lead, by default the dashboard. ``allow_next`` are path prefixes of the host's pages that a
    sign-in may lead back to. ``hsts`` is how long browsers keep to https for the whole host, where
    the pages are on it; by default nothing is said of it.

    How they run: ``mailbox`` adds pages that show every mail to everybody: for demonstrations only,
    never where there are real subscribers. ``health`` adds ``healthz``, a page for whoever watches
    over the site. ``metrics`` is told how the pages fare. ``draining`` lets a server that ends
    answer 503 to what it cannot finish.

    Raises ``ValueError`` unless ``base_url`` is an ``https`` URL, or an ``http`` one of this
    machine, and for ``cookies`` that are ``secure`` on http or not on https, or whose domain or
    path leaves the pages out; for a folder or a file that is none, a template with a form that
    lacks its anti-forgery field, a path that is none of this origin, and a style sheet or logo of
    an origin that ``csp`` does not name.
    """
    base = BaseUrl.parse(base_url)
    settings = _cookies_of(base, cookies)
    shared = AsyncEspaceClient.over(client)
    branding = branding or Branding()
    sources = csp or ContentSources()
    drawings = dict(invoices or {})
    check_operators(drawings, shared.communes)
    images = (*branding.logos, *(each.picture for each in drawings.values()))
    files = _served_here(stylesheets, sources.styles) + _served_here(images, sources.images)
    sign_in_path = SignInPath(tokens, shared.clock, allowed=tuple(allow_next))
    if landing is not None and not is_local(landing):
        raise ValueError(f"{landing!r} is no path of this origin, such as /mon-espace")
    site = Site(
        client=shared,
        languages=Languages(wording, *languages),
        cookies=Cookies(settings),
        csrf=CsrfForms(Csrf(tokens, settings)),
        branding=branding,
        assets=Assets(shared.policy.password, files),
        has_mailbox=mailbox is not None,
        templates=Templates(templates),
        sign_in_path=sign_in_path,
        sources=sources,
        stylesheets=tuple(stylesheets),
        landing=landing,
        panels=tuple(dashboard_panels),
        invoices=drawings,
    )
    security = SecurityHeaders(hsts if base.secure else None, sources)
    errors = ErrorPages(site, security)
    app = Pages(
        client=shared,
        authenticator=Authenticator(shared.client, tokens, settings),
        sign_in=evolve(sign_in_path, prefix=quote(base.prefix)).asked_at,
        routes=[*_routes(site, mailbox), *(HealthPage(health).routes() if health else [])],
        middleware=[
            *([Middleware(MeasuringMiddleware, metrics=metrics)] if metrics else []),
            Middleware(SecurityHeadersMiddleware, security=security),
            *(_only_at(base.host) if mailbox else []),
            *(_until_drained(draining, errors) if draining else []),
        ],
        exception_handlers=dict(errors.handlers()),
    )
    if metrics:
        metrics.watch_queues(shared.pools.by_name)
    return app


def _cookies_of(base: BaseUrl, cookies: CookieSettings | None) -> CookieSettings:
    """Return the settings of the cookies; raises ``ValueError`` for those of other pages."""
    settings = cookies or CookieSettings(secure=base.secure)
    if settings.secure != base.secure:
        raise ValueError("the cookies are secure when the base URL is https, and only then")
    if not settings.come_to(base.host, quote(base.prefix)):
        raise ValueError("the domain and the path of the cookies must take in the base URL")
    return settings


def _until_drained(draining: Draining, errors: ErrorPages) -> list[Middleware]:
    return [Middleware(DrainingMiddleware, draining=draining, answer=errors.unavailable)]


def _only_at(host: str) -> list[Middleware]:
    """Accept requests for this host only: DNS rebinding must not expose a demonstration's mails."""
    allowed = [host, "localhost", "127.0.0.1"]
    return [Middleware(TrustedHostMiddleware, allowed_hosts=allowed, www_redirect=False)]


def _served_here(given: Iterable[Path | str], origins: Sequence[str]) -> tuple[Path, ...]:
    """Return the files among style sheets or images; raises ``ValueError`` for the address of one
    that browsers would refuse to load.
    """
    given = tuple(given)
    for address in given:
        if isinstance(address, str) and not is_local(address):
            parts = urlsplit(address)
            if f"{parts.scheme}://{parts.netloc}" not in origins:
                raise ValueError(f"{address}: csp does not name its origin")
    return tuple(each for each in given if isinstance(each, Path))


def _routes(site: Site, mailbox: Mailbox | None) -> list[BaseRoute]:
    return [
        *HomePages(site).routes(),
        *OpeningPages(site).routes(),
        *WaitingPages(site).routes(),
        *ActivationPages(site).routes(),
        *SigningPages(site).routes(),
        *StayingPages(site).routes(),
        *PasswordPages(site).routes(),
        *DashboardPages(site).routes(),
        *AddressPages(site).routes(),
        *DevicePages(site).routes(),
        *AddingPages(site).routes(),
        *RemovingPages(site).routes(),
        *LeavingPages(site).routes(),
        *(LanguagePages(site).routes() if len(site.languages.offered) > 1 else []),
        *LegalPages(site).routes(),
        *site.assets.routes(),
        *(MailboxPages(site, mailbox).routes() if mailbox else []),
    ]
