"""The mail that answered a request is sent again: to whom, how often, and what is recorded."""

from datetime import timedelta

import pytest
from attrs import evolve

from espaceclient.domain.account import Account
from espaceclient.domain.event import ActivationResent as Resent
from espaceclient.domain.event_outcome import RequestOutcome
from espaceclient.domain.mail import ActivationMail, AddressInUseMail, ContractInUseMail
from espaceclient.domain.reply import InTheWay, Reply
from espaceclient.domain.resend_activation import ActivationResent, Facts, decide
from tests.domain.world import (
    ACCOUNT,
    JEANNE,
    MASKED,
    NETWORK,
    NOBODY_IN_THE_WAY,
    NOON,
    PAULS_ACCOUNT,
    REGISTRATION,
    SECOND,
    SHORTENED,
    SUBJECT,
    SUBSCRIPTION,
    counter,
    rates,
)

HOUR = timedelta(hours=1)
FACTS = Facts(
    now=NOON + HOUR,
    registration=REGISTRATION,
    in_the_way=NOBODY_IN_THE_WAY,
    mails=rates(openings=(1, 10), recipient=(1, 7)),
    subject=SUBJECT,
    network=NETWORK,
)
MAIL = ActivationMail(JEANNE, REGISTRATION.id, timedelta(hours=47), about=MASKED)


@pytest.mark.parametrize(
    ("at_address", "of_contract", "mail", "outcome"),
    [
        (None, None, MAIL, RequestOutcome.ACTIVATION_MAILED),
        (ACCOUNT, None, AddressInUseMail(JEANNE), RequestOutcome.ADDRESS_IN_USE),
        (
            None,
            PAULS_ACCOUNT,
            ContractInUseMail(JEANNE, about=MASKED),
            RequestOutcome.CONTRACT_HELD,
        ),
        (ACCOUNT, PAULS_ACCOUNT, AddressInUseMail(JEANNE), RequestOutcome.ADDRESS_IN_USE),
    ],
    ids=["nobody", "the address", "the contract", "both"],
)
def test_the_mail_says_what_is_in_the_way_now(
    at_address: Account | None, of_contract: Account | None, mail: Reply, outcome: RequestOutcome
) -> None:
    decision = decide(evolve(FACTS, in_the_way=InTheWay(at_address, of_contract)))
    assert decision.answer == ActivationResent()
    assert decision.queue == (mail,)
    assert decision.events == (Resent(SUBJECT, SUBSCRIPTION.contract, outcome, SHORTENED, None),)


def test_each_counts_as_a_request_does() -> None:
    assert decide(FACTS).save == (counter("openings", 2), counter("recipient", 2))


def test_the_one_that_reaches_a_limit_tells_until_when() -> None:
    (resent,) = decide(evolve(FACTS, mails=rates(recipient=(6, 7)))).events
    assert isinstance(resent, Resent)
    assert resent.blocked_until == NOON + HOUR


def test_past_a_limit_nothing_is_sent_and_the_log_is_told() -> None:
    decision = decide(evolve(FACTS, mails=rates(openings=(1, 10), recipient=(7, 7))))
    assert decision.answer == ActivationResent()
    assert decision.changes_nothing
    assert decision.limit_reached


def test_it_is_sent_for_48_hours() -> None:
    last = decide(evolve(FACTS, now=NOON + 48 * HOUR - SECOND))
    assert last.queue == (ActivationMail(JEANNE, REGISTRATION.id, SECOND, about=MASKED),)
    over = decide(evolve(FACTS, now=NOON + 48 * HOUR))
    assert (over.answer, over.changes_nothing) == (ActivationResent(), True)
