"""A stranger cannot tell whether somebody has an account: neither from answers nor from what they cost."""

from collections.abc import Callable
from datetime import timedelta

from attrs import evolve, field, frozen
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from espaceclient.adapters.memory import QuickHasher, SettableClock
from espaceclient.client import EspaceClient
from espaceclient.domain.activate import Activated
from espaceclient.domain.link import Purpose
from espaceclient.domain.mail import ActivationMail, ResetMail
from espaceclient.domain.open_account import RequestReceived
from espaceclient.ports.hasher import Hasher
from espaceclient.testing.cost import Meter
from espaceclient.testing.laws.law import for_all, law, opened
from espaceclient.testing.laws.storage.records import MakeStorage
from espaceclient.testing.ports import BEGINNING, MakeClient, Ports, ports_over
from espaceclient.testing.register import FadingSubscribers
from espaceclient.testing.transcript import assert_same_transcript

SOMEBODY = {
    "commune": "13001",
    "email": "quelquun@exemple.fr",
    "password": "Secret1! de quelqu'un",
    "confirmation": "Secret1! de quelqu'un",
    "contract_number": "0000042",
    "meter_number": "A042",
}
"""The one whose account is nobody's business; a stranger may know all but the password."""

_NEW_PASSWORD = {"password": "Secret2! de quelqu'un", "confirmation": "Secret2! de quelqu'un"}


@frozen
class World:
    """The client that a stranger talks to; ``meter`` counts what each answer costs."""

    ports: Ports
    client: EspaceClient
    meter: Meter
    clock: SettableClock
    register: FadingSubscribers


@frozen
class Act:
    """Something that a stranger does, and what is seen of it: the answer, tokens aside, and its cost."""

    __name__: str = field(alias="name")
    ask: Callable[[EspaceClient], object] = field(repr=False)
    wait: timedelta = timedelta(0)
    register_answers: bool = True

    def __call__(self, world: World) -> tuple[str, object]:
        world.clock.advance(self.wait)
        world.register.answers = self.register_answers
        world.meter.reset()
        answer = self.ask(world.client)
        return repr(answer), world.meter.cost


State = Callable[[World], None]


def _pending(world: World) -> None:
    world.client.open_account(SOMEBODY)


def _account(world: World) -> None:
    _activated(world)


def _account_in_use(world: World) -> None:
    _activated(world)
    world.client.sign_in(SOMEBODY)
    world.client.request_reset(SOMEBODY)


def _account_after_a_reset(world: World) -> None:
    _activated(world)
    world.client.request_reset(SOMEBODY)
    mail = next(one.mail for one in world.ports.outbox.parked() if isinstance(one.mail, ResetMail))
    world.client.reset_password(world.ports.secrets.seal(Purpose.RESET, mail.reset), _NEW_PASSWORD)


def _account_of_another_address(world: World) -> None:
    _activated(world, email="autre@exemple.fr")


STATES: dict[str, State] = {
    "a request that waits": _pending,
    "an account": _account,
    "an account that is used": _account_in_use,
    "an account whose password was reset": _account_after_a_reset,
    "an account of the same contract": _account_of_another_address,
}
"""What there may be, beside nothing at all."""


def expect_non_disclosure(
    make_storage: MakeStorage,
    *,
    make_client: MakeClient = EspaceClient,
    make_hasher: Callable[[], Hasher] = QuickHasher,
    histories: int = 30,
) -> None:
    """Live that many histories in pairs of worlds, one with nothing and one with each of ``STATES``.

    Raises ``LawBroken`` where a stranger could tell one from the other.
    """
    for state in STATES.values():
        _strangers_see_no_difference(make_storage, make_client, make_hasher, state, histories)


