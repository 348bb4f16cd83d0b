"""Activating: who may press the button, what it opens, and what dies with it."""

from datetime import timedelta

import pytest
from attrs import evolve

from espaceclient.answers import (
    Activated,
    ActivationReady,
    ActivationRefused,
    LinkUnusable,
    PasswordRequired,
)
from espaceclient.domain import event
from espaceclient.domain.activate import Facts, Known, decide, preview
from espaceclient.domain.known_browser import newly_known
from espaceclient.domain.mail import AccountConfirmedMail
from espaceclient.domain.registration import BrowserId, RegistrationId
from tests.domain.world import (
    ACCOUNT,
    BROWSER,
    HOLDING,
    JEANNE,
    MASKED,
    NETWORK,
    NOON,
    POLICY,
    REGISTRATION,
    SECOND,
    SESSION,
    SESSION_TOKEN,
    SHORTENED,
    SUBJECT,
    SUBSCRIPTION,
    failed_attempts,
)

HERE = Known(REGISTRATION, None, (), BrowserId("browser-1"))
ELSEWHERE = evolve(HERE, browser=BrowserId("browser-2"))
NOWHERE = evolve(HERE, browser=None)
SIBLING = evolve(REGISTRATION, id=RegistrationId("registration-2"))
FACTS = Facts(
    now=NOON,
    policy=POLICY,
    known=HERE,
    verified=None,
    failed_attempts=failed_attempts(),
    failed_sign_ins=None,
    siblings=(REGISTRATION, SIBLING),
    ended=None,
    account_id=ACCOUNT.id,
    holding_id=HOLDING.id,
    browser_key="browser",
    browser=BROWSER,
    session=SESSION_TOKEN,
    label=None,
    subject=SUBJECT,
    network=NETWORK,
)
DEAD = {
    "never existed": evolve(HERE, registration=None),
    "address taken": evolve(HERE, account_at_address=ACCOUNT),
    "contract taken": evolve(HERE, holdings=(HOLDING,)),
}


def test_the_browser_that_filled_the_form_needs_one_press() -> None:
    assert preview(HERE, NOON) == ActivationReady()


@pytest.mark.parametrize("known", [ELSEWHERE, NOWHERE], ids=["another browser", "no browser known"])
def test_another_browser_is_asked_for_the_chosen_password(known: Known) -> None:
    assert preview(known, NOON) == PasswordRequired()


@pytest.mark.parametrize("known", DEAD.values(), ids=DEAD.keys())
def test_a_dead_link_looks_dead(known: Known) -> None:
    assert preview(known, NOON) == LinkUnusable()


@pytest.mark.parametrize("known", DEAD.values(), ids=DEAD.keys())
def test_a_dead_link_activates_nothing(known: Known) -> None:
    decision = decide(evolve(FACTS, known=known))
    assert decision.answer == LinkUnusable()
    assert decision.changes_nothing


def test_a_link_activates_at_48_hours_less_a_second() -> None:
    assert decide(evolve(FACTS, now=NOON + timedelta(hours=48) - SECOND)).answer == Activated(
        SESSION_TOKEN.token, BROWSER.token
    )


def test_a_link_is_dead_at_48_hours() -> None:
    assert decide(evolve(FACTS, now=NOON + timedelta(hours=48))).answer == LinkUnusable()


def test_activation_opens_the_account_and_a_session_and_the_browser_is_known() -> None:
    assert decide(FACTS).save == (ACCOUNT, HOLDING, SESSION, newly_known("browser", NOON))


def test_activation_ends_every_request_for_the_same_address_or_contract() -> None:
    assert decide(FACTS).delete == (REGISTRATION, SIBLING)


def test_activation_clears_the_failures_of_strangers_at_the_address() -> None:
    decision = decide(evolve(FACTS, failed_sign_ins=failed_attempts(100, 25)))
    assert decision.delete == (REGISTRATION, SIBLING, failed_attempts(100, 25))


def test_activation_is_confirmed_by_a_second_mail() -> None:
    assert decide(FACTS).queue == (AccountConfirmedMail(JEANNE, about=MASKED),)


def test_a_scanner_that_presses_the_button_opens_nothing_and_costs_nothing() -> None:
    decision = decide(evolve(FACTS, known=NOWHERE))
    assert decision.answer == PasswordRequired()
    assert decision.changes_nothing


def test_another_browser_activates_with_the_chosen_password() -> None:
    assert decide(evolve(FACTS, known=ELSEWHERE, verified=True)).answer == Activated(
        SESSION_TOKEN.token, BROWSER.token
    )


def test_a_wrong_password_is_refused_and_counted() -> None:
    decision = decide(evolve(FACTS, known=ELSEWHERE, verified=False))
    assert decision.answer == ActivationRefused()
    assert decision.save == (failed_attempts(1, 1),)


def test_after_five_wrong_passwords_the_right_one_waits() -> None:
    blocked = evolve(FACTS, known=ELSEWHERE, verified=True, failed_attempts=failed_attempts(5, 5))
    decision = decide(blocked)
    assert decision.answer == ActivationRefused()
    assert decision.changes_nothing


def test_waiting_does_not_keep_the_forms_own_browser_out() -> None:
    assert decide(evolve(FACTS, failed_attempts=failed_attempts(5, 5))).answer == Activated(
        SESSION_TOKEN.token, BROWSER.token
    )


def test_an_answer_shows_no_session() -> None:
    assert repr(decide(FACTS).answer) == "Activated()"


def test_an_account_is_told_with_its_contract_as_it_opens() -> None:
    opened = event.AccountOpened(ACCOUNT.id, SUBSCRIPTION.contract, SHORTENED)
    assert decide(FACTS).events == (opened,)


def test_a_wrong_password_is_told_of_the_address_that_asked() -> None:
    refused = event.ActivationRefused(SUBJECT, SUBSCRIPTION.contract, SHORTENED, None)
    assert decide(evolve(FACTS, known=ELSEWHERE, verified=False)).events == (refused,)
