"""Nobody is kept out by a stranger, and no stranger guesses for long: the limits, as attacks meet
them.
"""

from datetime import timedelta

import pytest

from espaceclient import Limits, Policy
from espaceclient.answers import (
    CurrentPasswordRefused,
    PasswordChanged,
    PasswordReset,
    RequestReceived,
    RequestRefused,
    SignedIn,
    SignInRefused,
)
from espaceclient.domain.mail import ContractClaimedMail, ResetMail
from espaceclient.domain.throttle import FailedAttempts
from espaceclient.domain.token import BrowserToken
from tests.benchmarks import blocking
from tests.benchmarks.blocking import HOME, HOUR, SIGN_IN, WRONG, contract, form_of, world_of
from tests.client_fixture import FORM, ClientFixture, client_fixture

NEW = {"password": "Bb2?bbbb", "confirmation": "Bb2?bbbb"}
LINE = contract(123456, "A123456")
AS_JEANNE_NOW = {**SIGN_IN, "password": NEW["password"]}


@pytest.fixture
def world() -> ClientFixture:
    return client_fixture()


def known_browser(world: ClientFixture, **changed: str) -> BrowserToken:
    return world.activate(world.requested(**changed).browser).browser


def lock(world: ClientFixture, browser: BrowserToken | None = None) -> None:
    for _ in range(5):
        world.client.sign_in(WRONG, browser=browser, client_address="192.0.2.1")


def signs_in(world: ClientFixture, browser: BrowserToken | None) -> bool:
    return isinstance(world.client.sign_in(SIGN_IN, browser=browser), SignedIn)


# Known browsers


def test_a_strangers_failures_never_keep_the_owner_out_of_a_browser_they_used() -> None:
    assert blocking.owner_refused() == 0


def test_a_browser_that_activated_signed_in_or_reset_is_known(world: ClientFixture) -> None:
    activated = known_browser(world)
    signed_in = world.client.sign_in(SIGN_IN)
    world.client.request_reset(FORM)
    reset = world.client.reset_password(world.token(ResetMail), FORM)
    assert isinstance(signed_in, SignedIn)
    assert isinstance(reset, PasswordReset)
    lock(world)
    assert not signs_in(world, None)
    for browser in (activated, signed_in.browser, reset.browser):
        assert signs_in(world, browser)


def test_a_browser_keeps_its_token_when_it_signs_in_again(world: ClientFixture) -> None:
    browser = known_browser(world)
    answer = world.client.sign_in(SIGN_IN, browser=browser)
    assert isinstance(answer, SignedIn)
    assert answer.browser == browser


def test_a_browser_that_only_filled_in_a_form_is_not_known(world: ClientFixture) -> None:
    known_browser(world)
    asked = world.requested(email="paul@exemple.fr")
    lock(world)
    assert not signs_in(world, asked.browser)


def test_a_browser_that_is_known_at_one_address_is_not_known_at_another(
    world: ClientFixture,
) -> None:
    known_browser(world)
    pauls = known_browser(
        world, email="paul@exemple.fr", contract_number="7654321", meter_number="C03ED390487"
    )
    lock(world)
    assert not signs_in(world, pauls)


def test_a_forged_browser_token_is_none(world: ClientFixture) -> None:
    browser = known_browser(world)
    lock(world)
    assert not signs_in(world, BrowserToken(browser.partition(".")[0] + "." + "A" * 43))


def test_whoever_has_stolen_a_browsers_token_guesses_no_more_often_than_anybody(
    world: ClientFixture,
) -> None:
    browser = known_browser(world)
    lock(world, browser)
    assert not signs_in(world, browser)
    world.clock.advance(timedelta(seconds=60))
    assert signs_in(world, browser)


def test_a_known_browsers_failures_do_not_count_for_others(world: ClientFixture) -> None:
    lock(world, known_browser(world))
    assert signs_in(world, None)


