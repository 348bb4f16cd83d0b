"""Adding a contract: who is asked for a proof, who is refused, what is told to whom."""

from datetime import datetime, timedelta

import pytest
from attrs import evolve

from espaceclient import AddContract, Communes, ContractNumber, MeterNumber
from espaceclient.answers import (
    AlreadyYours,
    ContractAdded,
    ContractHeld,
    Invalid,
    NoSession,
    RequestRefused,
)
from espaceclient.domain import event
from espaceclient.domain.add_contract import Asker, Facts, admit, decide
from espaceclient.domain.billing_event import EndedContract, key_of
from espaceclient.domain.event_outcome import ProofRefusal
from espaceclient.domain.holding import EndReason
from espaceclient.domain.mail import ContractAddedMail, ContractClaimedMail
from espaceclient.domain.masked_contract import MaskedContract
from espaceclient.values import ClientNetwork, Holding, HoldingId
from tests.domain.world import (
    ACCOUNT,
    CASSIS,
    CONTRACT_NUMBER,
    HOLDING,
    NOON,
    PAULS_ACCOUNT,
    REGISTRATION,
    SESSION,
    SUBSCRIBER,
    SUBSCRIPTION,
    counter,
    rates,
)

DAY = timedelta(days=1)
COMMAND = AddContract(SUBSCRIPTION)
FACTS = Facts(
    now=NOON,
    account=ACCOUNT,
    subscriber=SUBSCRIBER,
    ended=None,
    holdings=(),
    holder=None,
    waiting=(),
    wrong_pairs=rates(contract=(0, 50), network=(0, 20)),
    openings=rates(openings=(0, 10), recipient=(0, 7)),
    holding_id=HoldingId("holding-2"),
    network=ClientNetwork("192.0.2.7"),
)
ADDED = Holding(HoldingId("holding-2"), ACCOUNT.id, SUBSCRIPTION, NOON)
PAULS = evolve(HOLDING, account=PAULS_ACCOUNT.id)
PAULS_ENDED = PAULS.ended(NOON - DAY, EndReason.HOLDER_CHANGED, 396 * DAY)
HELD = evolve(FACTS, holdings=(PAULS,), holder=PAULS_ACCOUNT)


def test_a_form_becomes_a_command() -> None:
    fields = {"commune": "13022", "contract_number": "0123456", "meter_number": "a02 gj-098702"}
    assert AddContract.from_fields(fields, Communes.of([CASSIS])) == COMMAND


def test_an_empty_form_tells_all_its_problems_at_once_in_the_forms_order() -> None:
    parsed = AddContract.from_fields({}, Communes.of([CASSIS]))
    assert isinstance(parsed, Invalid)
    assert [problem.code for problem in parsed.problems] == [
        "commune/required",
        "contract_number/required",
        "meter_number/required",
    ]


def test_who_is_signed_in_may_go_on_to_the_proof() -> None:
    assert admit(COMMAND, Asker(SESSION, ACCOUNT, ()), NOON) == ACCOUNT


@pytest.mark.parametrize(
    ("asker", "now"),
    [
        (Asker(None, None, ()), NOON),
        (Asker(SESSION, None, ()), NOON),
        (Asker(SESSION, PAULS_ACCOUNT, ()), NOON),
        (Asker(SESSION, ACCOUNT, ()), NOON + timedelta(minutes=30)),
    ],
    ids=["no session", "account gone", "another account", "idle too long"],
)
def test_nobody_else_does(asker: Asker, now: datetime) -> None:
    assert admit(COMMAND, asker, now) == NoSession()


def test_who_holds_the_contract_needs_no_proof() -> None:
    assert admit(COMMAND, Asker(SESSION, ACCOUNT, (HOLDING,)), NOON) == AlreadyYours()


def test_whatever_meter_they_type() -> None:
    typed = AddContract(evolve(SUBSCRIPTION, meter=MeterNumber("A02GJ000000")))
    assert admit(typed, Asker(SESSION, ACCOUNT, (HOLDING,)), NOON) == AlreadyYours()


def test_who_held_the_contract_proves_it_anew() -> None:
    ended = HOLDING.ended(NOON, EndReason.HOLDER_CHANGED, DAY)
    assert admit(COMMAND, Asker(SESSION, ACCOUNT, (ended,)), NOON) == ACCOUNT


def test_another_contract_of_theirs_does_not_count() -> None:
    other = evolve(SUBSCRIPTION, contract_number=ContractNumber("7654321"))
    holding = evolve(HOLDING, subscription=other)
    assert admit(COMMAND, Asker(SESSION, ACCOUNT, (holding,)), NOON) == ACCOUNT


def test_a_right_pair_is_held_from_now_on() -> None:
    decision = decide(COMMAND, FACTS)
    assert decision.answer == ContractAdded(ADDED)
    assert decision.save == (counter("openings", 1), counter("recipient", 1), ADDED)


def test_what_was_added_is_told_by_an_event() -> None:
    added = event.ContractAdded(ACCOUNT.id, SUBSCRIPTION.contract, "192.0.2.0/24")
    assert decide(COMMAND, FACTS).events == (added,)


