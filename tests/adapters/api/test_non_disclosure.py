"""A stranger sees the same answers, bodies and headers, whether or not somebody has an account."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from attrs import frozen
from hypothesis import strategies as st
from starlette.testclient import TestClient

from espaceclient.adapters.api import create_api_app
from espaceclient.adapters.wording import TomlWording
from espaceclient.testing import SOMEBODY, Page, WorldPorts, expect_worlds_alike, page
from tests.adapters.api.world import App, Browser, Device

FORGED = "A" * 22 + "." + "B" * 43
NEW_PASSWORD = {"password": "Autre-mot-2026", "confirmation": "Autre-mot-2026"}
OWN_OPENING = {
    **NEW_PASSWORD,
    "commune": "13001",
    "email": "etranger@exemple.fr",
    "contract_number": "4200000",
    "meter_number": "C420",
}


@frozen
class Stranger:
    """Somebody with an app and a browser, and mail of one's own."""

    ports: WorldPorts
    devices: Mapping[str, Device]

    def own_link(self) -> str:
        links = [link for link in self.ports.links_to(OWN_OPENING["email"]) if "activation" in link]
        return [FORGED, *(link.rpartition("/")[2] for link in links)][-1]


@contextmanager
def stranger(ports: WorldPorts) -> Iterator[Stranger]:
    api = create_api_app(ports.client(), wording=TomlWording.french(), tokens=ports.tokens)
    with (
        TestClient(api, base_url="https://a.fr") as app,
        TestClient(api, base_url="https://a.fr") as web,
    ):
        yield Stranger(ports, {"app": App(app), "browser": Browser(web)})


@frozen
class Ask:
    """Send a request; seen of it are status, headers and body, but for tokens and ids."""

    device: str
    path: str
    fields: Mapping[str, str]
    method: str = "POST"

    def __call__(self, stranger: Stranger) -> Page:
        return page(stranger.devices[self.device].ask(self.method, self.path, self.fields))


@frozen
class OpenOwn:
    """Open an account of one's own, press its link, and look at what waits and at one's session."""

    device: str

    def __call__(self, stranger: Stranger) -> list[Page]:
        device = stranger.devices[self.device]
        opening = device.ask("POST", "accounts", OWN_OPENING)
        link = {"link": stranger.own_link(), "password": NEW_PASSWORD["password"]}
        seen = [
            opening,
            device.ask("POST", "waiting/preview", {}),
            device.ask("POST", "activation/preview", {"link": link["link"]}),
            device.ask("POST", "activation", link),
            device.ask("GET", "session"),
        ]
        return [page(each) for each in seen]


DEVICES = st.sampled_from(("app", "browser"))
EMAILS = st.sampled_from((SOMEBODY["email"], SOMEBODY["email"].upper(), "inconnu@exemple.fr"))
EMAIL = st.fixed_dictionaries({"email": EMAILS})
PAIRS = st.sampled_from(
    (("0000042", "A042"), ("0000042", "X999"), ("4200000", "C420"), ("9999999", "D999"))
)
OPENINGS = st.builds(
    lambda email, pair: {
        **OWN_OPENING,
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
MOVES = st.builds(
    lambda email: {"email": email, "current_password": NEW_PASSWORD["password"]}, EMAILS
)
FORGERIES = st.sampled_from(
    (
        ("activation/preview", {"link": FORGED}),
        ("activation", {"link": FORGED, "password": SOMEBODY["password"]}),
        ("password/reset/preview", {"link": FORGED}),
        ("password/reset", {"link": FORGED, **NEW_PASSWORD}),
        ("address/confirmation", {"link": FORGED, "password": SOMEBODY["password"]}),
        ("waiting/resend", {}),
    )
)
ACTS: st.SearchStrategy[Callable[[Stranger], object]] = st.one_of(
    st.builds(Ask, DEVICES, st.just("accounts"), OPENINGS),
    st.builds(Ask, DEVICES, st.just("session"), SIGN_INS),
    st.builds(Ask, DEVICES, st.just("password/forgotten"), EMAIL),
    st.builds(Ask, DEVICES, st.just("waiting/correct"), EMAIL),
    st.builds(Ask, DEVICES, st.just("address/change"), MOVES),
    st.builds(lambda device, forged: Ask(device, *forged), DEVICES, FORGERIES),
    st.builds(OpenOwn, DEVICES),
)


def test_a_stranger_sees_no_difference() -> None:
    expect_worlds_alike(stranger, ACTS, histories=5)