def test_a_hundred_failures_in_a_row_close_a_known_browser_until_its_reset(
    world: ClientFixture,
) -> None:
    browser = known_browser(world)
    for _ in range(100):
        world.client.sign_in(WRONG, browser=browser)
        world.clock.advance(2 * HOUR)
    assert not signs_in(world, browser)
    world.client.request_reset(FORM)
    world.client.reset_password(world.token(ResetMail), NEW, browser=browser)
    answer = world.client.sign_in(AS_JEANNE_NOW, browser=browser)
    assert isinstance(answer, SignedIn)


def test_a_browser_is_known_for_thirteen_months_after_its_last_success(
    world: ClientFixture,
) -> None:
    browser = known_browser(world)
    world.clock.advance(timedelta(days=395))
    lock(world)
    assert signs_in(world, browser)
    world.clock.advance(timedelta(days=396))
    lock(world)
    assert not signs_in(world, browser)


def test_what_made_a_browser_known_is_purged_once_it_has_expired(world: ClientFixture) -> None:
    known_browser(world)
    world.clock.advance(timedelta(days=395))
    world.client.purge()
    assert blocking.rows(world, FailedAttempts) == 1
    world.clock.advance(timedelta(days=1))
    world.client.purge()
    assert blocking.rows(world, FailedAttempts) == 0


def test_a_strangers_failures_do_not_keep_the_owner_from_changing_the_password(
    world: ClientFixture,
) -> None:
    session = world.activated()
    lock(world)
    change = {"current_password": FORM["password"], **NEW}
    assert isinstance(world.client.change_password(session, change), PasswordChanged)


def test_a_session_may_try_five_current_passwords_and_then_waits(world: ClientFixture) -> None:
    stolen, other = world.activated(), world.signed_in()
    right = {"current_password": FORM["password"], **NEW}
    for _ in range(5):
        world.client.change_password(stolen, {**right, "current_password": "wrong"})
    assert world.client.change_password(stolen, right) == CurrentPasswordRefused()
    assert isinstance(world.client.change_password(other, right), PasswordChanged)


# Networks


def test_a_network_makes_so_many_guesses_and_no_more() -> None:
    assert blocking.guesses_from_one_network() == 100


def test_a_known_browser_is_not_refused_by_its_network(world: ClientFixture) -> None:
    browser = known_browser(world)
    for number in range(100):
        guess = {"email": f"a{number}@exemple.fr", "password": "Azerty123!"}
        world.client.sign_in(guess, client_address=HOME)
    assert world.client.sign_in(SIGN_IN, client_address=HOME) == SignInRefused()
    answer = world.client.sign_in(SIGN_IN, browser=browser, client_address=HOME)
    assert isinstance(answer, SignedIn)


def test_a_network_asks_for_thirty_reset_links_an_hour() -> None:
    # A counter for each of thirty addresses, and one for the network.
    assert blocking.rows_from_one_network() == 31


def test_what_no_address_is_known_of_is_limited_by_address_only(world: ClientFixture) -> None:
    world.activated()
    for number in range(120):
        world.client.sign_in({"email": f"a{number}@exemple.fr", "password": "Azerty123!"})
        world.client.request_reset({"email": f"a{number}@exemple.fr"})
    assert signs_in(world, None)
    world.client.request_reset(FORM)
    assert isinstance(world.mails[-1], ResetMail)


# Wrong pairs


def test_the_subscriber_opens_while_a_stranger_tries_their_contract_from_other_networks() -> None:
    assert blocking.subscriber_refused() == 0


def test_one_network_of_a_line_blocks_no_contract() -> None:
    assert blocking.blocked_by_one_line() == 0


@pytest.mark.parametrize("same", ["contract", "meter"])
def test_all_of_a_48_blocks_neither_a_contract_nor_a_meter(same: str) -> None:
    world = world_of(LINE)
    for each in range(100):
        wrong = (
            form_of(LINE, meter_number=f"B{each:06}")
            if same == "contract"
            else form_of(LINE, contract_number=f"{each:07}")
        )
        world.client.open_account(wrong, client_address=f"2001:db8:0:{each * 300:x}::1")
    answer = world.client.open_account(form_of(LINE), client_address=HOME)
    assert isinstance(answer, RequestReceived)