def test_a_contract_that_somebody_else_holds_is_told_by_an_event_about_each_of_both() -> None:
    assert decide(COMMAND, HELD).events == (
        event.ProofRefused(
            SUBSCRIPTION.contract,
            ProofRefusal.CONTRACT_HELD,
            account=ACCOUNT.id,
            network="192.0.2.0/24",
        ),
        event.ContractClaimed(PAULS_ACCOUNT.id, SUBSCRIPTION.contract),
    )


def test_the_wrong_pair_that_reaches_a_limit_tells_until_when() -> None:
    limit = rates(contract=(0, 50), network=(19, 20))
    facts = evolve(FACTS, subscriber=None, wrong_pairs=limit)
    refused = event.ProofRefused(
        SUBSCRIPTION.contract,
        ProofRefusal.UNKNOWN_CONTRACT,
        account=ACCOUNT.id,
        network="192.0.2.0/24",
        blocked_until=NOON + timedelta(hours=1),
    )
    assert decide(COMMAND, facts).events == (refused,)


def test_the_owner_is_told_by_mail() -> None:
    mail = ContractAddedMail(ACCOUNT.email, CONTRACT_NUMBER)
    assert decide(COMMAND, FACTS).queue == (mail,)


def test_the_registrations_that_wait_for_the_contract_die() -> None:
    facts = evolve(FACTS, waiting=(REGISTRATION,))
    assert decide(COMMAND, facts).delete == (REGISTRATION,)


def test_a_holding_begins_when_the_contract_did_for_its_subscriber() -> None:
    since = NOON - 30 * DAY
    subscriber = evolve(SUBSCRIBER, since=since, customer="C-1")
    answer = decide(COMMAND, evolve(FACTS, subscriber=subscriber)).answer
    assert isinstance(answer, ContractAdded)
    assert answer.holding.since == since
    assert answer.holding.subscription == evolve(SUBSCRIPTION, began=since, customer="C-1")


def test_a_holding_never_begins_before_the_last_one_ends() -> None:
    subscriber = evolve(SUBSCRIBER, since=NOON - 30 * DAY)
    facts = evolve(FACTS, subscriber=subscriber, holdings=(PAULS_ENDED,))
    answer = decide(COMMAND, facts).answer
    assert isinstance(answer, ContractAdded)
    assert answer.holding.since == NOON - DAY


def test_a_wrong_pair_is_refused_and_counted() -> None:
    facts = evolve(FACTS, subscriber=evolve(SUBSCRIBER, meter=MeterNumber("A02GJ000000")))
    decision = decide(COMMAND, facts)
    assert decision.answer == RequestRefused()
    assert decision.save == (counter("contract", 1), counter("network", 1))
    assert (decision.delete, decision.queue) == ((), ())


def test_a_contract_that_billing_has_ended_is_refused_as_a_wrong_pair_is() -> None:
    ended = EndedContract(key_of(SUBSCRIPTION.contract), NOON, EndReason.CONTRACT_ENDED, NOON + DAY)
    assert decide(COMMAND, evolve(FACTS, ended=ended)).answer == RequestRefused()


def test_a_contract_that_began_again_since_is_not() -> None:
    ended = EndedContract(
        key_of(SUBSCRIPTION.contract), NOON - DAY, EndReason.CONTRACT_ENDED, NOON + DAY
    )
    facts = evolve(FACTS, ended=ended, subscriber=evolve(SUBSCRIBER, since=NOON - DAY))
    assert isinstance(decide(COMMAND, facts).answer, ContractAdded)


@pytest.mark.parametrize(
    "facts",
    [
        evolve(FACTS, wrong_pairs=rates(contract=(50, 50), network=(0, 20))),
        evolve(FACTS, openings=rates(openings=(0, 10), recipient=(7, 7))),
    ],
    ids=["wrong pairs", "accepted requests"],
)
def test_beyond_a_limit_even_the_right_pair_is_refused(facts: Facts) -> None:
    decision = decide(COMMAND, facts)
    assert decision.answer == RequestRefused()
    assert decision.limit_reached
    assert decision.changes_nothing


def test_a_contract_that_somebody_else_holds_stays_theirs() -> None:
    decision = decide(COMMAND, HELD)
    assert decision.answer == ContractHeld()
    assert decision.save == (counter("openings", 1), counter("recipient", 1))


def test_its_holder_is_told() -> None:
    assert decide(COMMAND, HELD).queue == (
        ContractClaimedMail(PAULS_ACCOUNT.email, about=MaskedContract("456")),
    )


def test_its_holder_is_told_once_an_hour() -> None:
    facts = evolve(HELD, openings=rates(openings=(1, 10), recipient=(1, 7)))
    assert decide(COMMAND, facts).queue == ()


def test_a_wrong_pair_does_not_tell_that_a_contract_is_held() -> None:
    wrong = evolve(SUBSCRIBER, meter=MeterNumber("A02GJ000000"))
    held, free = (evolve(facts, subscriber=wrong) for facts in (HELD, FACTS))
    assert decide(COMMAND, held) == decide(COMMAND, free)
