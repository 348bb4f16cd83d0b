"""Waiting for the mail, lived on memory adapters: it is sent again, its address is corrected, and
nobody learns from either who has an account.
"""

from datetime import timedelta

import pytest
from attrs import evolve, frozen

from espaceclient import EmailAddress, Limits, Policy
from espaceclient.adapters.memory import ManualClock, MemoryOutbox, MemoryStorage
from espaceclient.answers import (
    Activated,
    ActivationResent,
    AddressCorrected,
    CorrectionRefused,
    Invalid,
    LinkUnusable,
    NothingWaits,
    RequestReceived,
    Waiting,
)
from espaceclient.domain.mail import ActivationMail, AddressInUseMail
from espaceclient.domain.token import LinkToken, Purpose, WaitingToken
from espaceclient.testing import BEGINNING, Cost, Meter, Ports, StorageAndOutbox, ports_over
from tests.client_fixture import FORM, ClientFixture, client_fixture

SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
JEANNE, PAUL = EmailAddress("jeanne@exemple.fr"), EmailAddress("paul@exemple.fr")
TO_PAUL = {"email": "paul@exemple.fr"}
FORGED = WaitingToken("forged")


@pytest.fixture
def world() -> ClientFixture:
    return client_fixture()


def sent(world: ClientFixture) -> list[tuple[str, str]]:
    return [(type(mail).__name__, mail.to.text) for mail in world.mails]


def corrected(world: ClientFixture, waiting: WaitingToken) -> AddressCorrected:
    answer = world.client.correct_address(waiting, TO_PAUL)
    assert isinstance(answer, AddressCorrected)
    return answer


def test_the_browser_sees_where_the_mail_went(world: ClientFixture) -> None:
    waiting = world.requested().waiting
    assert world.client.preview_waiting(waiting) == Waiting(JEANNE, correctable=True)


def test_the_mail_is_sent_again_with_the_time_that_its_link_has_left(world: ClientFixture) -> None:
    waiting = world.requested().waiting
    world.clock.advance(HOUR)
    assert world.client.resend_activation(waiting) == ActivationResent()
    first, again = [mail for mail in world.mails if isinstance(mail, ActivationMail)]
    assert again == evolve(first, valid_for=timedelta(hours=47))


def test_a_link_that_was_sent_twice_works_once(world: ClientFixture) -> None:
    asked = world.requested()
    world.client.resend_activation(asked.waiting)
    link = world.token(ActivationMail)
    assert isinstance(world.client.activate(link, browser=asked.browser), Activated)
    assert world.client.activate(link, browser=asked.browser) == LinkUnusable()


def test_after_the_activation_nothing_waits(world: ClientFixture) -> None:
    asked = world.requested()
    world.activate(asked.browser)
    before = len(world.mails)
    assert world.client.preview_waiting(asked.waiting) == NothingWaits()
    assert world.client.resend_activation(asked.waiting) == ActivationResent()
    assert world.client.correct_address(asked.waiting, TO_PAUL) == CorrectionRefused()
    assert len(world.mails) == before


def test_a_forged_token_opens_nothing(world: ClientFixture) -> None:
    world.requested()
    assert world.client.preview_waiting(FORGED) == NothingWaits()
    assert world.client.resend_activation(FORGED) == ActivationResent()
    assert world.client.correct_address(FORGED, TO_PAUL) == CorrectionRefused()
    assert sent(world) == [("ActivationMail", "jeanne@exemple.fr")]


def test_what_waits_cannot_be_activated_by_the_token_that_waits(world: ClientFixture) -> None:
    asked = world.requested()
    link = LinkToken(asked.waiting)
    assert world.client.activate(link, browser=asked.browser) == LinkUnusable()


def test_a_corrected_address_gets_the_link_and_opens_the_account(world: ClientFixture) -> None:
    asked = world.requested()
    corrected(world, asked.waiting)
    assert sent(world)[-1] == ("ActivationMail", "paul@exemple.fr")
    session = world.activate(asked.browser).session
    found = world.client.find_session(session)
    assert getattr(found, "email", None) == PAUL


def test_the_link_to_the_mistyped_address_dies(world: ClientFixture) -> None:
    asked = world.requested()
    old = world.token(ActivationMail)
    corrected(world, asked.waiting)
    assert world.client.activate(old, browser=asked.browser) == LinkUnusable()
    assert world.client.activate(old, password=FORM["password"]) == LinkUnusable()


def test_an_address_is_corrected_once_and_its_mail_is_still_sent_again(
    world: ClientFixture,
) -> None:
    asked = world.requested()
    waiting = corrected(world, asked.waiting).waiting
    assert world.client.preview_waiting(waiting) == Waiting(PAUL, correctable=False)
    for token in (waiting, asked.waiting):
        answer = world.client.correct_address(token, {"email": "marie@exemple.fr"})
        assert answer == CorrectionRefused()
    world.client.resend_activation(waiting)
    assert sent(world)[1:] == [("ActivationMail", "paul@exemple.fr")] * 2


def test_who_sits_down_later_corrects_nothing(world: ClientFixture) -> None:
    waiting = world.requested().waiting
    world.clock.advance(HOUR)
    assert world.client.preview_waiting(waiting) == Waiting(JEANNE, correctable=False)
    assert world.client.correct_address(waiting, TO_PAUL) == CorrectionRefused()


