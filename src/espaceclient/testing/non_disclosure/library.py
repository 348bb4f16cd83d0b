"""Whatever a stranger may try on the library itself."""

from collections.abc import Callable

from attrs import field, frozen
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from espaceclient.adapters.memory import MemoryHasher
from espaceclient.client import EspaceClient
from espaceclient.domain.token import LinkToken, SessionToken
from espaceclient.ports.hasher import Hasher
from espaceclient.testing.laws.storage.records import MakeStorage
from espaceclient.testing.non_disclosure.histories import expect_worlds_alike
from espaceclient.testing.non_disclosure.states import NEW_PASSWORD, SOMEBODY
from espaceclient.testing.non_disclosure.world import WorldPorts
from espaceclient.testing.ports import MakeClient


def expect_non_disclosure(
    make_storage: MakeStorage,
    *,
    make_client: MakeClient = EspaceClient,
    make_hasher: Callable[[], Hasher] = MemoryHasher,
    histories: int = 60,
) -> None:
    """Live that many histories of calls of the library, as ``expect_worlds_alike`` does of pages.

    Raises ``LawBroken`` where a stranger could tell whether there is an account.
    """

    def make_visitor(ports: WorldPorts) -> EspaceClient:
        return ports.client(make_client)

    expect_worlds_alike(
        make_visitor,
        _acts(),
        make_storage=make_storage,
        make_hasher=make_hasher,
        histories=histories,
    )


@frozen
class Call:
    """Seen of it is the answer, tokens aside."""

    __name__: str = field(alias="name")
    ask: Callable[[EspaceClient], object] = field(repr=False)

    def __call__(self, client: EspaceClient) -> str:
        return repr(self.ask(client))


def _acts() -> SearchStrategy[Call]:
    contracts = st.sampled_from(
        [("13001", "0000042", "A042"), ("13002", "0000042", "B042"), ("13001", "4200000", "C420")]
    )
    meters = st.sampled_from((None, None, "X999"))
    emails = st.sampled_from((SOMEBODY["email"], SOMEBODY["email"].upper(), "etranger@exemple.fr"))
    passwords = st.sampled_from(("Wrong1!!", SOMEBODY["password"] + " ", "x"))
    return st.one_of(
        st.builds(_sign_in, emails, passwords),
        st.builds(_request_reset, emails),
        st.builds(_open_account, emails, contracts, meters),
        st.sampled_from(_FORGERIES),
    )


_CHANGE = {**NEW_PASSWORD, "current_password": SOMEBODY["password"]}
_FORGED = "A" * 22 + "." + "B" * 43
_LINK, _SESSION = LinkToken(_FORGED), SessionToken(_FORGED)
_FORGERIES = (
    Call("activate", lambda client: client.activate(_LINK, password=SOMEBODY["password"])),
    Call("preview_activation", lambda client: client.preview_activation(_LINK)),
    Call("reset_password", lambda client: client.reset_password(_LINK, NEW_PASSWORD)),
    Call("preview_reset", lambda client: client.preview_reset(_LINK)),
    Call("find_session", lambda client: client.find_session(_SESSION)),
    Call("change_password", lambda client: client.change_password(_SESSION, _CHANGE)),
    Call("sign_out", lambda client: client.sign_out(_SESSION)),
)


def _sign_in(email: str, password: str) -> Call:
    return Call("sign_in", lambda client: client.sign_in({"email": email, "password": password}))


def _request_reset(email: str) -> Call:
    return Call("request_reset", lambda client: client.request_reset({"email": email}))


def _open_account(email: str, contract: tuple[str, str, str], meter: str | None) -> Call:
    commune, number, right = contract
    form = {
        **NEW_PASSWORD,
        "commune": commune,
        "email": email,
        "contract_number": number,
        "meter_number": meter or right,
    }
    return Call(
        "open_account", lambda client: client.open_account(form, client_address="192.0.2.1")
    )
