"""A stranger sees the same pages, byte for byte, whether or not somebody has an account."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial

from attrs import field, frozen
from hypothesis import strategies as st
from starlette.testclient import TestClient

from espaceclient.adapters.web import HealthCheck, create_app
from espaceclient.adapters.web.health import HealthPage
from espaceclient.adapters.wording import TomlWording
from espaceclient.testing import SOMEBODY, Page, WorldPorts, expect_worlds_alike, page

ORIGIN = "https://exemple.fr"
FORGED = "A" * 22 + "." + "B" * 43
NEW_PASSWORD = {"password": "Autre-mot-2026", "confirmation": "Autre-mot-2026"}
FORM = "/ouverture/formulaire?commune=13001"
OWN_OPENING = {
    **NEW_PASSWORD,
    "email": "etranger@exemple.fr",
    "contract_number": "4200000",
    "meter_number": "C420",
}


@frozen
class Stranger:
    """Somebody with a browser, who can take others, and has mail of one's own."""

    ports: WorldPorts
    take_browser: Callable[[], TestClient]
    browser: TestClient

    def newest_link(self) -> str:
        links = [link.removeprefix(ORIGIN) for link in self.ports.links_to(OWN_OPENING["email"])]
        return [f"/activation/{FORGED}", *(link for link in links if "/activation/" in link)][-1]


@contextmanager
def stranger(ports: WorldPorts) -> Iterator[Stranger]:
    client = ports.client()
    app = create_app(
        client, wording=TomlWording.french(), tokens=ports.tokens, base_url=f"{ORIGIN}/"
    )
    health = HealthPage(HealthCheck(client), lambda: ports.clock.now().timestamp())
    app.router.routes.extend(health.routes())
    take_browser = partial(TestClient, app, base_url=ORIGIN, follow_redirects=False)
    with take_browser() as browser:
        yield Stranger(ports, take_browser, browser)


@frozen
class SubmitForm:
    """Look at a page, send its form, and see where that leads."""

    path: str
    fields: Mapping[str, str]

    def __call__(self, stranger: Stranger) -> list[Page]:
        return seen(stranger.browser, self.path, self.fields)


def ask_for_health(stranger: Stranger) -> list[Page]:
    return [page(stranger.browser.get("/healthz"))]


@frozen
class PressOwnLink:
    """Open an account of one's own, and press the mailed link, maybe in another browser."""

    elsewhere: bool
    fields: Mapping[str, str] = field(factory=dict)

    def __call__(self, stranger: Stranger) -> list[Page]:
        own = stranger.take_browser()
        opening = seen(own, FORM, OWN_OPENING)
        browser = stranger.take_browser() if self.elsewhere else own
        return opening + seen(browser, stranger.newest_link(), self.fields)


def seen(browser: TestClient, path: str, fields: Mapping[str, str]) -> list[Page]:
    shown = browser.get(path)
    answer = browser.post(path, data={**fields, "csrf": csrf_token(browser)})
    led_to = browser.get(answer.headers.get("location", path))
    return [page(response) for response in (shown, answer, led_to)]


def csrf_token(browser: TestClient) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', browser.get("/connexion").text)
    assert found
    return found[1]


EMAILS = st.sampled_from((SOMEBODY["email"], SOMEBODY["email"].upper(), "inconnu@exemple.fr"))
PAIRS = st.sampled_from(
    (("0000042", "A042"), ("0000042", "X999"), ("4200000", "C420"), ("9999999", "D999"))
)
OPENINGS = st.builds(
    lambda email, pair: {
        **NEW_PASSWORD,
        "email": email,
        "contract_number": pair[0],
        "meter_number": pair[1],
    },
    EMAILS,
    PAIRS,
)
SIGN_INS = st.fixed_dictionaries(
    {"email": EMAILS, "password": st.sampled_from(("Faux-2026", SOMEBODY["password"] + " ", ""))}
)
ACTS: st.SearchStrategy[Callable[[Stranger], list[Page]]] = st.one_of(
    st.just(ask_for_health),
    st.builds(SubmitForm, st.just(FORM), OPENINGS),
    st.builds(SubmitForm, st.just("/connexion"), SIGN_INS),
    st.builds(
        SubmitForm, st.just("/mot-de-passe-oublie"), st.fixed_dictionaries({"email": EMAILS})
    ),
    st.sampled_from(
        [
            SubmitForm(f"/activation/{FORGED}", {"password": SOMEBODY["password"]}),
            SubmitForm(f"/nouveau-mot-de-passe/{FORGED}", NEW_PASSWORD),
            SubmitForm(f"/nouvelle-adresse/{FORGED}", {"password": SOMEBODY["password"]}),
            SubmitForm("/tableau-de-bord", {}),
            PressOwnLink(elsewhere=False),
            PressOwnLink(elsewhere=True, fields={"password": NEW_PASSWORD["password"]}),
        ]
    ),
)


def test_a_stranger_sees_no_difference() -> None:
    expect_worlds_alike(stranger, ACTS, histories=5)
