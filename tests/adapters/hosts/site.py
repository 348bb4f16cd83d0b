"""A host's site in one framework, with the real pages below ``/espace``.

Every site has the same pages of its own: ``/`` tells who is signed in; ``/factures`` is for those
who are, and has a form; ``/contrats/{number}`` tells since when they may see it; ``/public`` asks
nothing; ``/panne`` meets an outage.
"""

from collections.abc import Callable

import httpx2
from attrs import frozen

from espaceclient import LinkToken, SessionToken
from espaceclient.adapters.authentication import Authenticator, CookieSettings
from espaceclient.answers import Activated, RequestReceived, SignedIn
from espaceclient.values import Contract, Problem
from tests.adapters.web.visitor import OPENING, Visitor
from tests.adapters.web.world import CHATEAUNEUF, EAU, EMAIL, PASSWORD, World

BASE = "http://localhost/espace/"
SIGN_IN = "/espace/connexion"
HELD, FOREIGN = "0123456", "7654321"


def contract_numbered(number: str) -> Contract | Problem:
    return Contract.parse(EAU, number)


def sign_in_from(asked: str) -> str:
    return f"{SIGN_IN}?de={asked}"


def authenticator_of(world: World) -> Authenticator:
    return Authenticator(world.client, world.tokens, CookieSettings(secure=False))


@frozen
class Site:
    """``browser`` opens another browser on the same site."""

    world: World
    browser: Callable[[], httpx2.Client]

    def session(self) -> SessionToken:
        """Sign in without a page; the first time, open the account."""
        client = self.world.client
        signed_in = client.sign_in({"email": EMAIL, "password": PASSWORD})
        if isinstance(signed_in, SignedIn):
            return signed_in.session
        asked = client.open_account(OPENING | {"commune": CHATEAUNEUF.code})
        assert isinstance(asked, RequestReceived)
        link = self.world.newest_link("activation/").rpartition("/")[2]
        activated = client.activate(LinkToken(link), browser=asked.browser)
        assert isinstance(activated, Activated)
        return activated.session

    def visitor(self) -> Visitor:
        """Return somebody who visits the pages with a browser of their own."""
        return Visitor(self.world, prefix="/espace", http=self.browser())


def over_wsgi(app: Callable[..., object]) -> Callable[[], httpx2.Client]:
    def browser() -> httpx2.Client:
        transport = httpx2.WSGITransport(app)  # type: ignore[arg-type]  # it has types of its own
        return httpx2.Client(transport=transport, base_url="http://localhost")

    return browser
