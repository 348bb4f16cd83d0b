"""A stranger sees the same pages, byte for byte, whether or not somebody has an account."""

import re
from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest
from attrs import field, frozen
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from espaceclient.adapters.memory import MemoryMailer
from espaceclient.ports.errors import MailerUnavailable
from espaceclient.ports.mailer import Message
from espaceclient.testing import Page, assert_same_transcript, page
from espaceclient.testing.register import FadingSubscribers
from tests.adapters.web.visitor import FORM, OPENING, Visitor
from tests.adapters.web.world import EMAIL, PASSWORD, REGISTER, World

STRANGER = "etranger@exemple.fr"
STRANGERS_OPENING = {"email": STRANGER, "contract_number": "7654321", "meter_number": "D08A54321"}
NEW_PASSWORD = {"password": "Autre-mot-2026", "confirmation": "Autre-mot-2026"}
FORGED = "A" * 22 + "." + "B" * 43


class FadingMailer(MemoryMailer):
    answers = True

    def send(self, message: Message) -> None:
        if not self.answers:
            raise MailerUnavailable("nobody there")
        super().send(message)


@frozen
class Place:
    """A world, and the browser of a stranger in it."""

    register: FadingSubscribers
    mailer: FadingMailer
    world: World
    stranger: Visitor


def place() -> Place:
    register, mailer = FadingSubscribers(REGISTER), FadingMailer()
    world = World(subscribers=register, mailer=mailer)
    return Place(register, mailer, world, Visitor(world))


@frozen
class SubmitForm:
    """Look at a page, send its form some time later, and see where that leads."""

    path: str
    fields: Mapping[str, str]
    wait: timedelta = timedelta(0)

    def __call__(self, place: Place) -> list[Page]:
        place.world.clock.advance(self.wait)
        return _seen(place.stranger, self.path, self.fields)


@frozen
class PressOwnLink:
    """Open an account of one's own, and press the mailed link, maybe in another browser."""

    elsewhere: bool
    fields: Mapping[str, str] = field(factory=dict)

    def __call__(self, place: Place) -> list[Page]:
        own = Visitor(place.world)
        opening = _seen(own, FORM, OPENING | STRANGERS_OPENING)
        mailed = [message.text for message in place.world.deliver() if message.to.text == STRANGER]
        links = re.findall(r"/activation/[^\s<>\"]+", "\n".join(mailed)) or [f"/activation/{FORGED}"]
        return opening + _seen(Visitor(place.world) if self.elsewhere else own, links[-1], self.fields)


def _seen(visitor: Visitor, path: str, fields: Mapping[str, str]) -> list[Page]:
    shown = visitor.get(path)
    answer = visitor.post(path, {**fields, "csrf": visitor.token()})
    led_to = visitor.get(answer.headers.get("location", path))
    return [page(response) for response in (shown, answer, led_to)]


Act = SubmitForm | PressOwnLink

EMAILS = st.sampled_from((EMAIL, EMAIL.upper(), "inconnu@exemple.fr"))
WAITS = st.sampled_from([timedelta(seconds=seconds) for seconds in (0, 0, 1, 60, 1800, 3600, 86400)])
PAIRS = st.sampled_from((("0123456", "D08A12345"), ("0123456", "X999"), ("7654321", "D08A54321"), ("5555555", "X1")))
OPENINGS = st.builds(
    lambda email, pair: {
        **OPENING,
        **NEW_PASSWORD,
        "email": email,
        "contract_number": pair[0],
        "meter_number": pair[1],
    },
    EMAILS,
    PAIRS,
)
SIGN_INS = st.fixed_dictionaries({"email": EMAILS, "password": st.sampled_from(("Faux-2026", PASSWORD + " ", ""))})
ACTS: st.SearchStrategy[Act] = st.one_of(
    st.builds(SubmitForm, st.just(FORM), OPENINGS, WAITS),
    st.builds(SubmitForm, st.just("/connexion"), SIGN_INS, WAITS),
    st.builds(SubmitForm, st.just("/mot-de-passe-oublie"), st.fixed_dictionaries({"email": EMAILS}), WAITS),
    st.sampled_from(
        [
            SubmitForm(f"/activation/{FORGED}", {"password": PASSWORD}),
            SubmitForm(f"/nouveau-mot-de-passe/{FORGED}", NEW_PASSWORD),
            SubmitForm("/tableau-de-bord", {}),
            PressOwnLink(elsewhere=False),
            PressOwnLink(elsewhere=True, fields={"password": PASSWORD}),
        ]
    ),
)

State = Callable[[Place], object]
Circumstances = Callable[[Place], None]


def a_request_that_waits(place: Place) -> None:
    Visitor(place.world).open_account()


def an_account(place: Place) -> None:
    Visitor(place.world).become_subscriber()


def an_account_whose_password_was_reset(place: Place) -> None:
    an_account(place)
    owner = Visitor(place.world)
    owner.submit("/mot-de-passe-oublie", {"email": EMAIL})
    owner.submit(owner.reset_path(), NEW_PASSWORD)


def an_account_of_another_address(place: Place) -> None:
    owner = Visitor(place.world)
    owner.open_account(email="autre@exemple.fr")
    owner.submit(owner.activation_path())


def all_is_well(_place: Place) -> None:
    """Everything answers."""


def the_register_is_silent(place: Place) -> None:
    place.register.answers = False


def no_mail_leaves(place: Place) -> None:
    place.mailer.answers = False


STATES = (a_request_that_waits, an_account, an_account_whose_password_was_reset, an_account_of_another_address)
CIRCUMSTANCES = (all_is_well, the_register_is_silent, no_mail_leaves)


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
@pytest.mark.parametrize("circumstances", CIRCUMSTANCES, ids=lambda circumstances: circumstances.__name__)
@settings(max_examples=4, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(acts=st.lists(ACTS, min_size=1, max_size=7))
def test_a_stranger_sees_no_difference(state: State, circumstances: Circumstances, acts: list[Act]) -> None:
    nothing, something = place(), place()
    state(something)
    for each in (nothing, something):
        each.world.clock.advance(timedelta(hours=2))  # until the counters of what has happened are forgotten
        circumstances(each)
    assert_same_transcript(acts, nothing, something)
