"""Opening an account: who is refused, who gets which mail, what is counted."""

from datetime import timedelta

import pytest
from attrs import evolve

from espaceclient import (
    Communes,
    ContractNumber,
    Lifetimes,
    MeterNumber,
    OpenAccount,
    PasswordPolicy,
    Policy,
    Subscriber,
)
from espaceclient.answers import Invalid, RequestReceived, RequestRefused
from espaceclient.domain import event
from espaceclient.domain.account import Account
from espaceclient.domain.billing_event import EndedContract, key_of
from espaceclient.domain.event_outcome import ProofRefusal, RequestOutcome
from espaceclient.domain.holding import EndReason
from espaceclient.domain.lifetimes import Validity
from espaceclient.domain.mail import (
    ActivationMail,
    AddressInUseMail,
    ContractClaimedMail,
    ContractInUseMail,
)
from espaceclient.domain.masked_contract import MaskedContract
from espaceclient.domain.open_account import Facts, decide
from espaceclient.domain.registration import RegistrationId
from espaceclient.domain.reply import InTheWay
from espaceclient.values import Password
from tests.domain.world import (
    ACCOUNT,
    BROWSER,
    CASSIS,
    FUVEAU,
    JEANNE,
    MASKED,
    METER,
    NETWORK,
    NOBODY_IN_THE_WAY,
    NOON,
    OLD_HASH,
    PAUL,
    PAULS_ACCOUNT,
    POLICY,
    REGISTRATION,
    SHORTENED,
    SUBJECT,
    SUBSCRIBER,
    SUBSCRIPTION,
    WAITING,
    counter,
    rates,
)

FIELDS = {
    "commune": "13022",
    "email": "Jeanne@exemple.fr",
    "password": "Aa1!aaaa",
    "confirmation": "Aa1!aaaa",
    "contract_number": "0123456",
    "meter_number": "a02 gj-098702",
}
COMMAND = OpenAccount(SUBSCRIPTION, JEANNE, Password("Aa1!aaaa"))
FACTS = Facts(
    now=NOON,
    policy=POLICY,
    subscriber=SUBSCRIBER,
    in_the_way=NOBODY_IN_THE_WAY,
    ended=None,
    wrong_pairs=rates(contract=(0, 50), network=(0, 20)),
    openings=rates(openings=(0, 10), recipient=(0, 7)),
    password_hash=OLD_HASH,
    registration=WAITING,
    browser=BROWSER,
    subject=SUBJECT,
    network=NETWORK,
)


def test_a_form_becomes_a_command() -> None:
    assert OpenAccount.from_fields(FIELDS, Communes.of([CASSIS]), PasswordPolicy()) == COMMAND


def test_an_empty_form_tells_all_its_problems_at_once_in_the_forms_order() -> None:
    parsed = OpenAccount.from_fields({}, Communes.of([CASSIS]), PasswordPolicy())
    assert isinstance(parsed, Invalid)
    assert [problem.code for problem in parsed.problems] == [
        "commune/required",
        "email/required",
        "password/required",
        "contract_number/required",
        "meter_number/required",
    ]


def test_a_confirmation_that_differs_is_told_beside_the_rest() -> None:
    fields = {**FIELDS, "confirmation": "Aa1!aaab", "contract_number": "0123456NK"}
    parsed = OpenAccount.from_fields(fields, Communes.of([CASSIS]), PasswordPolicy())
    assert isinstance(parsed, Invalid)
    assert [problem.code for problem in parsed.problems] == [
        "confirmation/different",
        "contract_number/has_letter",
    ]


def test_a_command_shows_no_password() -> None:
    assert "Aa1!" not in repr(COMMAND)


def test_a_right_pair_is_received_and_this_browser_is_remembered() -> None:
    assert decide(COMMAND, FACTS).answer == RequestReceived(BROWSER.token, WAITING.token)


def test_a_right_pair_waits_as_a_registration_for_48_hours() -> None:
    assert decide(COMMAND, FACTS).save == (
        counter("openings", 1),
        counter("recipient", 1),
        REGISTRATION,
    )


def test_a_right_pair_queues_exactly_one_activation_mail() -> None:
    mail = ActivationMail(
        JEANNE, RegistrationId("registration-1"), timedelta(hours=48), about=MASKED
    )
    assert decide(COMMAND, FACTS).queue == (mail,)


