"""Wrong values: each is refused with the sentence that names what is wrong, and each field that can
be wrong is.
"""

import re
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings

from espaceclient import (
    Commune,
    Communes,
    ContractNumber,
    EmailAddress,
    Lifetimes,
    Limits,
    Links,
    MeterNumber,
    Operator,
    PasswordPolicy,
)
from espaceclient.domain.account import Account
from espaceclient.domain.decision import Decision
from espaceclient.domain.lifetimes import Validity
from espaceclient.domain.session import Session
from espaceclient.domain.throttle import FailedAttempts, HourlyCounter
from espaceclient.keys import Key
from espaceclient.ports import KeyRing, LeasedMail, Message
from espaceclient.ports.storage import Expired
from espaceclient.values import ClientNetwork
from tests.testing.strategies.drawn import drawn, told
from tests.testing.strategies.test_configuration import LIFETIMES, LIMITS
from tests.testing.strategies.wrong import REFUSING, Spoilt, spoilt, wrong_instants

pytestmark = pytest.mark.unmeasured

NO_PATH = "must be a path or a URL that holds {link} once"
EMPTY = "must not be empty"


def bounded(*names: str) -> dict[str, str]:
    return {name: f"^{name} must be from " for name in names}


def in_utc(*names: str) -> dict[str, str]:
    return {name: f"^{name} must be an aware datetime in UTC, not " for name in names}


SAID: dict[type, dict[str, str]] = {
    EmailAddress: {
        "text": (
            "^an e-mail address holds no CR, LF or NUL$"
            "|^an e-mail address has at most 254 characters$"
            "|^an e-mail address is a local part, an @ and a domain with a dot$"
        )
    },
    Operator: {"name": f"^name {EMPTY}$", "code": f"^code {EMPTY}$"},
    Commune: {"code": "'code' must match regex", "name": f"^name {EMPTY}$"},
    Communes: {"communes": "^two communes have the same code$"},
    ContractNumber: {
        "digits": ("^a contract number is 1 to 20 of A-Z and 0-9 with at least one digit, not ")
    },
    MeterNumber: {
        "text": "^a meter number is 3 to 20 of A-Z and 0-9 with at least one digit, not "
    },
    PasswordPolicy: bounded("shortest"),
    Lifetimes: bounded(*LIFETIMES),
    Limits: bounded(*LIMITS)
    | {
        "sign_in_longest_wait": "^sign_in_longest_wait must be from |"
        "^sign_in_first_wait must not be longer than sign_in_longest_wait$",
    },
    Key: {"id": "^a key's id has 1 to 32 of ", "secret": "^a key's secret has at least 32 bytes$"},
    KeyRing: {"keys": "^a key ring holds at least one key$|^a key's id stands twice$"},
    Links: {
        "base_url": "^must be a web address such as |^must begin with https://",
        "activation": f"^activation {NO_PATH}$",
        "reset": f"^reset {NO_PATH}$",
        "new_address": f"^new_address {NO_PATH}$",
    },
    Validity: in_utc("since", "until"),
    Account: in_utc("opened_at", "password_set_at", "last_seen_at"),
    Session: in_utc("opened_at", "seen_at", "expires_at"),
    HourlyCounter: in_utc("opened_at"),
    FailedAttempts: in_utc("day_began_at", "last_failed_at", "expires_at"),
    Decision: in_utc("at"),
    Expired: in_utc("now"),
    Message: in_utc("queued_at"),
    LeasedMail: in_utc("queued_at"),
}


def test_all_that_refuses_is_known() -> None:
    assert set(REFUSING) == set(SAID)


@pytest.mark.parametrize("kind", SAID, ids=lambda kind: kind.__name__)
def test_a_wrong_value_is_refused_for_the_field_meant(kind: type) -> None:
    @settings(max_examples=100)
    @given(REFUSING[kind])
    def check(wrong: Spoilt[Key]) -> None:
        with pytest.raises(ValueError, match=SAID[kind][wrong.field]):
            wrong.make()

    check()


@pytest.mark.parametrize("kind", SAID, ids=lambda kind: kind.__name__)
def test_each_field_that_can_be_wrong_is(kind: type) -> None:
    fields = SAID[kind].keys()
    assert told(fields, REFUSING[kind], lambda wrong: [wrong.field], 60 * len(fields)) == fields


def test_every_way_to_be_wrong_is_drawn() -> None:
    for kind, field in (
        (EmailAddress, "text"),
        (KeyRing, "keys"),
        (Limits, "sign_in_longest_wait"),
    ):
        sentences = SAID[kind][field].split("|")
        refusals = told(sentences, REFUSING[kind], partial(refusal, field, sentences), 1000)
        assert refusals == set(sentences)


def refusal(field: str, sentences: list[str], wrong: Spoilt[Key]) -> list[str]:
    """Return which of the sentences a wrong value of this field is refused with."""
    if wrong.field != field:
        return []
    with pytest.raises(ValueError) as refused:  # noqa: PT011 - whatever it says is looked at
        wrong.make()
    return [each for each in sentences if re.search(each, str(refused.value))]


def test_what_is_tuned_is_wrong_by_a_single_step() -> None:
    lengths = {("shortest", 7), ("shortest", 65)}
    assert told(lengths, spoilt(PasswordPolicy), named) >= lengths
    tick = timedelta(microseconds=1)
    steps = {
        ("activation", timedelta(minutes=1) - tick),
        ("activation", timedelta(hours=48) + tick),
    }
    assert told(steps, spoilt(Lifetimes), named, 1000) >= steps


def named(wrong: Spoilt[Any]) -> list[object]:
    return [(wrong.field, wrong.wrong)]


def test_wrong_instants_are_naive_or_local() -> None:
    offsets = {instant.utcoffset() for instant in drawn(wrong_instants())}
    assert None in offsets
    assert timedelta(0) not in offsets
    assert len(offsets) > 10


def test_what_refuses_nothing_has_no_wrong_value() -> None:
    with pytest.raises(KeyError):
        spoilt(ClientNetwork)
