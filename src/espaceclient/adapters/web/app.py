"""The application: the guide's pages over one ``EspaceClient``."""

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import BaseRoute

from espaceclient.adapters.async_client import AsyncEspaceClient
from espaceclient.adapters.authentication import CookieSettings, Csrf
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
from espaceclient.adapters.web.headers import SecurityHeaders, SecurityHeadersMiddleware
from espaceclient.adapters.web.health import HealthCheck, HealthPage
from espaceclient.adapters.web.home import HomePages
from espaceclient.adapters.web.leaving import LeavingPages
from espaceclient.adapters.web.mailbox import Mailbox, MailboxPages
from espaceclient.adapters.web.measuring import MeasuringMiddleware, PageMetrics
from espaceclient.adapters.web.opening import OpeningPages
from espaceclient.adapters.web.password import PasswordPages
from espaceclient.adapters.web.removing import RemovingPages
from espaceclient.adapters.web.signing import SigningPages
from espaceclient.adapters.web.site import Site
from espaceclient.adapters.web.waiting import WaitingPages
from espaceclient.client import EspaceClient
from espaceclient.ports.tokens import Tokens
from espaceclient.ports.wording import Wording


def create_app(
    client: EspaceClient | AsyncEspaceClient,
    *,
    wording: Wording,
    tokens: Tokens,
    base_url: str,
    cookies: CookieSettings | None = None,
    branding: Branding | None = None,
    mailbox: Mailbox | None = None,
    health: HealthCheck | None = None,
    metrics: PageMetrics | None = None,
    draining: Draining | None = None,
) -> Starlette:
    """Return the pages as an ASGI application, to be mounted under the path of ``base_url``.

    ``client`` answers the forms: give the ``AsyncEspaceClient`` that the host calls itself, and
    both share its threads; over an ``EspaceClient`` the pages have some of their own. ``wording``
    provides the texts; it must have those of ``adapters/wording/texts/fr.toml``. ``tokens`` signs
    the anti-forgery tokens of the forms. ``base_url`` is the URL under which browsers reach the
    pages: when it is ``https`` the cookies are bound to its host (``__Host-``). ``cookies`` gives
    them another name, domain or path; give the same to whoever shares the sign-in. ``branding`` is
    the utility's name and contact on every page. ``mailbox`` adds pages that show every mail to
    everybody: for demonstrations only, never where there are real subscribers. ``health`` adds
    ``healthz``, a page for whoever watches over the site. ``metrics`` is told how the pages fare.
    ``draining`` lets a server that ends answer 503 to what it cannot finish.

    Raises ``ValueError`` unless ``base_url`` is an ``https`` URL, or an ``http`` one of this
    machine, and for ``cookies`` that are ``secure`` on http or not on https.
    """
    base = BaseUrl.parse(base_url)
    settings = cookies or CookieSettings(secure=base.secure)
    if settings.secure != base.secure:
        raise ValueError("the cookies are secure when the base URL is https, and only then")
    shared = AsyncEspaceClient.over(client)
    site = Site(
        client=shared,
        wording=wording,
        cookies=Cookies(settings),
        csrf=CsrfForms(Csrf(tokens, settings)),
        branding=branding or Branding(),
        assets=Assets(client.policy.password),
        has_mailbox=mailbox is not None,
        templates=_templates(),
    )
    security = SecurityHeaders(base.secure)
    errors = ErrorPages(site, security)
    app = Starlette(
        routes=[*_routes(site, mailbox), *(HealthPage(health).routes() if health else [])],
        middleware=[
            *([Middleware(MeasuringMiddleware, metrics=metrics)] if metrics else []),
            Middleware(SecurityHeadersMiddleware, security=security),
            *(_only_at(base.host) if mailbox else []),
            *(
                [Middleware(DrainingMiddleware, draining=draining, answer=errors.unavailable)]
                if draining
                else []
            ),
        ],
        exception_handlers=dict(errors.handlers()),
    )
    # Starlette would redirect "/connexion/" to an absolute URL made from the Host header.
    app.router.redirect_slashes = False
    if metrics:
        metrics.watch_queues(shared.pools.by_name)
    return app


def _only_at(host: str) -> list[Middleware]:
    """Accept requests for this host only: DNS rebinding must not expose a demonstration's mails."""
    allowed = [host, "localhost", "127.0.0.1"]
    return [Middleware(TrustedHostMiddleware, allowed_hosts=allowed, www_redirect=False)]


def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("espaceclient.adapters.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _routes(site: Site, mailbox: Mailbox | None) -> list[BaseRoute]:
    return [
        *HomePages(site).routes(),
        *OpeningPages(site).routes(),
        *WaitingPages(site).routes(),
        *ActivationPages(site).routes(),
        *SigningPages(site).routes(),
        *PasswordPages(site).routes(),
        *DashboardPages(site).routes(),
        *AddressPages(site).routes(),
        *DevicePages(site).routes(),
        *AddingPages(site).routes(),
        *RemovingPages(site).routes(),
        *LeavingPages(site).routes(),
        *site.assets.routes(),
        *(MailboxPages(site, mailbox).routes() if mailbox else []),
    ]
