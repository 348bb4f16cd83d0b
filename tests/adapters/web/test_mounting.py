import re

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from espaceclient.adapters.web import mount
from tests.adapters.web.visitor import FORM, OPENING, Visitor
from tests.adapters.web.world import World


@pytest.fixture
def mounted() -> Visitor:
    """The pages below ``/espace/client`` of a host's own application."""
    world = World("http://localhost/espace/client/")
    world.app = Starlette(
        routes=[Mount("/espace", Starlette(routes=[Mount("/client", world.app)]))]
    )
    return Visitor(world, prefix="/espace/client")


@pytest.mark.parametrize(
    "path", ["/", "/ouverture", FORM, "/connexion", "/activation/x", "/nulle-part"]
)
def test_every_path_on_a_page_lies_below_the_host_s_prefix(mounted: Visitor, path: str) -> None:
    paths = re.findall(r'(?:href|src|action|data-policy)="(/[^"]*)"', mounted.get(path).text)
    assert paths
    assert {found.startswith("/espace/client/") for found in paths} == {True}


def test_redirects_stay_below_the_host_s_prefix(mounted: Visitor) -> None:
    assert mounted.get("/tableau-de-bord").headers["location"] == "/espace/client/connexion"
    assert mounted.submit(FORM, OPENING).headers["location"] == "/espace/client/"


def test_a_sign_in_leads_back_below_the_host_s_prefix(mounted: Visitor) -> None:
    mounted.submit(FORM, OPENING)
    mounted.submit(mounted.activation_path())
    mounted.http.cookies.clear()
    asked = mounted.get("/appareils").headers["location"].removeprefix("/espace/client")
    assert asked.startswith("/connexion?next=")
    fields = {"email": OPENING["email"], "password": OPENING["password"]}
    assert mounted.submit(asked, fields).headers["location"] == "/espace/client/appareils"


def test_mailed_links_lead_to_the_mounted_pages(mounted: Visitor) -> None:
    mounted.submit(FORM, OPENING)
    assert mounted.get(mounted.activation_path()).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "a b", ""])
@pytest.mark.parametrize(
    "path", ["/", "/connexion", "/tableau-de-bord", "/connexion/", "/activation/x"]
)
def test_a_host_header_changes_nothing(visitor: Visitor, host: str, path: str) -> None:
    visitor.get("/connexion")
    poisoned, honest = visitor.get(path, host=host), visitor.get(path)
    assert (poisoned.status_code, poisoned.headers, poisoned.text) == (
        honest.status_code,
        honest.headers,
        honest.text,
    )


def test_a_host_header_changes_no_mailed_link(world: World, visitor: Visitor) -> None:
    fields = OPENING | {"csrf": visitor.token()}
    assert visitor.post(FORM, fields, host="evil.example").headers["location"] == "/"
    assert world.newest_link("activation/").startswith("http://localhost/activation/")
    assert "evil.example" not in world.deliver()[-1].html


@pytest.fixture
def alone() -> Visitor:
    """The pages below ``/espace`` on a server of their own."""
    world = World("http://localhost/espace")
    world.app = mount(world.app, world.base_url)
    return Visitor(world)


def test_the_mounted_pages_are_below_the_base_url_s_path(alone: Visitor) -> None:
    assert alone.get("/espace/tableau-de-bord").headers["location"] == "/espace/connexion"


def test_the_prefix_without_its_slash_leads_to_the_pages_whatever_the_host_header(
    alone: Visitor,
) -> None:
    assert alone.get("/espace", host="evil.example").headers["location"] == "/espace/"


def test_what_lies_beside_the_mounted_pages_carries_the_security_headers(alone: Visitor) -> None:
    answer = alone.get("/nulle-part/", host="evil.example")
    assert (answer.status_code, answer.headers["x-content-type-options"]) == (404, "nosniff")


def test_pages_without_a_prefix_are_served_as_they_are(world: World) -> None:
    assert mount(world.app, "http://localhost/") is world.app


def test_password_managers_are_led_to_the_page_that_changes_a_password() -> None:
    world = World("http://localhost/espace/client/")
    world.app = mount(world.app, world.base_url)
    alone = Visitor(World()).get("/.well-known/change-password")
    below = Visitor(world).get("/.well-known/change-password")
    assert (alone.status_code, alone.headers["location"]) == (303, "/mot-de-passe")
    assert (below.status_code, below.headers["location"]) == (303, "/espace/client/mot-de-passe")
    assert Visitor(world).get("/.well-known/something-else").status_code == 404
