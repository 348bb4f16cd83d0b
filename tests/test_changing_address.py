"""A change of address from end to end, over memory adapters: what a host calls and gets, and what
becomes of the attacks on it.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pytest
from attrs import frozen
from hypothesis import strategies as st

from espaceclient import (
    Contract,
    ContractNumber,
    EmailAddress,
    EspaceClient,
    MeterNumber,
    Subscriber,
)
from espaceclient.adapters.memory import MemorySubscribers
from espaceclient.answers import (
    AddressChanged,
    AddressChangeReady,
    AddressChangeRequested,
    CurrentPasswordRefused,
    Invalid,
    LinkUnusable,
    NoSession,
    PasswordChanged,
    PasswordRequired,
    PasswordReset,
    Problem,
    RequestReceived,
    ResetReady,
    SessionFound,
    SignedIn,
    SignInRefused,
    TooManyRequests,
)
from espaceclient.domain.decision import Decision
from espaceclient.domain.mail import (
    ActivationMail,
    AddressChangedMail,
    AddressChangeMail,
    AddressChangeRequestedMail,
    AddressClaimedMail,
    AddressInUseMail,
    Mail,
    ResetMail,
)
from espaceclient.domain.token import BrowserToken, LinkToken, SessionToken
from espaceclient.ports.storage import AccountAtAddress, RegistrationsAtAddress
from espaceclient.ports.trail import Everything
from espaceclient.testing import WorldPorts, expect_worlds_alike
from espaceclient.testing.known_tokens import KnownTokens
from espaceclient.testing.samples import REGISTER, SOMEBODY
from espaceclient.testing.strategies.histories import opening
from tests.client_fixture import FORM, NOON, SEMM, ClientFixture, client_fixture

NEW = "jeanne@nouveau.fr"
ASK = {"email": NEW, "current_password": FORM["password"]}
CHANGED = {"password": "Bb2!bbbb", "confirmation": "Bb2!bbbb"}
PAULS: dict[str, str] = {
    "email": "paul@exemple.fr",
    "contract_number": "7654321",
    "meter_number": "C03ED390487",
}
HOUR = timedelta(hours=1)


@pytest.fixture
def world() -> ClientFixture:
    return client_fixture()


def asked(world: ClientFixture, session: SessionToken, **changed: str) -> BrowserToken:
    answer = world.client.request_address_change(session, ASK | changed)
    assert isinstance(answer, AddressChangeRequested)
    return answer.browser


def moved(world: ClientFixture) -> SessionToken:
    """Jeanne, whose address has changed."""
    session = world.activated()
    confirm(world, asked(world, session))
    return session


def confirm(world: ClientFixture, browser: BrowserToken) -> AddressChanged:
    answer = world.client.confirm_address_change(world.token(AddressChangeMail), browser=browser)
    assert isinstance(answer, AddressChanged)
    return answer


def told(world: ClientFixture, address: str) -> list[type[Mail]]:
    return [type(mail) for mail in world.mails if mail.to.text == address]


def signs_in(world: ClientFixture, browser: BrowserToken | None = None, **changed: str) -> bool:
    return isinstance(world.client.sign_in({**FORM, **changed}, browser=browser), SignedIn)


def fail(world: ClientFixture, email: str, times: int = 5) -> None:
    for _ in range(times):
        world.client.sign_in({"email": email, "password": "wrong"})


def test_the_new_address_signs_in_and_the_old_one_no_more(world: ClientFixture) -> None:
    moved(world)
    assert signs_in(world, email=NEW)
    assert not signs_in(world)


def test_until_the_link_is_pressed_nothing_changes(world: ClientFixture) -> None:
    session = world.activated()
    browser = asked(world, session)
    link = world.token(AddressChangeMail)
    looks = {world.client.preview_address_change(link, browser=browser) for _ in range(3)}
    assert looks == {AddressChangeReady()}
    assert signs_in(world)
    assert not signs_in(world, email=NEW)


def test_sessions_go_on_and_show_the_new_address(world: ClientFixture) -> None:
    found = world.client.find_session(moved(world))
    assert isinstance(found, SessionFound)
    assert found.email == EmailAddress(NEW)


def test_the_old_address_is_told_at_once_and_when_done(world: ClientFixture) -> None:
    session = world.activated()
    browser = asked(world, session)
    assert told(world, FORM["email"])[-1] == AddressChangeRequestedMail
    confirm(world, browser)
    assert told(world, FORM["email"])[-2:] == [AddressChangeRequestedMail, AddressChangedMail]
    assert told(world, NEW) == [AddressChangeMail]


def test_a_scanner_that_presses_the_button_changes_nothing(world: ClientFixture) -> None:
    asked(world, world.activated())
    link = world.token(AddressChangeMail)
    assert world.client.preview_address_change(link) == PasswordRequired()
    assert world.client.confirm_address_change(link) == PasswordRequired()
    assert not signs_in(world, email=NEW)


def test_another_browser_confirms_with_the_password(world: ClientFixture) -> None:
    asked(world, world.activated())
    link, password = world.token(AddressChangeMail), FORM["password"]
    wrong = world.client.confirm_address_change(link, password="wrong")
    right = world.client.confirm_address_change(link, password=password)
    assert wrong == CurrentPasswordRefused()
    assert isinstance(right, AddressChanged)


def test_a_link_acts_once(world: ClientFixture) -> None:
    browser = asked(world, world.activated())
    link = world.token(AddressChangeMail)
    confirm(world, browser)
    assert world.client.preview_address_change(link, browser=browser) == LinkUnusable()
    assert world.client.confirm_address_change(link, browser=browser) == LinkUnusable()


def test_a_link_of_another_purpose_changes_no_address(world: ClientFixture) -> None:
    world.activated()
    world.client.request_reset(FORM)
    reset = world.token(ResetMail)
    assert world.client.preview_address_change(reset) == LinkUnusable()
    assert world.client.confirm_address_change(reset, password="x") == LinkUnusable()


def test_a_second_request_takes_the_place_of_the_first(world: ClientFixture) -> None:
    session = world.activated()
    browser = asked(world, session)
    first = world.token(AddressChangeMail)
    asked(world, session, email="jeanne@ailleurs.fr")
    assert world.client.confirm_address_change(first, browser=browser) == LinkUnusable()


def test_a_forged_session_asks_for_nothing(world: ClientFixture) -> None:
    answer = world.client.request_address_change(SessionToken("forged"), ASK)
    assert answer == NoSession()


def test_an_empty_form_tells_what_it_lacks(world: ClientFixture) -> None:
    answer = world.client.request_address_change(world.activated(), {})
    assert answer == Invalid(
        (
            Problem("email", "email/required"),
            Problem("current_password", "current_password/required"),
        )
    )


def test_a_session_that_was_ended_asks_for_nothing(world: ClientFixture) -> None:
    session = world.activated()
    world.client.sign_out(session)
    assert world.client.request_address_change(session, ASK) == NoSession()


# What else hangs on the address


def test_a_reset_kills_a_change_that_waits(world: ClientFixture) -> None:
    """Somebody asks for another address, does not confirm, and waits until the owner is back."""
    browser = asked(world, world.activated())
    link = world.token(AddressChangeMail)
    world.client.request_reset(FORM)
    reset = world.client.reset_password(world.token(ResetMail), CHANGED)
    assert isinstance(reset, PasswordReset)
    assert world.client.confirm_address_change(link, browser=browser) == LinkUnusable()


def test_a_change_of_password_kills_a_change_that_waits(world: ClientFixture) -> None:
    session = world.activated()
    browser = asked(world, session)
    link = world.token(AddressChangeMail)
    changed = world.client.change_password(session, ASK | CHANGED)
    assert isinstance(changed, PasswordChanged)
    assert world.client.preview_address_change(link, browser=browser) == LinkUnusable()


def test_a_change_that_waits_goes_with_its_account(world: ClientFixture) -> None:
    browser = asked(world, world.activated())
    link, at_address = world.token(AddressChangeMail), AccountAtAddress(FORM["email"])
    seen = world.memory.read(at_address)
    account = seen.one(at_address)
    assert account
    world.memory.commit(Decision(None, NOON, delete=(account,)), seen)
    assert world.client.preview_address_change(link, browser=browser) == LinkUnusable()
    assert world.client.confirm_address_change(link, browser=browser) == LinkUnusable()


def test_reset_links_of_the_old_address_die_with_the_change(world: ClientFixture) -> None:
    session = world.activated()
    browser = asked(world, session)
    world.client.request_reset(FORM)
    reset = world.token(ResetMail)
    assert world.client.preview_reset(reset) == ResetReady()
    confirm(world, browser)
    assert world.client.preview_reset(reset) == LinkUnusable()


def test_a_reset_that_is_answered_after_the_change_is_mailed_to_nobody(
    world: ClientFixture,
) -> None:
    session = world.activated()
    browser = asked(world, session)
    link = world.token(AddressChangeMail)
    world.client.request_reset(FORM)
    world.client.confirm_address_change(link, browser=browser)
    assert ResetMail not in told(world, FORM["email"])


def test_failed_sign_ins_follow_the_account(world: ClientFixture) -> None:
    session = world.activated()
    browser = asked(world, session)
    fail(world, FORM["email"])
    confirm(world, browser)
    assert not signs_in(world, email=NEW)
    world.clock.advance(timedelta(minutes=1))
    assert signs_in(world, email=NEW)


def test_what_strangers_failed_at_the_new_address_does_not_keep_the_account_out(
    world: ClientFixture,
) -> None:
    session = world.activated()
    browser = asked(world, session)
    fail(world, NEW)
    confirm(world, browser)
    assert signs_in(world, email=NEW)


def test_the_browsers_of_the_change_are_known_at_the_new_address(world: ClientFixture) -> None:
    asking = asked(world, world.activated())
    link, password = world.token(AddressChangeMail), FORM["password"]
    confirmed = world.client.confirm_address_change(link, password=password)
    assert isinstance(confirmed, AddressChanged)
    fail(world, NEW)
    assert not signs_in(world, email=NEW)
    assert signs_in(world, asking, email=NEW)
    assert signs_in(world, confirmed.browser, email=NEW)


def test_a_browser_that_confirms_keeps_the_token_that_it_has(world: ClientFixture) -> None:
    asked(world, world.activated())
    other = world.client.sign_in(FORM)
    assert isinstance(other, SignedIn)
    link, password = world.token(AddressChangeMail), FORM["password"]
    confirmed = world.client.confirm_address_change(link, browser=other.browser, password=password)
    assert confirmed == AddressChanged(other.browser)
    fail(world, NEW)
    assert signs_in(world, other.browser, email=NEW)


def test_events_tell_from_which_network_it_was_asked_for_and_confirmed(
    world: ClientFixture,
) -> None:
    session = world.activated()
    answer = world.client.request_address_change(session, ASK, client_address="192.0.2.7")
    assert isinstance(answer, AddressChangeRequested)
    link = world.token(AddressChangeMail)
    press = partial(world.client.confirm_address_change, link, client_address="198.51.100.7")
    press(password="wrong")
    press(browser=answer.browser)
    networks = {
        type(each.event).__name__: getattr(each.event, "network", None)
        for each in world.memory.trail.page(Everything())
    }
    assert networks["AddressChangeRequested"] == "192.0.2.0/24"
    assert networks["AddressChangeRefused"] == "198.51.100.0/24"
    assert networks["AddressChanged"] == "198.51.100.0/24"


# Limits


def test_wrong_passwords_count_behind_each_link_apart(world: ClientFixture) -> None:
    asked(world, world.activated())
    jeannes, password = world.token(AddressChangeMail), FORM["password"]
    asked(world, world.activated(**PAULS), email="paul@nouveau.fr")
    pauls = world.token(AddressChangeMail)
    for _ in range(5):
        world.client.confirm_address_change(jeannes, password="wrong")
    confirm_by_password = partial(world.client.confirm_address_change, password=password)
    assert confirm_by_password(jeannes) == CurrentPasswordRefused()
    assert isinstance(confirm_by_password(pauls), AddressChanged)


def test_an_account_has_seven_mails_an_hour_sent_wherever_to(world: ClientFixture) -> None:
    session = world.activated()
    world.clock.advance(HOUR)
    session = world.signed_in()
    ask = partial(world.client.request_address_change, session)
    for number in range(7):
        assert isinstance(ask(ASK | {"email": f"n{number}@exemple.fr"}), AddressChangeRequested)
    assert ask(ASK | {"email": "n7@exemple.fr"}) == TooManyRequests()
    world.clock.advance(HOUR)
    world.client.sign_in(FORM)
    later = world.client.request_address_change(world.signed_in(), ASK)
    assert isinstance(later, AddressChangeRequested)


def test_mails_to_an_address_count_whatever_their_reason(world: ClientFixture) -> None:
    session = world.activated()
    for _ in range(7):
        world.client.open_account({**FORM, **PAULS, "email": NEW})
    assert world.client.request_address_change(session, ASK) == TooManyRequests()
    assert told(world, NEW) == [ActivationMail] * 7


# Attacks


def test_a_thief_of_a_session_does_not_change_the_address(world: ClientFixture) -> None:
    """They have no password: they guess as often as anybody, and nobody is mailed anything."""
    session = world.activated()
    mails = world.mails
    answers = [
        world.client.request_address_change(session, ASK | {"current_password": f"guess {each}"})
        for each in range(6)
    ]
    assert set(answers) == {CurrentPasswordRefused()}
    assert world.client.request_address_change(session, ASK) == CurrentPasswordRefused()
    assert world.mails == mails


def test_a_thief_who_knows_the_password_is_thrown_out_by_the_owners_reset(
    world: ClientFixture,
) -> None:
    """The old address is told at once, and the notice leads to the reset that ends it all."""
    session = world.activated()
    browser = asked(world, session, email="voleur@exemple.fr")
    link = world.token(AddressChangeMail)
    assert told(world, FORM["email"])[-1] == AddressChangeRequestedMail
    world.client.request_reset(FORM)
    world.client.reset_password(world.token(ResetMail), CHANGED)
    assert world.client.confirm_address_change(link, browser=browser) == LinkUnusable()
    assert world.client.find_session(session) == NoSession()
    assert signs_in(world, password=CHANGED["password"])


def test_a_change_that_waits_reserves_nothing(world: ClientFixture) -> None:
    """Somebody asks for my address first, then I open: it is mine, and their link is dead."""
    mallory = asked(world, world.activated(), email=PAULS["email"])
    link = world.token(AddressChangeMail)
    world.activated(**PAULS)
    assert world.client.preview_address_change(link, browser=mallory) == LinkUnusable()
    assert world.client.confirm_address_change(link, browser=mallory) == LinkUnusable()
    assert isinstance(world.client.sign_in({**FORM, **PAULS}), SignedIn)


def test_the_owner_of_an_address_gives_it_to_nobody_by_pressing_a_strangers_link(
    world: ClientFixture,
) -> None:
    asked(world, world.activated(), email=PAULS["email"])
    link = world.token(AddressChangeMail)
    pressed = world.client.confirm_address_change(link, password="Paul's own 1!")
    assert pressed == CurrentPasswordRefused()
    assert isinstance(world.client.sign_in({**FORM, **PAULS}), SignInRefused)


def test_a_registration_for_the_address_dies_when_a_change_takes_it(world: ClientFixture) -> None:
    paul = world.requested(**PAULS | {"email": NEW})
    activation = world.token(ActivationMail)
    moved(world)
    assert world.client.activate(activation, browser=paul.browser) == LinkUnusable()
    waiting = RegistrationsAtAddress(NEW)
    assert world.memory.read(waiting).all(waiting) == ()
    asked_again = world.client.open_account({**FORM, **PAULS, "email": NEW})
    assert told(world, NEW)[-1] == AddressInUseMail, asked_again


def test_an_address_that_was_left_is_free_for_anybody(world: ClientFixture) -> None:
    moved(world)
    assert world.activated(**PAULS | {"email": FORM["email"]})


def test_two_accounts_never_have_one_address(world: ClientFixture) -> None:
    jeanne = asked(world, world.activated())
    first = world.token(AddressChangeMail)
    paul = asked(world, world.activated(**PAULS))
    confirm(world, paul)
    assert world.client.confirm_address_change(first, browser=jeanne) == LinkUnusable()


def test_of_six_accounts_that_take_one_address_at_once_one_has_it() -> None:
    lines = [
        Subscriber(Contract(SEMM, ContractNumber(f"{number:07}")), MeterNumber(f"A{number:06}"))
        for number in range(6)
    ]
    world = client_fixture(subscribers=MemorySubscribers(lines))
    links = []
    for number, line in enumerate(lines):
        form = {
            "email": f"n{number}@exemple.fr",
            "contract_number": line.contract.number.digits,
            "meter_number": line.meter.text,
        }
        browser = asked(world, world.activated(**form))
        links.append((world.token(AddressChangeMail), browser))
    with ThreadPoolExecutor(6) as pool:
        answers = list(
            pool.map(lambda one: world.client.confirm_address_change(one[0], browser=one[1]), links)
        )
    assert sorted(type(answer).__name__ for answer in answers) == [
        "AddressChanged",
        *["LinkUnusable"] * 5,
    ]


# Non-disclosure


@frozen
class Asker:
    """Somebody with an account of their own, who would like to know about others."""

    client: EspaceClient
    ports: WorldPorts
    own: dict[str, str]

    def session(self) -> tuple[SessionToken, BrowserToken]:
        answer = self.client.sign_in(self.own)
        assert isinstance(answer, SignedIn), answer
        return answer.session, answer.browser


def newest_link(ports: WorldPorts, address: str) -> LinkToken:
    """Return the token of the newest link mailed to an address, or a forged one."""
    links = ports.links_to(address) or ["forged"]
    return LinkToken(links[-1].rpartition("/")[2])


def asker(ports: WorldPorts) -> Asker:
    client, own = ports.client(), opening("curieux@exemple.fr", REGISTER[2])
    requested = own.ask(client, KnownTokens())
    assert isinstance(requested, RequestReceived)
    client.activate(newest_link(ports, own.email), browser=requested.browser)
    return Asker(client, ports, {"email": own.email, "password": own.password})


@frozen
class Ask:
    """Ask for an address, and see the answer, one's own mails, and what the last link that was
    mailed to an address of one's own leads to.
    """

    email: str

    def __call__(self, who: Asker) -> object:
        session, browser = who.session()
        ask = {"email": self.email, "current_password": who.own["password"]}
        answer = who.client.request_address_change(session, ask, browser=browser)
        mails = [type(mail).__name__ for mail in who.ports.mails(who.own["email"])]
        link = newest_link(who.ports, "moi@ailleurs.fr")
        shown = who.client.preview_address_change(link, browser=browser)
        return repr(answer), mails, shown


def test_the_owner_of_one_account_learns_nothing_of_others() -> None:
    emails = (SOMEBODY["email"], SOMEBODY["email"].upper(), "inconnu@exemple.fr", "moi@ailleurs.fr")
    acts: st.SearchStrategy[Callable[[Asker], object]] = st.sampled_from(emails).map(Ask)
    expect_worlds_alike(asker, acts, histories=4)


def test_whoever_has_an_account_at_the_address_is_told(world: ClientFixture) -> None:
    world.activated(**PAULS)
    asked(world, world.activated(), email=PAULS["email"])
    assert told(world, PAULS["email"])[-1] == AddressClaimedMail
