"""The portal and the service, started by their command; then the service that looks for itself."""

from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from examples.invoice_service.service import by_database, by_introspection, create_service
from starlette.testclient import TestClient

from tests.examples.running import Customer, Site, started

pytestmark = pytest.mark.xdist_group("invoice_service")  # its processes are started once

SEEN = [{"contract": "0123456", "on": "2024-04-02", "euros": "48,20"}]
COOKIE = "espaceclient-session"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("invoice_service")


@pytest.fixture(scope="module")
def portal(folder: Path) -> Iterator[Site]:
    with started("invoice_service", folder) as running:
        yield running


@pytest.fixture(scope="module")
def jeanne(portal: Site) -> Customer:
    customer = portal.customer()
    customer.become_customer("jeanne@exemple.fr")
    return customer


@pytest.fixture
def service(portal: Site) -> str:
    scheme, host, port = portal.origin.split(":")
    return f"{scheme}:{host}:{int(port) + 1}/factures"


def asked(service: str, **headers: str) -> httpx2.Response:
    return httpx2.get(service, headers={name.title(): value for name, value in headers.items()})


def test_whoever_is_signed_in_at_the_portal_sees_their_period_alone(
    jeanne: Customer, service: str
) -> None:
    answer = asked(service, cookie=f"{COOKIE}={jeanne.session}")
    assert answer.json() == SEEN
    assert answer.headers["cache-control"] == "no-store"


def test_a_browser_gets_a_page(jeanne: Customer, service: str) -> None:
    page = asked(service, cookie=f"{COOKIE}={jeanne.session}", accept="text/html").text
    assert "<li>02/04/2024, contrat 0123456\u00a0: 48,20\u00a0€</li>" in page
    assert "61,90" not in page


def test_a_browser_without_a_session_is_sent_to_the_portal(portal: Site, service: str) -> None:
    answer = asked(service, accept="text/html")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{portal.origin}/connexion")


def test_a_token_is_taken_as_a_bearer_and_never_from_the_address(
    jeanne: Customer, service: str
) -> None:
    assert asked(service, authorization=f"Bearer {jeanne.session}").json() == SEEN
    assert httpx2.get(service, params={"access_token": jeanne.session}).status_code == 401


def test_a_token_that_opens_nothing_is_answered_401(service: str) -> None:
    assert asked(service, authorization="Bearer a.b").status_code == 401


def test_nobody_asks_the_portal_without_the_secret(jeanne: Customer, portal: Site) -> None:
    url, form = f"{portal.origin}/introspection/", {"token": jeanne.session}
    guessed = {"Authorization": f"Bearer {'a' * 43}"}
    answers = [httpx2.post(url, data=form), httpx2.post(url, data=form, headers=guessed)]
    assert [each.status_code for each in answers] == [401, 401]


def test_a_portal_that_does_not_answer_is_no_reason_to_show_anything(jeanne: Customer) -> None:
    alone = create_service(by_introspection("http://127.0.0.1:9", "a" * 43), "http://127.0.0.1:9")
    bearer = {"Authorization": f"Bearer {jeanne.session}"}
    assert TestClient(alone).get("/factures", headers=bearer).status_code == 503


def test_the_database_alone_tells_the_same(jeanne: Customer, folder: Path) -> None:
    looking = create_service(by_database(folder / "data/invoice_service"), jeanne.site.origin)
    bearer = {"Authorization": f"Bearer {jeanne.session}"}
    assert TestClient(looking).get("/factures", headers=bearer).json() == SEEN
    assert TestClient(looking).get("/factures").status_code == 401