def test_an_address_that_is_none_is_told(world: ClientFixture) -> None:
    waiting = world.requested().waiting
    answer = world.client.correct_address(waiting, {"email": "paul@"})
    assert isinstance(answer, Invalid)
    assert [problem.code for problem in answer.problems] == ["email/malformed"]


def test_no_mailbox_is_bombed_by_asking_again(world: ClientFixture) -> None:
    waiting = world.requested().waiting
    for _ in range(20):
        assert world.client.resend_activation(waiting) == ActivationResent()
    assert len(sent(world)) == 7
    world.clock.advance(HOUR)
    world.client.resend_activation(waiting)
    assert len(sent(world)) == 8


def test_no_mailbox_is_bombed_by_corrections_to_its_address(world: ClientFixture) -> None:
    policy = Policy(limits=Limits(openings_an_hour_per_contract=100))
    world = client_fixture(policy=policy)
    tokens = [world.requested(email=f"faux{number}@exemple.fr").waiting for number in range(9)]
    answers = [type(world.client.correct_address(each, TO_PAUL)) for each in tokens]
    assert answers == [AddressCorrected] * 7 + [CorrectionRefused] * 2
    assert [to for _, to in sent(world)].count("paul@exemple.fr") == 7


def test_a_forgotten_password_brings_the_activation_link_again(world: ClientFixture) -> None:
    asked = world.requested()
    world.clock.advance(HOUR)
    world.client.request_reset(FORM)
    assert sent(world) == [("ActivationMail", "jeanne@exemple.fr")] * 2
    world.activate(asked.browser)


def test_a_forgotten_password_finds_the_corrected_address(world: ClientFixture) -> None:
    asked = world.requested()
    corrected(world, asked.waiting)
    world.client.request_reset(FORM)
    world.client.request_reset(TO_PAUL)
    assert sent(world)[2:] == [("ActivationMail", "paul@exemple.fr")]


ASKED = {
    "commune": "13001",
    "email": "jeanne@exemple.fr",
    "password": "Aa1!aaaa",
    "confirmation": "Aa1!aaaa",
    "contract_number": "0000042",
    "meter_number": "A042",
}
OWN = {"email": "moi@exemple.fr"}
OTHER_CONTRACT = {"contract_number": "4200000", "meter_number": "C420"}


@frozen
class Seen:
    """What a browser sees of its acts, what each costs, and what comes to a mailbox of its own."""

    answers: list[object]
    costs: list[Cost]
    mails: list[str]


def seen_in(ports: Ports) -> Seen:
    """Ask with somebody's address, ask for the mail again, and correct it to one of one's own."""
    meter = Meter()
    client = ports.intercepted(meter).client()
    answers: list[object] = []
    costs = []

    def ask(answer: object) -> None:
        answers.append(answer if isinstance(answer, Waiting) else type(answer))
        costs.append(meter.cost)
        meter.reset()

    asked = client.open_account(ASKED)
    ask(asked)
    waiting = getattr(asked, "waiting", FORGED)
    ask(client.preview_waiting(waiting))
    ask(client.resend_activation(waiting))
    moved = client.correct_address(waiting, OWN)
    ask(moved)
    waiting = getattr(moved, "waiting", FORGED)
    ask(client.preview_waiting(waiting))
    ask(client.resend_activation(waiting))
    ask(client.correct_address(waiting, OWN))
    own = [type(mail).__name__ for mail in ports.mails() if mail.to.text == OWN["email"]]
    return Seen(answers, costs, own)


def a_world(*opened: dict[str, str]) -> Ports:
    """Make a world where accounts were opened by others, an hour ago."""
    outbox, clock = MemoryOutbox(), ManualClock(BEGINNING)
    ports = ports_over(StorageAndOutbox(MemoryStorage(outbox), outbox), clock=clock)
    client = ports.client()
    for changed in opened:
        asked = client.open_account(ASKED | changed)
        assert isinstance(asked, RequestReceived)
        (*_, mail) = [each for each in ports.mails() if isinstance(each, ActivationMail)]
        link = LinkToken(ports.tokens.sign(Purpose.ACTIVATION, mail.registration))
        assert isinstance(client.activate(link, browser=asked.browser), Activated)
    clock.advance(HOUR)
    return ports


def test_nothing_tells_whether_the_address_had_an_account_not_even_a_correction_to_ones_own() -> (
    None
):
    nobody, somebody = seen_in(a_world()), seen_in(a_world(OTHER_CONTRACT))
    assert somebody == nobody
    assert nobody.mails == ["ActivationMail", "ActivationMail"]


def test_nothing_but_the_mail_tells_whether_the_contract_is_held() -> None:
    nobody, somebody = seen_in(a_world()), seen_in(a_world({"email": "paul@exemple.fr"}))
    assert (somebody.answers, somebody.costs) == (nobody.answers, nobody.costs)
    assert somebody.mails == ["ContractInUseMail", "ContractInUseMail"]


def test_waiting_costs_no_hash_two_snapshots_and_one_commit() -> None:
    assert seen_in(a_world()).costs[1:] == [
        Cost(reads=1),
        Cost(reads=2, commits=1),
        Cost(reads=2, commits=1),
        Cost(reads=1),
        Cost(reads=2, commits=1),
        Cost(reads=2),
    ]


def test_an_address_in_use_is_told_again_by_the_mail_that_told_it() -> None:
    ports = a_world(OTHER_CONTRACT)
    seen_in(ports)
    told = [mail for mail in ports.mails() if isinstance(mail, AddressInUseMail)]
    assert len(told) == 2
