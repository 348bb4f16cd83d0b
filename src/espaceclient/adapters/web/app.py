"""The application: the pages of the guide around one ``EspaceClient``."""

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import BaseRoute

from espaceclient.adapters.web.activation import ActivationPages
from espaceclient.adapters.web.assets import Assets
from espaceclient.adapters.web.base_url import BaseUrl
from espaceclient.adapters.web.branding import Branding
from espaceclient.adapters.web.cookies import Cookies
from espaceclient.adapters.web.csrf import Csrf
from espaceclient.adapters.web.dashboard import DashboardPages
from espaceclient.adapters.web.errors import ErrorPages
from espaceclient.adapters.web.headers import SecurityHeaders, SecurityHeadersMiddleware
from espaceclient.adapters.web.home import HomePages
from espaceclient.adapters.web.mailbox import Mailbox, MailboxPages
from espaceclient.adapters.web.opening import OpeningPages
from espaceclient.adapters.web.password import PasswordPages
from espaceclient.adapters.web.signing import SigningPages
from espaceclient.adapters.web.site import Site
from espaceclient.client import EspaceClient
from espaceclient.ports.tokens import Tokens
from espaceclient.ports.wording import Wording


def create_app(
    client: EspaceClient,
    *,
    wording: Wording,
    tokens: Tokens,
    base_url: str,
    branding: Branding | None = None,
    mailbox: Mailbox | None = None,
) -> Starlette:
    """Make the pages; mount them under any prefix, that of ``base_url``.

    ``base_url`` is where browsers find the pages: on ``https`` the cookies are bound to it. Raises
    ``ValueError`` unless it is an ``https`` URL, or an ``http`` one of this machine. ``mailbox``
    adds a demonstration's pages, on which anybody reads every mail: leave it out wherever there are
    real subscribers.
    """
    base = BaseUrl.parse(base_url)
    cookies = Cookies(base.secure)
    site = Site(
        client=client,
        wording=wording,
        cookies=cookies,
        csrf=Csrf(tokens, cookies),
        branding=branding or Branding(),
        assets=Assets(client.policy.password),
        has_mailbox=mailbox is not None,
        templates=_templates(),
    )
    security = SecurityHeaders(base.secure)
    app = Starlette(
        routes=_routes(site, mailbox),
        middleware=[
            Middleware(SecurityHeadersMiddleware, security=security),
            *(_only_at(base.host) if mailbox else []),
        ],
        exception_handlers=dict(ErrorPages(site, security).handlers()),
    )
    # Starlette would send "/connexion/" on to an absolute URL made of the request's Host header.
    app.router.redirect_slashes = False
    return app


def _only_at(host: str) -> list[Middleware]:
    """A name that a stranger points at this machine must not read a demonstration's mails (DNS
    rebinding).
    """
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
        *ActivationPages(site).routes(),
        *SigningPages(site).routes(),
        *PasswordPages(site).routes(),
        *DashboardPages(site).routes(),
        *site.assets.routes(),
        *(MailboxPages(site, mailbox).routes() if mailbox else []),
    ]