def test_a_shorter_lifetime_makes_a_shorter_link() -> None:
    policy = Policy(lifetimes=Lifetimes(activation=timedelta(hours=2)))
    registration = decide(COMMAND, evolve(FACTS, policy=policy)).save[-1]
    assert registration == evolve(REGISTRATION, validity=Validity(NOON, NOON + timedelta(hours=2)))


def test_the_answer_is_the_same_when_the_address_has_an_account() -> None:
    assert (
        decide(COMMAND, evolve(FACTS, in_the_way=InTheWay(ACCOUNT, None))).answer
        == decide(COMMAND, FACTS).answer
    )


def test_an_address_that_has_an_account_is_told_by_mail() -> None:
    decision = decide(COMMAND, evolve(FACTS, in_the_way=InTheWay(ACCOUNT, ACCOUNT)))
    assert decision.queue == (AddressInUseMail(JEANNE),)


def test_the_mail_goes_to_the_address_as_the_account_holds_it() -> None:
    other_case = evolve(COMMAND, email=evolve(JEANNE, text="JEANNE@exemple.fr"))
    (mail,) = decide(other_case, evolve(FACTS, in_the_way=InTheWay(ACCOUNT, None))).queue
    assert mail.to.text == "Jeanne@exemple.fr"


def test_a_contract_held_by_another_account_is_told_to_both() -> None:
    command = evolve(COMMAND, email=PAUL)
    decision = decide(command, evolve(FACTS, in_the_way=InTheWay(None, ACCOUNT)))
    assert decision.queue == (
        ContractInUseMail(PAUL, about=MASKED),
        ContractClaimedMail(JEANNE, about=MaskedContract("456")),
    )


@pytest.mark.parametrize("asked_for_before", [1, 9])
def test_a_holder_is_told_of_the_first_request_within_the_hour_alone(asked_for_before: int) -> None:
    openings = rates(openings=(asked_for_before, 10), recipient=(0, 7))
    facts = evolve(FACTS, in_the_way=InTheWay(None, ACCOUNT), openings=openings)
    assert decide(evolve(COMMAND, email=PAUL), facts).queue == (
        ContractInUseMail(PAUL, about=MASKED),
    )


def test_a_holder_is_told_of_an_address_that_has_asked_for_other_contracts() -> None:
    openings = rates(openings=(0, 10), recipient=(6, 7))
    facts = evolve(FACTS, in_the_way=InTheWay(None, ACCOUNT), openings=openings)
    queued = decide(evolve(COMMAND, email=PAUL), facts).queue
    assert queued == (
        ContractInUseMail(PAUL, about=MASKED),
        ContractClaimedMail(JEANNE, about=MaskedContract("456")),
    )


def test_an_account_that_asks_for_anothers_contract_is_told_of_its_own_and_the_holder_too() -> None:
    command = evolve(COMMAND, email=PAUL)
    facts = evolve(FACTS, in_the_way=InTheWay(PAULS_ACCOUNT, ACCOUNT))
    assert decide(command, facts).queue == (
        AddressInUseMail(PAUL),
        ContractClaimedMail(JEANNE, about=MaskedContract("456")),
    )


@pytest.mark.parametrize(
    "in_the_way", [InTheWay(ACCOUNT, None), InTheWay(None, ACCOUNT)], ids=["address", "contract"]
)
def test_it_waits_all_the_same_when_an_account_is_in_the_way(in_the_way: InTheWay) -> None:
    assert decide(COMMAND, evolve(FACTS, in_the_way=in_the_way)).save == (
        counter("openings", 1),
        counter("recipient", 1),
        REGISTRATION,
    )


@pytest.mark.parametrize(
    "subscriber",
    [
        None,
        Subscriber(SUBSCRIBER.contract, MeterNumber("A02GJ098703")),
        Subscriber(SUBSCRIBER.contract, METER, ended=True),
        Subscriber(evolve(SUBSCRIBER.contract, operator=FUVEAU.operator), METER),
    ],
    ids=["unknown contract", "wrong meter", "ended contract", "another operator"],
)
def test_a_pair_that_does_not_match_is_refused_and_counted_for_contract_and_network(
    subscriber: Subscriber | None,
) -> None:
    decision = decide(COMMAND, evolve(FACTS, subscriber=subscriber))
    assert decision.answer == RequestRefused()
    assert decision.save == (counter("contract", 1), counter("network", 1))
    assert decision.queue == ()


