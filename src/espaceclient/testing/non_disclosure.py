"""A stranger cannot tell whether somebody has an account: neither from what is seen nor from what
it costs.
"""

from collections.abc import Callable

from attrs import frozen
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from espaceclient.adapters.memory import MemoryHasher
from espaceclient.client import EspaceClient
from espaceclient.domain.token import BrowserToken, LinkToken, Purpose
from espaceclient.ports.hasher import Hasher
from espaceclient.testing import actions
from espaceclient.testing.actions import UseCase
from espaceclient.testing.contract_actions import AddContract
from espaceclient.testing.known_tokens import KnownTokens
from espaceclient.testing.laws.law import Make
from espaceclient.testing.laws.storage.fixture import StorageAndOutbox
from espaceclient.testing.ports import MakeClient
from espaceclient.testing.samples import REGISTER
from espaceclient.testing.strategies.contract_histories import adding
from espaceclient.testing.strategies.histories import opening
from espaceclient.testing.worlds import ASKED, NEW_PASSWORD, Act, WorldPorts, expect_worlds_alike

_MEMBER = opening("membre@exemple.fr", REGISTER[2], client_address="198.51.100.7")
_SIGNED_IN = actions.SignIn(_MEMBER.email, _MEMBER.password, None, "198.51.100.7")
"""A stranger has an account of their own."""


def expect_non_disclosure(
    make_storage: Make[StorageAndOutbox],
    *,
    make_client: MakeClient = EspaceClient,
    make_hasher: Callable[[], Hasher] = MemoryHasher,
    histories: int = 60,
) -> None:
    """Perform that many histories of a stranger's actions on the library itself, as
    ``expect_worlds_alike`` does with a host's pages.

    Raises ``LawBroken`` where a stranger could tell whether there is an account.
    """

    def make_visitor(ports: WorldPorts) -> _Stranger:
        browser = BrowserToken(ports.tokens.sign(Purpose.BROWSER, "a stranger's"))
        _open_for_member(ports)
        return _Stranger(ports.client(make_client), KnownTokens(browsers=[browser]), KnownTokens())

    expect_worlds_alike(
        make_visitor,
        _strangers_actions().map(_Attempt) | st.deferred(_members_attempts),
        make_storage=make_storage,
        make_hasher=make_hasher,
        histories=histories,
    )


@frozen
class _Stranger:
    """Somebody who knows no token but that of a browser of their own, and those of their own
    account.
    """

    client: EspaceClient
    known: KnownTokens
    own: KnownTokens


def _open_for_member(ports: WorldPorts) -> None:
    """Open the stranger's own account."""
    client, own = ports.client(), KnownTokens()
    own.learn(_MEMBER.ask(client, own))
    (link,) = ports.links_to(_MEMBER.email)
    client.activate(LinkToken(link.rpartition("/")[2]), browser=own.browser(0))


@frozen
class _Attempt:
    """An action of a stranger. Seen of it is the answer, tokens aside."""

    action: UseCase

    def __call__(self, stranger: _Stranger) -> str:
        return repr(self.action.ask(stranger.client, stranger.known))


@frozen
class _AttemptToAdd:
    """Signed in to their own account, a stranger tries to add a contract. Seen of it are the kinds
    of the answers.
    """

    action: AddContract

    def __call__(self, stranger: _Stranger) -> tuple[str, str]:
        signed_in = _SIGNED_IN.ask(stranger.client, stranger.own)
        stranger.own.learn(signed_in)
        added = self.action.ask(stranger.client, stranger.own)
        return type(signed_in).__name__, type(added).__name__


@frozen
class _AttemptToMove:
    """Signed in to their own account, a stranger asks to give it an address that may be somebody's.
    Seen of it is the answer, tokens aside.
    """

    email: str

    def __call__(self, stranger: _Stranger) -> str:
        stranger.own.learn(_SIGNED_IN.ask(stranger.client, stranger.own))
        asked = {"email": self.email, "current_password": _MEMBER.password}
        return repr(stranger.client.request_address_change(stranger.own.session(0), asked))


def _members_attempts() -> SearchStrategy[Act[_Stranger]]:
    moving = _somebodys_addresses().map(_AttemptToMove)
    return _wrong_pairs().map(_AttemptToAdd) | moving


def _somebodys_addresses() -> SearchStrategy[str]:
    return st.sampled_from((ASKED.email, ASKED.email.upper(), "etranger@exemple.fr"))


def _wrong_pairs() -> SearchStrategy[AddContract]:
    """Fill the form for a contract that somebody holds, or nobody, with a meter that is another's
    or nobody's.
    """
    lines, meters = st.sampled_from(REGISTER[:2]), st.sampled_from(("X999", "C420"))
    return st.builds(adding, lines, meter=meters, commune=st.integers(0, 1))


def _strangers_actions() -> SearchStrategy[UseCase]:
    password = ASKED.password
    emails = _somebodys_addresses()
    passwords = st.sampled_from(("Wrong1!!", password + " ", "x"))
    lines, address = st.sampled_from(REGISTER[:3]), st.just("192.0.2.1")
    meters, new = st.sampled_from((None, None, "X999")), st.just(NEW_PASSWORD)
    forms = st.builds(opening, emails, lines, meter=meters, password=new, client_address=address)
    forgeries = (
        actions.Activate(password=password),
        actions.PreviewActivation(),
        actions.ResetPassword(NEW_PASSWORD),
        actions.PreviewReset(),
        actions.FindSession(),
        actions.ChangePassword(password, NEW_PASSWORD),
        actions.SignOut(),
    )
    browsers, networks = st.sampled_from((None, 0)), st.sampled_from((None, "192.0.2.1"))
    return st.one_of(
        st.builds(actions.SignIn, emails, passwords, browsers, networks),
        st.builds(actions.RequestReset, emails, networks),
        forms,
        st.sampled_from(forgeries),
    )