@law
def _strangers_see_no_difference(
    make_storage: MakeStorage,
    make_client: MakeClient,
    make_hasher: Callable[[], Hasher],
    state: State,
    histories: int,
) -> None:
    """A stranger gets the same answers at the same cost whether or not there is an account."""

    def check(acts: list[Act]) -> None:
        with opened(make_storage()) as here, opened(make_storage()) as there:
            worlds = [_world(ports_over(made, hasher=make_hasher()), make_client) for made in (here, there)]
            state(worlds[1])
            for world in worlds:
                world.clock.advance(timedelta(hours=2))  # until the counters of what has happened are forgotten
            assert_same_transcript(acts, *worlds)

    for_all(st.lists(acts(), min_size=1, max_size=12), check, examples=histories)


def acts() -> SearchStrategy[Act]:
    """Whatever a stranger may try, some time after the last try, with a register that may be silent."""
    contracts = st.sampled_from(
        [("13001", "0000042", "A042"), ("13002", "0000042", "B042"), ("13001", "4200000", "C420")]
    )
    meters = st.sampled_from((None, None, "X999"))
    emails = st.sampled_from((SOMEBODY["email"], SOMEBODY["email"].upper(), "etranger@exemple.fr"))
    waits = st.sampled_from([timedelta(seconds=seconds) for seconds in (0, 0, 1, 60, 1800, 3600, 86400)])
    mostly = st.sampled_from((True, True, True, False))
    asks = st.one_of(
        st.builds(_sign_in, emails, st.sampled_from(("Wrong1!!", SOMEBODY["password"] + " ", "x"))),
        st.builds(_request_reset, emails),
        st.builds(_open_account, emails, contracts, meters),
        st.sampled_from(_FORGERIES),
    )
    return st.builds(lambda act, wait, answers: evolve(act, wait=wait, register_answers=answers), asks, waits, mostly)


_CHANGE = {**_NEW_PASSWORD, "current_password": SOMEBODY["password"]}
_FORGED = "A" * 22 + "." + "B" * 43
_FORGERIES = (
    Act("activate", lambda client: client.activate(_FORGED, password=SOMEBODY["password"])),
    Act("look_at_activation", lambda client: client.look_at_activation(_FORGED)),
    Act("reset_password", lambda client: client.reset_password(_FORGED, _NEW_PASSWORD)),
    Act("look_at_reset", lambda client: client.look_at_reset(_FORGED)),
    Act("find_session", lambda client: client.find_session(_FORGED)),
    Act("change_password", lambda client: client.change_password(_FORGED, _CHANGE)),
    Act("sign_out", lambda client: client.sign_out(_FORGED)),
)


def _sign_in(email: str, password: str) -> Act:
    return Act("sign_in", lambda client: client.sign_in({"email": email, "password": password}))


def _request_reset(email: str) -> Act:
    return Act("request_reset", lambda client: client.request_reset({"email": email}))


def _open_account(email: str, contract: tuple[str, str, str], meter: str | None) -> Act:
    commune, number, right = contract
    form = {
        **_NEW_PASSWORD,
        "commune": commune,
        "email": email,
        "contract_number": number,
        "meter_number": meter or right,
    }
    return Act("open_account", lambda client: client.open_account(form, origin="192.0.2.1"))


def _world(ports: Ports, make_client: MakeClient) -> World:
    clock, register, meter = SettableClock(BEGINNING), FadingSubscribers(), Meter()
    ports = evolve(ports, clock=clock, subscribers=register)
    return World(ports, ports.intercepted(meter).client(make_client), meter, clock, register)


def _activated(world: World, **changed: str) -> None:
    asked = world.client.open_account({**SOMEBODY, **changed})
    mail = next(one.mail for one in world.ports.outbox.parked() if isinstance(one.mail, ActivationMail))
    link = world.ports.secrets.seal(Purpose.ACTIVATION, mail.registration)
    browser = asked.browser if isinstance(asked, RequestReceived) else None
    if not isinstance(world.client.activate(link, browser=browser), Activated):
        raise AssertionError("the account of somebody could not be opened")
