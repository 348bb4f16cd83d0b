"""What the pages share with the host's own: who is signed in, where to sign in, threads."""

from espaceclient.adapters.async_client import AsyncEspaceClient
from espaceclient.adapters.authentication import CookieSettings
from espaceclient.adapters.web import create_app
from tests.adapters.web.world import FRENCH, World


def test_the_host_asks_by_the_cookies_of_the_pages() -> None:
    world = World()
    cookies = CookieSettings(name="nord")
    pages = create_app(
        world.client,
        wording=FRENCH,
        tokens=world.tokens,
        base_url="https://exemple.fr/espace/",
        cookies=cookies,
    )
    assert (pages.authenticator.client, pages.authenticator.cookies) == (world.client, cookies)


def test_the_host_leads_to_the_page_for_signing_in_and_back_to_what_is_allowed() -> None:
    world = World()
    pages = create_app(
        world.client,
        wording=FRENCH,
        tokens=world.tokens,
        base_url="https://exemple.fr/espace-client/",
        allow_next=["/factures"],
    )
    page = "/espace-client/connexion"
    asked = pages.sign_in("/factures/2026")
    assert asked.startswith(f"{page}?next=")
    assert asked.endswith("./factures/2026")
    assert [pages.sign_in(each) for each in ("/admin", "//evil.example")] == [page, page]


def test_the_host_shares_its_threads_with_the_pages() -> None:
    world = World()
    shared = AsyncEspaceClient(world.client)
    pages = create_app(shared, wording=FRENCH, tokens=world.tokens, base_url="http://localhost/")
    assert pages.client is shared
