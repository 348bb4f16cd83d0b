"""One sign-in for two hosts of a domain, and two instances on one host."""

from collections.abc import Mapping

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Host, Mount, Route
from starlette.testclient import TestClient

from espaceclient.adapters.authentication import Authenticator, CookieSettings
from espaceclient.adapters.starlette import EspaceClientMiddleware
from espaceclient.adapters.web import create_app
from tests.adapters.hosts.starlette_site import home
from tests.adapters.web.visitor import Visitor
from tests.adapters.web.world import EMAIL, FRENCH, World


def pages(world: World, cookies: CookieSettings) -> Starlette:
    return create_app(
        world.client,
        wording=FRENCH,
        tokens=world.tokens,
        base_url=world.base_url,
        cookies=cookies,
    )


def own_page(world: World, cookies: CookieSettings) -> Starlette:
    authenticator = Authenticator(world.client, world.tokens, cookies)
    middleware = [Middleware(EspaceClientMiddleware, authenticator=authenticator)]
    return Starlette(routes=[Route("/", home)], middleware=middleware)


def signed_in_at(world: World, hosts: Mapping[str, Starlette]) -> TestClient:
    """Sign in on the pages of the one host; return the browser."""
    app = Starlette(routes=[Host(name, each) for name, each in hosts.items()])
    browser = TestClient(app, "https://www.exemple.fr", follow_redirects=False)
    Visitor(world, http=browser).become_subscriber()
    return browser


def test_a_session_of_a_domain_is_known_on_its_other_hosts() -> None:
    world, shared = World("https://www.exemple.fr/"), CookieSettings(domain="exemple.fr")
    hosts = {"www.exemple.fr": pages(world, shared), "api.exemple.fr": own_page(world, shared)}
    browser = signed_in_at(world, hosts)
    assert browser.get("https://api.exemple.fr/").text == EMAIL
    Visitor(world, http=browser).submit_sign_out()
    assert browser.get("https://api.exemple.fr/").text == "personne"


def test_a_session_of_one_host_is_sent_to_no_other() -> None:
    world, own = World("https://www.exemple.fr/"), CookieSettings()
    hosts = {"www.exemple.fr": pages(world, own), "api.exemple.fr": own_page(world, own)}
    assert signed_in_at(world, hosts).get("https://api.exemple.fr/").text == "personne"


@pytest.mark.parametrize("names", [("nord", "sud"), ("nord", "espaceclient")])
def test_two_instances_on_one_host_know_their_own(names: tuple[str, str]) -> None:
    worlds = [World(f"http://localhost/{place}/") for place in ("nord", "sud")]
    settings = [CookieSettings(secure=False, name=name) for name in names]
    app = Starlette(
        routes=[
            Mount("/nord", pages(worlds[0], settings[0])),
            Mount("/sud", pages(worlds[1], settings[1])),
        ]
    )
    browser = TestClient(app, "http://localhost", follow_redirects=False)
    north, south = (
        Visitor(world, prefix=prefix, http=browser)
        for world, prefix in zip(worlds, ("/nord", "/sud"), strict=True)
    )
    north.become_subscriber()
    assert south.get("/tableau-de-bord").headers["location"].startswith("/sud/connexion")
    south.become_subscriber()
    assert [each.get("/tableau-de-bord").status_code for each in (north, south)] == [200, 200]
    south.submit_sign_out()
    assert north.get("/tableau-de-bord").status_code == 200


def test_a_session_below_a_path_is_sent_nowhere_else() -> None:
    world = World("http://localhost/espace/")
    below = CookieSettings(secure=False, path="/espace")
    app = Starlette(
        routes=[Mount("/espace", pages(world, below)), Mount("/", own_page(world, below))]
    )
    browser = TestClient(app, "http://localhost", follow_redirects=False)
    visitor = Visitor(world, prefix="/espace", http=browser)
    visitor.become_subscriber()
    assert browser.get("/").text == "personne"
    assert visitor.get("/tableau-de-bord").status_code == 200