@pytest.mark.parametrize(("attempts", "refused"), [(49, False), (50, True)])
def test_fifty_wrong_meters_from_everywhere_close_a_contract_for_an_hour(
    attempts: int, *, refused: bool
) -> None:
    world = world_of(LINE)
    for turn, address in zip(range(attempts), blocking.new_addresses(), strict=False):
        wrong = form_of(LINE, meter_number=f"B{turn:06}")
        world.client.open_account(wrong, client_address=address)
    answer = world.client.open_account(form_of(LINE), client_address=HOME)
    assert (answer == RequestRefused()) is refused
    world.clock.advance(HOUR)
    again = world.client.open_account(form_of(LINE), client_address=HOME)
    assert isinstance(again, RequestReceived)


def test_a_known_meter_opens_no_contract_of_a_run_of_three_hundred() -> None:
    assert blocking.found_in_a_run() is None


def test_the_same_meter_at_another_operator_is_another_meter() -> None:
    world = world_of(LINE)
    for turn, address in zip(range(20), blocking.new_addresses(), strict=False):
        elsewhere = form_of(LINE, contract_number=f"{turn:07}", commune="13040")
        world.client.open_account(elsewhere, client_address=address)
    answer = world.client.open_account(form_of(LINE), client_address=HOME)
    assert isinstance(answer, RequestReceived)


# Mails


def test_six_pairs_and_reset_requests_send_a_stranger_ten_mails_an_hour() -> None:
    assert blocking.mails_to_a_stranger() == 7 + 3


def test_one_pair_and_reset_requests_send_its_holder_four_mails_an_hour() -> None:
    assert blocking.mails_to_a_holder() == 1 + 3


def test_a_holder_is_told_once_in_each_hour(world: ClientFixture) -> None:
    world.activated()
    for _ in range(3):
        world.clock.advance(HOUR)
        for number in range(3):
            world.requested(email=f"u{number}@exemple.fr")
    told = [mail for mail in world.mails if isinstance(mail, ContractClaimedMail)]
    assert [mail.to.text for mail in told] == [FORM["email"]] * 3


def test_requests_for_an_address_never_use_up_its_reset_links() -> None:
    strangers = contract(7, "A000007")
    world = world_of(contract(123456, FORM["meter_number"]), strangers)
    world.activate(world.requested().browser)
    for _ in range(9):
        world.client.open_account(form_of(strangers))
    before = len(world.mails)
    for _ in range(5):
        world.client.request_reset(FORM)
    assert [type(mail) for mail in world.mails[before:]] == [ResetMail] * 3


def test_past_the_bound_of_an_address_another_address_opens() -> None:
    lines = [contract(number, f"A{number:06}") for number in range(8)]
    world = world_of(*lines)
    answers = [world.client.open_account(form_of(line)) for line in lines]
    assert [type(answer) for answer in answers] == [RequestReceived] * 7 + [RequestRefused]
    other = form_of(lines[-1], email="paul@exemple.fr")
    assert isinstance(world.client.open_account(other), RequestReceived)


def test_the_limits_are_those_of_the_policy() -> None:
    limits = Limits(sign_in_failures_an_hour_per_network=1, resets_an_hour_per_network=1)
    world = client_fixture(policy=Policy(limits=limits))
    world.activated()
    world.client.sign_in(WRONG, client_address=HOME)
    assert world.client.sign_in(SIGN_IN, client_address=HOME) == SignInRefused()
    world.client.request_reset({"email": "paul@exemple.fr"}, client_address=HOME)
    world.client.request_reset(FORM, client_address=HOME)
    assert not any(isinstance(mail, ResetMail) for mail in world.mails)
