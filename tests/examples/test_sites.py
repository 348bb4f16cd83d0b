"""The portals in FastAPI, Flask and Django, started as they are by their readers, and attacked."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import httpx2
import pytest
from attrs import evolve
from examples.fastapi_site import accounts as fastapi_accounts
from examples.fastapi_site import portal as fastapi_portal
from examples.fastapi_site import site as fastapi_site
from examples.flask_site import accounts as flask_accounts
from examples.flask_site import portal as flask_portal
from examples.flask_site import site as flask_site
from starlette.testclient import TestClient

from espaceclient.adapters.bcrypt import BcryptHasher
from espaceclient.adapters.composition import Composition
from espaceclient.adapters.memory import MemoryMailer
from espaceclient.keys import PepperKeys
from tests.adapters.hosts.site import Site as InstanceOfOurs
from tests.adapters.web.world import World
from tests.examples.running import FLAT, HOUSE, Customer, Site, in_process, started

pytestmark = pytest.mark.xdist_group("example_sites")  # its processes are started once

FORMS = {
    "fastapi": "/mes-factures/sans-papier",
    "flask": "/mes-factures/2/paiement",
    "django": "/mes-factures/sans-papier",
}
JEANNE, PAUL = "jeanne@exemple.fr", "paul@exemple.fr"
SESSION = "espaceclient-session"
ORIGIN = "http://127.0.0.1:8000"


def cheaply(composition: Composition) -> Composition:
    peppers = PepperKeys.require(composition.keys.peppers)
    return evolve(composition, hasher=BcryptHasher(peppers, cost=4))


@contextmanager
def fastapi(folder: Path) -> Iterator[Site]:
    accounts = cheaply(fastapi_accounts.compose(folder))
    portal = fastapi_portal.Portal(folder / "portal.sqlite3")
    app = fastapi_site.create_site(accounts, portal, MemoryMailer(), ORIGIN)

    def http() -> httpx2.Client:
        return TestClient(app, base_url=ORIGIN, follow_redirects=False)

    with in_process(http, accounts, f"{ORIGIN}/espace/", "13022") as site:
        yield site


@contextmanager
def flask(_folder: Path) -> Iterator[Site]:
    accounts = cheaply(flask_accounts.compose())
    portal = flask_portal.Portal()
    app = flask_site.create_site(accounts, portal, MemoryMailer(), ORIGIN)

    def http() -> httpx2.Client:
        transport = httpx2.WSGITransport(app)
        return httpx2.Client(transport=transport, base_url=ORIGIN)

    with in_process(http, accounts, f"{ORIGIN}/client/", "74010") as site:
        yield site


def django(folder: Path) -> AbstractContextManager[Site]:
    """Django has one set of settings a process: it gets one of its own."""
    return started("django_site", folder, "/espace")


@pytest.fixture(params=[fastapi, flask, django], ids=lambda make: make.__name__, scope="module")
def site(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    make: Callable[[Path], AbstractContextManager[Site]] = request.param
    with make(tmp_path_factory.mktemp(make.__name__)) as running:
        yield running


@pytest.fixture
def form(request: pytest.FixtureRequest) -> str:
    """Where the host's own form is sent."""
    return FORMS[request.node.callspec.params["site"].__name__]


@pytest.fixture(scope="module")
def jeanne(site: Site) -> Customer:
    customer = site.customer()
    customer.become_customer(JEANNE, FLAT)
    return customer


@pytest.fixture(scope="module")
def paul(site: Site) -> Customer:
    customer = site.customer()
    customer.become_customer(PAUL, HOUSE)
    return customer


def with_session(site: Site, session: str) -> Customer:
    """Return a browser with a session's cookie and no other."""
    customer = site.customer()
    customer.http.cookies.set(SESSION, session)
    return customer


def invoices(customer: Customer) -> list[str]:
    page = customer.http.get("/mes-factures")
    assert page.status_code == 200
    return [each for each in ("61,90", "48,20", "118,40") if each in page.text]


def test_each_sees_the_invoices_of_their_own_period(jeanne: Customer, paul: Customer) -> None:
    assert (invoices(jeanne), invoices(paul)) == (["48,20"], ["118,40"])


@pytest.mark.usefixtures("jeanne")
def test_a_page_of_the_host_leads_to_sign_in_and_back(site: Site) -> None:
    stranger = site.customer()
    asked = stranger.http.get("/mes-factures").headers["location"]
    assert asked.startswith(f"{site.prefix}/connexion?next=")
    assert stranger.sign_in(JEANNE, asked) == "/mes-factures"


def test_the_form_of_the_host_is_taken_once_it_has_its_field(jeanne: Customer, form: str) -> None:
    field = own_field(jeanne)
    assert jeanne.http.post(form, data=field).status_code in {302, 303}
    assert any(
        done in jeanne.http.get("/mes-factures").text for done in ("Payée", "ne recevez plus")
    )


def own_field(customer: Customer) -> dict[str, str]:
    """Return the field against forgery of the host's form: ours, or Django's own."""
    page = customer.http.get("/mes-factures").text
    name = "csrfmiddlewaretoken" if "csrfmiddlewaretoken" in page else "csrf"
    return {name: page.partition(f'name="{name}" value="')[2].partition('"')[0]}


def test_a_form_of_the_host_without_its_field_is_refused(paul: Customer, form: str) -> None:
    assert paul.http.post(form).status_code == 403


def test_a_form_of_the_host_with_a_stranger_s_field_is_refused(
    jeanne: Customer, paul: Customer, form: str
) -> None:
    forged = own_field(jeanne)
    invoices(paul)
    assert paul.http.post(form, data=forged).status_code == 403


def test_a_token_in_the_address_opens_nothing(site: Site, jeanne: Customer) -> None:
    for name in ("access_token", "token", "session", SESSION, "Authorization"):
        answer = site.customer().http.get("/mes-factures", params={name: jeanne.session})
        assert answer.headers["location"].startswith(f"{site.prefix}/connexion")


@pytest.mark.usefixtures("jeanne")
def test_a_sign_in_leads_to_no_other_origin(site: Site) -> None:
    stranger = site.customer()
    asked = stranger.http.get("/mes-factures").headers["location"]
    forged = asked.replace("./mes-factures", ".//evil.example/mes-factures")
    assert forged != asked
    assert stranger.sign_in(JEANNE, forged) in {f"{site.prefix}/tableau-de-bord", "/mes-factures"}


def test_a_session_of_another_instance_opens_nothing(site: Site) -> None:
    foreign = InstanceOfOurs(World(), lambda: site.customer().http).session()
    assert with_session(site, foreign).http.get("/mes-factures").status_code == 303
