"""A request moves to another address: when it may, what becomes of it, and what is recorded."""

from datetime import timedelta

import pytest
from attrs import evolve

from espaceclient import CorrectAddress
from espaceclient.answers import Invalid, NothingWaits, Waiting
from espaceclient.domain.correct_address import AddressCorrected, CorrectionRefused, Facts, decide
from espaceclient.domain.event import RegistrationAddressCorrected
from espaceclient.domain.event_outcome import RequestOutcome
from espaceclient.domain.mail import ActivationMail, AddressInUseMail
from espaceclient.domain.registration import Registration, RegistrationId
from espaceclient.domain.reply import InTheWay
from espaceclient.domain.token import IssuedToken, WaitingToken
from espaceclient.domain.waiting import preview
from tests.domain.world import (
    JEANNE,
    MASKED,
    NETWORK,
    NOBODY_IN_THE_WAY,
    NOON,
    PAUL,
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
COMMAND = CorrectAddress(PAUL)
SUCCESSOR = IssuedToken(RegistrationId("registration-2"), WaitingToken("registration-2.token"))
PAULS = "fingerprint of Paul's address"
FACTS = Facts(
    now=NOON,
    registration=REGISTRATION,
    in_the_way=NOBODY_IN_THE_WAY,
    mails=rates(openings=(1, 10), recipient=(0, 7)),
    successor=SUCCESSOR,
    subject=PAULS,
    former=SUBJECT,
    network=NETWORK,
)
CORRECTED = evolve(REGISTRATION, corrected=True)


def test_a_form_becomes_a_command() -> None:
    assert CorrectAddress.from_fields({"email": " paul@exemple.fr"}) == COMMAND
    assert CorrectAddress.from_fields(COMMAND.as_fields()) == COMMAND


def test_an_empty_form_tells_its_problem() -> None:
    parsed = CorrectAddress.from_fields({})
    assert isinstance(parsed, Invalid)
    assert [problem.code for problem in parsed.problems] == ["email/required"]


def test_it_moves_whole_under_another_id_and_lives_no_longer() -> None:
    decision = decide(COMMAND, evolve(FACTS, now=NOON + HOUR - SECOND))
    moved = evolve(REGISTRATION, id=SUCCESSOR.id, email=PAUL, corrected=True)
    assert decision.answer == AddressCorrected(SUCCESSOR.token)
    assert decision.save == (counter("openings", 2), counter("recipient", 1), moved)
    assert decision.delete == (REGISTRATION,)
    assert decision.queue == (
        ActivationMail(PAUL, SUCCESSOR.id, timedelta(hours=47, seconds=1), about=MASKED),
    )


def test_it_is_told_by_one_event_that_names_both_addresses() -> None:
    assert decide(COMMAND, FACTS).events == (
        RegistrationAddressCorrected(
            PAULS,
            SUBJECT,
            SUBSCRIPTION.contract,
            RequestOutcome.ACTIVATION_MAILED,
            SHORTENED,
            None,
        ),
    )


def test_the_one_that_reaches_a_limit_tells_until_when() -> None:
    (corrected,) = decide(COMMAND, evolve(FACTS, mails=rates(recipient=(6, 7)))).events
    assert isinstance(corrected, RegistrationAddressCorrected)
    assert corrected.blocked_until == NOON + HOUR


def test_a_new_address_that_has_an_account_is_told_so_by_mail_and_by_nothing_else() -> None:
    decision = decide(COMMAND, evolve(FACTS, in_the_way=InTheWay(PAULS_ACCOUNT, None)))
    assert decision.answer == decide(COMMAND, FACTS).answer
    assert decision.save == decide(COMMAND, FACTS).save
    assert decision.queue == (AddressInUseMail(PAUL),)


@pytest.mark.parametrize(
    ("facts", "limited"),
    [
        (evolve(FACTS, registration=CORRECTED), False),
        (evolve(FACTS, now=NOON + HOUR), False),
        (evolve(FACTS, mails=rates(openings=(1, 10), recipient=(7, 7))), True),
    ],
    ids=["corrected before", "an hour later", "past a limit"],
)
def test_otherwise_nothing_moves(facts: Facts, *, limited: bool) -> None:
    decision = decide(COMMAND, facts)
    assert decision.answer == CorrectionRefused()
    assert decision.changes_nothing
    assert decision.limit_reached == limited


@pytest.mark.parametrize(
    ("registration", "after", "told"),
    [
        (REGISTRATION, timedelta(0), Waiting(JEANNE, correctable=True)),
        (REGISTRATION, HOUR - SECOND, Waiting(JEANNE, correctable=True)),
        (REGISTRATION, HOUR, Waiting(JEANNE, correctable=False)),
        (CORRECTED, timedelta(0), Waiting(JEANNE, correctable=False)),
        (REGISTRATION, 48 * HOUR - SECOND, Waiting(JEANNE, correctable=False)),
        (REGISTRATION, 48 * HOUR, NothingWaits()),
        (None, timedelta(0), NothingWaits()),
    ],
)
def test_what_waits_is_shown_as_long_as_it_does(
    registration: Registration | None, after: timedelta, told: Waiting | NothingWaits
) -> None:
    assert preview(registration, NOON + after) == told