@pytest.mark.parametrize(
    "limited",
    [
        evolve(FACTS, wrong_pairs=rates(contract=(50, 50), network=(0, 20))),
        evolve(FACTS, wrong_pairs=rates(contract=(0, 50), network=(20, 20))),
        evolve(FACTS, openings=rates(openings=(10, 10), recipient=(0, 7))),
        evolve(FACTS, openings=rates(openings=(0, 10), recipient=(7, 7))),
    ],
    ids=[
        "50 wrong pairs for the contract",
        "20 wrong pairs from the network",
        "10 requests for the contract",
        "7 requests for the address",
    ],
)
def test_past_a_limit_even_the_right_pair_is_refused_and_nothing_moves(limited: Facts) -> None:
    decision = decide(COMMAND, limited)
    assert decision.answer == RequestRefused()
    assert decision.changes_nothing


@pytest.mark.parametrize(
    "allowed",
    [
        evolve(FACTS, wrong_pairs=rates(contract=(49, 50), network=(19, 20))),
        evolve(FACTS, openings=rates(openings=(9, 10), recipient=(6, 7))),
    ],
)
def test_just_under_a_limit_the_right_pair_is_received(allowed: Facts) -> None:
    assert isinstance(decide(COMMAND, allowed).answer, RequestReceived)


def test_the_uniform_refusal_of_a_limit_is_that_of_a_wrong_pair() -> None:
    limited = evolve(FACTS, wrong_pairs=rates(contract=(50, 50)))
    assert decide(COMMAND, limited).answer == decide(COMMAND, evolve(FACTS, subscriber=None)).answer


def test_another_contract_number_is_another_contract() -> None:
    another = evolve(SUBSCRIPTION, contract_number=ContractNumber("0123457"))
    command = evolve(COMMAND, subscription=another)
    assert decide(command, FACTS).answer == RequestRefused()


@pytest.mark.parametrize(
    ("at_address", "of_contract", "outcome"),
    [
        (None, None, RequestOutcome.ACTIVATION_MAILED),
        (ACCOUNT, None, RequestOutcome.ADDRESS_IN_USE),
        (None, PAULS_ACCOUNT, RequestOutcome.CONTRACT_HELD),
        (ACCOUNT, PAULS_ACCOUNT, RequestOutcome.ADDRESS_IN_USE),
    ],
    ids=["nobody", "the address", "the contract", "both"],
)
def test_a_right_pair_is_told_by_one_event_whoever_has_an_account(
    at_address: Account | None, of_contract: Account | None, outcome: RequestOutcome
) -> None:
    facts = evolve(FACTS, in_the_way=InTheWay(at_address, of_contract))
    requested = event.AccountRequested(SUBJECT, SUBSCRIPTION.contract, outcome, SHORTENED, None)
    assert decide(COMMAND, facts).events == (requested,)


ENDED = EndedContract(
    key_of(SUBSCRIPTION.contract), NOON, EndReason.CONTRACT_ENDED, NOON + timedelta(days=396)
)


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        (evolve(FACTS, subscriber=None), ProofRefusal.UNKNOWN_CONTRACT),
        (
            evolve(FACTS, subscriber=evolve(SUBSCRIBER, meter=MeterNumber("A1B2"))),
            ProofRefusal.WRONG_METER,
        ),
        (evolve(FACTS, subscriber=evolve(SUBSCRIBER, ended=True)), ProofRefusal.CONTRACT_ENDED),
        (evolve(FACTS, ended=ENDED), ProofRefusal.CONTRACT_ENDED),
    ],
    ids=["unknown", "another meter", "ended in the register", "ended by billing"],
)
def test_a_wrong_pair_is_told_with_what_is_wrong(facts: Facts, why: ProofRefusal) -> None:
    refused = event.ProofRefused(
        SUBSCRIPTION.contract, why, subject=SUBJECT, network=SHORTENED, blocked_until=None
    )
    assert decide(COMMAND, facts).events == (refused,)


def test_what_reaches_a_limit_tells_until_when() -> None:
    last = evolve(FACTS, openings=rates(openings=(9, 10), recipient=(0, 7)))
    wrong = evolve(FACTS, subscriber=None, wrong_pairs=rates(contract=(0, 50), network=(19, 20)))
    told = [each for facts in (last, wrong) for each in decide(COMMAND, facts).events]
    assert [each.blocked_until for each in told] == [NOON + timedelta(hours=1)] * 2  # type: ignore[union-attr]  # both events have it
