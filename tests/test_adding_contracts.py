"""Contracts that an account adds and removes, over memory adapters: what a host calls and gets."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from attrs import define, evolve, field

from espaceclient import AddContract, Contract, ContractNumber, Subscriber
from espaceclient.adapters.memory import MemoryStorage, MemorySubscribers
from espaceclient.answers import (
    AlreadyYours,
    ContractAdded,
    ContractHeld,
    ContractRemoved,
    Contracts,
    CurrentPasswordRefused,
    Entitled,
    Invalid,
    LinkUnusable,
    NoSession,
    NotEntitled,
    NotHeld,
    PasswordChanged,
    RegisterUnavailable,
    RequestRefused,
    SessionFound,
)
from espaceclient.domain.decision import Decision
from espaceclient.domain.mail import (
    ActivationMail,
    ContractAddedMail,
    ContractClaimedMail,
    ContractRemovedMail,
)
from espaceclient.domain.token import SessionToken
from espaceclient.ports.errors import Conflict, SubscribersUnavailable
from espaceclient.ports.storage import Snapshot
from espaceclient.values import MeterNumber, Subscription
from tests.client_fixture import (
    COMMUNES,
    FORM,
    NOON,
    REGISTER,
    SEMM,
    ClientFixture,
    client_fixture,
)

HOUSE = {"commune": "13022", "contract_number": "7654321", "meter_number": "C03ED390487"}
WRONG = {**HOUSE, "meter_number": "C03ED390488"}
FLAT_CONTRACT = Contract(SEMM, ContractNumber("0123456"))
HOUSE_CONTRACT = Contract(SEMM, ContractNumber("7654321"))
PASSWORD = FORM["password"]
PAUL = "paul@exemple.fr"


@define
class CountingRegister:
    """Counts who asks, and is silent on demand."""

    asked: int = 0
    silent: bool = False
    known: MemorySubscribers = field(factory=lambda: MemorySubscribers(REGISTER))

    def find(self, contract: Contract) -> Subscriber | None:
        self.asked += 1
        if self.silent:
            raise SubscribersUnavailable("no answer")
        return self.known.find(contract)


@pytest.fixture
def register() -> CountingRegister:
    return CountingRegister()


@pytest.fixture
def world(register: CountingRegister) -> ClientFixture:
    return client_fixture(subscribers=register)


def held(world: ClientFixture, session: SessionToken) -> list[str]:
    answer = world.client.contracts(session)
    assert isinstance(answer, Contracts)
    return [holding.contract.number.digits for holding in answer.holdings]


def pauls_session(world: ClientFixture) -> SessionToken:
    """Somebody else, who holds the house."""
    return world.activated(email=PAUL, **HOUSE)


def test_a_contract_is_added_and_may_be_seen_from_then_on(world: ClientFixture) -> None:
    session = world.activated()
    world.clock.advance(timedelta(minutes=5))
    answer = world.client.add_contract(session, HOUSE)
    assert isinstance(answer, ContractAdded)
    assert answer.holding.contract == HOUSE_CONTRACT
    assert held(world, session) == ["0123456", "7654321"]
    since = NOON + timedelta(minutes=5)
    assert world.client.may_see(session, HOUSE_CONTRACT) == Entitled(since, None)


def test_the_session_shows_the_contract_that_was_added(world: ClientFixture) -> None:
    session = world.activated()
    world.clock.advance(timedelta(minutes=5))
    world.client.add_contract(session, HOUSE)
    found = world.client.find_session(session)
    assert isinstance(found, SessionFound)
    assert [each.contract for each in found.holdings] == [FLAT_CONTRACT, HOUSE_CONTRACT]


def test_a_command_says_the_same_as_a_form(world: ClientFixture) -> None:
    number, meter = ContractNumber("7654321"), MeterNumber("C03ED390487")
    command = AddContract(Subscription(COMMUNES.communes[0], number, meter))
    assert isinstance(world.client.add_contract(world.activated(), command), ContractAdded)


def test_the_owner_is_told_by_mail(world: ClientFixture) -> None:
    session = world.activated()
    world.client.add_contract(session, HOUSE)
    mail = world.mails[-1]
    assert isinstance(mail, ContractAddedMail)
    assert (mail.to.text, mail.contract_number.digits) == ("jeanne@exemple.fr", "7654321")


def test_a_link_that_waits_for_the_contract_opens_nothing_any_more(world: ClientFixture) -> None:
    session = world.activated()
    asked = world.requested(email=PAUL, **HOUSE)
    link = world.token(ActivationMail)
    world.client.add_contract(session, HOUSE)
    assert world.client.activate(link, browser=asked.browser) == LinkUnusable()


def test_a_wrong_pair_is_refused_and_held_by_nobody(world: ClientFixture) -> None:
    session = world.activated()
    assert world.client.add_contract(session, WRONG) == RequestRefused()
    assert held(world, session) == ["0123456"]


def test_wrong_pairs_count_with_those_of_openings(world: ClientFixture) -> None:
    session, stranger = world.activated(), "192.0.2.1"
    for _ in range(3):
        world.client.add_contract(session, WRONG, client_address=stranger)
    for _ in range(2):
        world.client.open_account({**FORM, **WRONG, "email": PAUL}, client_address=stranger)
    assert world.client.add_contract(session, HOUSE, client_address=stranger) == RequestRefused()
    added = world.client.add_contract(session, HOUSE, client_address="198.51.100.7")
    assert isinstance(added, ContractAdded)


def test_an_account_gives_so_many_wrong_pairs_an_hour_from_wherever_it_asks(
    world: ClientFixture,
) -> None:
    session = world.activated()
    for number in range(20):
        wrong = {**HOUSE, "contract_number": f"{number:07}", "meter_number": f"B{number:03}"}
        world.client.add_contract(session, wrong, client_address=f"192.0.2.{number}")
    refused = world.client.add_contract(session, HOUSE, client_address="192.0.2.99")
    assert refused == RequestRefused()
    world.clock.advance(timedelta(hours=1))
    assert isinstance(world.client.add_contract(world.signed_in(), HOUSE), ContractAdded)


def test_beyond_a_limit_nobody_has_the_register_asked(
    world: ClientFixture, register: CountingRegister
) -> None:
    session = world.activated()
    for _ in range(5):
        world.client.add_contract(session, WRONG)
    asked = register.asked
    assert world.client.add_contract(session, HOUSE) == RequestRefused()
    assert register.asked == asked


def test_who_asks_without_an_address_is_counted_all_the_same(world: ClientFixture) -> None:
    session = world.activated()
    for _ in range(5):
        world.client.add_contract(session, WRONG)
    assert world.client.add_contract(session, HOUSE) == RequestRefused()


def test_a_contract_that_somebody_else_holds_is_not_added(world: ClientFixture) -> None:
    paul, session = pauls_session(world), world.activated()
    assert world.client.add_contract(session, HOUSE) == ContractHeld()
    assert (held(world, paul), held(world, session)) == (["7654321"], ["0123456"])


def test_its_holder_is_told_once_an_hour(world: ClientFixture) -> None:
    pauls_session(world)
    session = world.activated()
    world.clock.advance(timedelta(hours=1))
    session = world.signed_in()
    for _ in range(3):
        assert world.client.add_contract(session, HOUSE) == ContractHeld()
    told = [mail.to.text for mail in world.mails if isinstance(mail, ContractClaimedMail)]
    assert told == [PAUL]


def test_a_contract_that_one_holds_is_ones_own_whatever_the_meter(world: ClientFixture) -> None:
    session = world.activated()
    for meter in (FORM["meter_number"], "A02GJ000000"):
        form = {**FORM, "meter_number": meter}
        assert world.client.add_contract(session, form) == AlreadyYours()


def test_a_form_with_mistakes_is_told_them_all(world: ClientFixture) -> None:
    answer = world.client.add_contract(world.activated(), {"contract_number": "7654321NK"})
    assert isinstance(answer, Invalid)
    assert [problem.code for problem in answer.problems] == [
        "commune/required",
        "contract_number/has_letter",
        "meter_number/required",
    ]


def test_a_silent_register_is_an_answer_of_its_own(
    world: ClientFixture, register: CountingRegister
) -> None:
    session = world.activated()
    register.silent = True
    assert world.client.add_contract(session, HOUSE) == RegisterUnavailable()


@pytest.mark.parametrize("token", ["forged", "signed out", "expired"])
def test_nobody_but_who_is_signed_in_has_the_register_asked(
    world: ClientFixture, register: CountingRegister, token: str
) -> None:
    session = world.activated()
    if token == "signed out":
        world.client.sign_out(session)
    if token == "expired":
        world.clock.advance(timedelta(minutes=30))
    asked = register.asked
    used = SessionToken("x.y") if token == "forged" else session
    assert world.client.add_contract(used, HOUSE) == NoSession()
    assert register.asked == asked


class SlowerThanOthers(MemoryStorage):
    """Somebody else is faster, so many times."""

    lost = 0

    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        if self.lost:
            self.lost -= 1
            raise Conflict("somebody was faster")
        super().commit(decision, seen)


def test_the_register_is_asked_once_however_often_others_are_faster(
    register: CountingRegister,
) -> None:
    storage = SlowerThanOthers()
    world = client_fixture(storage=storage, subscribers=register)
    session, asked = world.activated(), register.asked
    storage.lost = 3
    assert isinstance(world.client.add_contract(session, HOUSE), ContractAdded)
    assert register.asked == asked + 1


def test_of_many_who_add_one_contract_at_once_one_holds_it() -> None:
    lines = tuple(
        Subscriber(Contract(SEMM, ContractNumber(f"{number:07}")), MeterNumber(f"M{number:04}"))
        for number in range(10, 18)
    )
    world = client_fixture(subscribers=MemorySubscribers((*REGISTER, *lines)))
    sessions = [
        world.activated(
            email=f"n{number}@exemple.fr",
            contract_number=f"{number:07}",
            meter_number=f"M{number:04}",
        )
        for number in range(10, 18)
    ]
    with ThreadPoolExecutor(8) as threads:
        add = world.client.add_contract
        answers = list(threads.map(lambda session: add(session, HOUSE), sessions))
    assert sorted(type(answer).__name__ for answer in answers) == [
        "ContractAdded",
        *["ContractHeld"] * 7,
    ]


def test_a_removed_contract_is_seen_no_more_and_the_other_stays(world: ClientFixture) -> None:
    session = world.activated()
    world.client.add_contract(session, HOUSE)
    assert world.client.remove_contract(session, FLAT_CONTRACT, PASSWORD) == ContractRemoved()
    assert held(world, session) == ["7654321"]
    assert world.client.may_see(session, FLAT_CONTRACT) == NotEntitled()


def test_its_owner_is_told_that_it_was_removed(world: ClientFixture) -> None:
    world.client.remove_contract(world.activated(), FLAT_CONTRACT, PASSWORD)
    mail = world.mails[-1]
    assert isinstance(mail, ContractRemovedMail)
    assert (mail.to.text, mail.contract_number.digits) == ("jeanne@exemple.fr", "0123456")


def test_an_account_without_a_contract_signs_in_and_adds_one(world: ClientFixture) -> None:
    world.client.remove_contract(world.activated(), FLAT_CONTRACT, PASSWORD)
    session = world.signed_in()
    assert held(world, session) == []
    assert isinstance(world.client.add_contract(session, HOUSE), ContractAdded)


def test_a_removed_contract_is_free_for_who_proves_it(world: ClientFixture) -> None:
    world.client.remove_contract(world.activated(), FLAT_CONTRACT, PASSWORD)
    session = pauls_session(world)
    assert isinstance(world.client.add_contract(session, FORM), ContractAdded)


def test_a_contract_that_is_not_held_cannot_be_removed(world: ClientFixture) -> None:
    pauls_session(world)
    assert world.client.remove_contract(world.activated(), HOUSE_CONTRACT, PASSWORD) == NotHeld()


def test_a_contract_stays_without_the_right_password(world: ClientFixture) -> None:
    session = world.activated()
    refused = world.client.remove_contract(session, FLAT_CONTRACT, "wrong")
    assert refused == CurrentPasswordRefused()
    assert held(world, session) == ["0123456"]


def test_a_password_must_be_given(world: ClientFixture) -> None:
    answer = world.client.remove_contract(world.activated(), FLAT_CONTRACT, "")
    assert isinstance(answer, Invalid)
    assert [problem.code for problem in answer.problems] == ["current_password/required"]


def test_wrong_passwords_count_with_those_of_a_change_of_password(world: ClientFixture) -> None:
    session = world.activated()
    change = {"current_password": "wrong", "password": "Bb2?bbbb", "confirmation": "Bb2?bbbb"}
    for _ in range(2):
        world.client.change_password(session, change)
    for _ in range(3):
        world.client.remove_contract(session, FLAT_CONTRACT, "wrong")
    refused = world.client.remove_contract(session, FLAT_CONTRACT, PASSWORD)
    assert refused == CurrentPasswordRefused()
    world.clock.advance(timedelta(minutes=1))
    right = {**change, "current_password": PASSWORD}
    assert isinstance(world.client.change_password(session, right), PasswordChanged)


def test_a_forged_session_removes_nothing(world: ClientFixture) -> None:
    removed = world.client.remove_contract(SessionToken("x.y"), FLAT_CONTRACT, PASSWORD)
    assert removed == NoSession()


def test_opening_keeps_what_the_register_tells_of_the_subscriber() -> None:
    since = NOON - timedelta(days=30)
    line = evolve(REGISTER[0], since=since, customer="C-1")
    world = client_fixture(subscribers=MemorySubscribers([line]))
    found = world.client.find_session(world.activated())
    assert isinstance(found, SessionFound)
    [holding] = found.holdings
    assert (holding.since, holding.subscription.customer) == (since, "C-1")


def test_an_instant_of_any_zone_is_asked_about_and_a_naive_one_refused() -> None:
    world = client_fixture()
    session, paris = world.activated(), ZoneInfo("Europe/Paris")
    when_it_began = datetime(2026, 1, 1, 13, tzinfo=paris)
    assert world.client.may_see(session, FLAT_CONTRACT, when_it_began) == Entitled(NOON, None)
    with pytest.raises(ValueError, match="a naive one is another one in every zone"):
        world.client.may_see(session, FLAT_CONTRACT, when_it_began.replace(tzinfo=None))


def test_whoever_is_signed_in_no_more_sees_no_contract() -> None:
    world = client_fixture()
    session = world.activated()
    world.clock.advance(timedelta(minutes=30))
    assert world.client.contracts(session) == NoSession()
    assert world.client.may_see(session, FLAT_CONTRACT) == NoSession()
    assert world.client.may_see(SessionToken("forged"), FLAT_CONTRACT) == NoSession()
