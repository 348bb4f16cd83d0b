"""Asking for another address from the account that is signed in."""

from datetime import timedelta

import pytest
from attrs import evolve

from espaceclient import EmailAddress, RequestAddressChange
from espaceclient.answers import (
    AddressChangeRequested,
    CurrentPasswordRefused,
    Invalid,
    NoSession,
    Problem,
    TooManyRequests,
)
from espaceclient.domain import event
from espaceclient.domain.address_change import AddressChangeId
from espaceclient.domain.event_outcome import AddressChangeOutcome
from espaceclient.domain.mail import (
    AddressChangeMail,
    AddressChangeRequestedMail,
    AddressClaimedMail,
)
from espaceclient.domain.request_address_change import Facts, decide
from espaceclient.values import PasswordAttempt
from tests.domain.world import (
    ACCOUNT,
    BROWSER,
    CHANGE,
    JEANNE,
    NETWORK,
    NEW_ADDRESS,
    NOON,
    PAUL,
    PAULS_ACCOUNT,
    POLICY,
    SESSION,
    SHORTENED,
    counter,
    failed_attempts,
    rates,
)

DAY = timedelta(hours=24)
COMMAND = RequestAddressChange(NEW_ADDRESS, PasswordAttempt("Aa1!aaaa"))
FACTS = Facts(
    NOON,
    POLICY,
    SESSION,
    ACCOUNT,
    verified=True,
    failed_attempts=failed_attempts(),
    holder=None,
    pending=(),
    mails=rates(new=(0, 7), former=(2, 7)),
    change_id=CHANGE.id,
    browser=BROWSER,
    network=NETWORK,
)
TAKEN = evolve(FACTS, holder=PAULS_ACCOUNT)
OF_PAUL = RequestAddressChange(PAUL, COMMAND.current)
EARLIER = evolve(CHANGE, id=AddressChangeId("change-0"), email=EmailAddress("x@exemple.fr"))


def test_the_change_waits_for_its_link_and_both_addresses_count() -> None:
    decision = decide(COMMAND, FACTS)
    assert decision.answer == AddressChangeRequested(BROWSER.token)
    assert decision.save == (counter("new", 1), counter("former", 3), CHANGE)
    assert decision.delete == ()


def test_the_new_address_is_mailed_a_link_and_the_old_one_a_notice() -> None:
    assert decide(COMMAND, FACTS).queue == (
        AddressChangeMail(NEW_ADDRESS, CHANGE.id, DAY),
        AddressChangeRequestedMail(JEANNE),
    )


def test_an_address_that_has_an_account_gets_the_same_answer_and_its_mailbox_is_told() -> None:
    decision, free = decide(OF_PAUL, TAKEN), decide(OF_PAUL, FACTS)
    assert (decision.answer, decision.save) == (free.answer, free.save)
    assert decision.queue == (AddressClaimedMail(PAUL), AddressChangeRequestedMail(JEANNE))


@pytest.mark.parametrize("facts", [FACTS, TAKEN], ids=["free", "taken"])
def test_a_new_request_takes_the_place_of_those_before_it_whoever_has_the_address(
    facts: Facts,
) -> None:
    assert decide(OF_PAUL, evolve(facts, pending=(EARLIER,))).delete == (EARLIER,)


@pytest.mark.parametrize(
    ("facts", "outcome"),
    [
        (FACTS, AddressChangeOutcome.LINK_MAILED),
        (TAKEN, AddressChangeOutcome.ADDRESS_IN_USE),
    ],
)
def test_one_event_tells_it(facts: Facts, outcome: AddressChangeOutcome) -> None:
    asked = event.AddressChangeRequested(ACCOUNT.id, outcome, SHORTENED)
    assert decide(OF_PAUL, facts).events == (asked,)


def test_the_event_of_the_request_that_reaches_a_limit_tells_until_when() -> None:
    (asked,) = decide(COMMAND, evolve(FACTS, mails=rates(new=(6, 7)))).events
    assert isinstance(asked, event.AddressChangeRequested)
    assert asked.blocked_until == NOON + timedelta(hours=1)


def test_once_either_address_was_sent_too_much_nothing_more_is() -> None:
    decision = decide(COMMAND, evolve(FACTS, mails=rates(new=(0, 7), former=(7, 7))))
    assert decision.answer == TooManyRequests()
    assert decision.limit_reached
    assert decision.changes_nothing


@pytest.mark.parametrize("text", ["jeanne@exemple.fr", "JEANNE@EXEMPLE.FR"])
def test_ones_own_address_is_no_other(text: str) -> None:
    decision = decide(RequestAddressChange(EmailAddress(text), COMMAND.current), FACTS)
    assert decision.answer == Invalid((Problem("email", "email/unchanged"),))
    assert decision.changes_nothing


def test_an_address_that_the_password_is_made_of_is_refused() -> None:
    """Whoever knows the address would try it first."""
    current = PasswordAttempt("Hortensia1!")
    command = RequestAddressChange(EmailAddress("hortensia@exemple.fr"), current)
    decision = decide(command, FACTS)
    assert decision.answer == Invalid((Problem("email", "email/in_password"),))
    assert decision.changes_nothing


def test_a_wrong_password_is_refused_counted_and_told() -> None:
    decision = decide(COMMAND, evolve(FACTS, verified=False))
    assert decision.answer == CurrentPasswordRefused()
    assert decision.save == (failed_attempts(1, 1),)
    assert decision.events == (event.PasswordChangeRefused(ACCOUNT.id, SHORTENED),)
    assert decision.queue == ()


def test_a_wrong_password_does_not_tell_what_else_is_wrong() -> None:
    wrong = evolve(FACTS, verified=False)
    own = RequestAddressChange(JEANNE, COMMAND.current)
    assert decide(own, evolve(wrong, mails=rates(new=(7, 7)))) == decide(COMMAND, wrong)


def test_after_too_many_failures_even_the_right_one_waits() -> None:
    decision = decide(COMMAND, evolve(FACTS, failed_attempts=failed_attempts(5, 5)))
    assert decision.answer == CurrentPasswordRefused()
    assert decision.limit_reached
    assert decision.changes_nothing


def test_the_right_password_ends_the_failures() -> None:
    facts = evolve(FACTS, pending=(EARLIER,), failed_attempts=failed_attempts(3, 3))
    assert decide(COMMAND, facts).delete == (EARLIER, failed_attempts(3, 3))


@pytest.mark.parametrize(
    "facts",
    [
        evolve(FACTS, session=None),
        evolve(FACTS, account=PAULS_ACCOUNT),
        evolve(FACTS, now=NOON + timedelta(minutes=30)),
    ],
    ids=["no session", "another account", "idle too long"],
)
def test_nobody_asks_without_a_session(facts: Facts) -> None:
    decision = decide(COMMAND, facts)
    assert decision.answer == NoSession()
    assert decision.changes_nothing


def test_a_form_with_mistakes_is_told_them_all() -> None:
    answer = RequestAddressChange.from_fields({"email": "a..b@exemple.fr"})
    assert isinstance(answer, Invalid)
    assert [each.code for each in answer.problems] == [
        "email/malformed",
        "current_password/required",
    ]


def test_a_command_says_the_same_as_its_form() -> None:
    assert RequestAddressChange.from_fields(COMMAND.as_fields()) == COMMAND
