"""Histories reach every corner, are lived again the same, and let a host's tests begin in the
middle of life.
"""

import datetime as dt
from datetime import timedelta

import pytest
from attrs import asdict, evolve
from hypothesis import given, settings

from espaceclient.adapters.memory import ManualClock, MemoryMailer
from espaceclient.adapters.system import SystemClock
from espaceclient.answers import RegisterUnavailable, RequestReceived, SignedIn
from espaceclient.domain.account import Account
from espaceclient.domain.token import LinkToken
from espaceclient.ports.storage import AccountAtAddress
from espaceclient.testing import Ports, ports_over
from espaceclient.testing.ports import BEGINNING
from espaceclient.testing.strategies import acts
from espaceclient.testing.strategies.acts import (
    Activate,
    Deliver,
    History,
    Open,
    Outage,
    SignIn,
    Wait,
)
from espaceclient.testing.strategies.histories import histories, live
from tests.adapters.makers import memory_storage
from tests.testing.strategies.drawn import drawn

PEOPLE = ("anne@exemple.fr", "bob@exemple.fr", "zo\u00eb@exemple.fr")
OPENING = Open("anne@exemple.fr", "13001", "0000042", "A042", "Aa1!aaaa")

CAME_TO = {
    "Activated",
    "ActivationRefused",
    "CurrentPasswordRefused",
    "LinkUnusable",
    "NoSession",
    "PasswordChanged",
    "PasswordRequired",
    "PasswordReset",
    "Purged",
    "RegisterUnavailable",
    "RequestReceived",
    "RequestRefused",
    "ResetRequested",
    "DeliveryReport",
    "SessionFound",
    "SignedIn",
    "SignInRefused",
    "SignedOut",
}


def after(history: History, mailer: MemoryMailer | None = None) -> Ports:
    """Live a history, and let its counters be forgotten and its mails leave."""
    clock = ManualClock(BEGINNING)
    ports = ports_over(memory_storage(), clock=clock, mailer=mailer)
    live(history, ports)
    clock.advance(timedelta(hours=5))
    while ports.relay().deliver_due().handled:
        pass
    return ports


def accounts(ports: Ports) -> list[Account]:
    lookups = [AccountAtAddress(email) for email in PEOPLE]
    seen = ports.storage.read(*lookups)
    return [account for lookup in lookups for account in seen.all(lookup)]


@settings(max_examples=60)
@given(histories())
def test_whatever_has_happened_every_mail_leaves(history: History) -> None:
    assert after(history).outbox.entries() == []


@settings(max_examples=60)
@given(histories())
def test_whatever_has_happened_an_address_and_a_contract_have_one_account_at_most(
    history: History,
) -> None:
    found = accounts(after(history))
    assert (
        len({account.email for account in found})
        == len({account.contract for account in found})
        == len(found)
    )


@settings(max_examples=60)
@given(histories())
def test_whatever_has_happened_who_has_an_account_recovers_it(history: History) -> None:
    mailer = MemoryMailer()
    ports = after(history, mailer)
    client = ports.client()
    for account in accounts(ports):
        client.request_reset({"email": account.email.text})
        ports.relay().deliver_due()
        link = LinkToken(mailer.messages[-1].text.rpartition("/")[2])
        client.reset_password(link, {"password": "Zz9?zzzz", "confirmation": "Zz9?zzzz"})
        assert isinstance(
            client.sign_in({"email": account.email.text, "password": "Zz9?zzzz"}), SignedIn
        )


def test_acts_come_to_all_that_they_can() -> None:
    lives = [live(history, ports_over(memory_storage())) for history in drawn(histories(), 1000)]
    assert {type(answer).__name__ for life in lives for answer in life.answers} >= CAME_TO


@settings(max_examples=30)
@given(histories())
def test_a_history_is_printed_and_lived_again(history: History) -> None:
    again = eval(repr(history), {**vars(acts), "datetime": dt})  # noqa: S307 - what a test has just printed
    assert again == history
    first, second = (live(each, ports_over(memory_storage())).answers for each in (history, again))
    assert [type(answer) for answer in first] == [type(answer) for answer in second]


def test_a_history_ends_in_what_it_was_lived_over() -> None:
    ports = ports_over(memory_storage())
    life = live((OPENING, Deliver(), Activate(), Wait(timedelta(hours=1))), ports)
    assert isinstance(
        ports.client().sign_in({"email": OPENING.email, "password": OPENING.password}), SignedIn
    )
    assert ports.clock.now() == BEGINNING + timedelta(hours=1)
    assert life.ports.clock.now() == ports.clock.now()


def test_an_outage_ends_with_the_history() -> None:
    ports = ports_over(memory_storage())
    life = live((Outage("subscribers.find"), OPENING), ports)
    assert life.answers[-1] == RegisterUnavailable()
    form = {**asdict(OPENING), "confirmation": OPENING.password}
    assert isinstance(ports.client().open_account(form), RequestReceived)


def test_an_outage_is_over_when_it_is_said_to_be() -> None:
    history = (
        Outage("mailer.send"),
        OPENING,
        Deliver(),
        Outage("mailer.send", over=True),
        Activate(),
    )
    ports = ports_over(memory_storage())
    first = live(history, ports)
    assert [type(answer).__name__ for answer in first.answers] == [
        "frozenset",
        "RequestReceived",
        "DeliveryReport",
        "frozenset",
        "LinkUnusable",
    ]
    assert first.mailbox == []
    assert live(
        (Wait(timedelta(minutes=5)), Deliver(), SignIn("anne@exemple.fr", "x")), ports
    ).mailbox


def test_time_passes_on_a_clock_that_can_be_set() -> None:
    ports = evolve(ports_over(memory_storage()), clock=SystemClock())
    with pytest.raises(TypeError, match="ManualClock"):
        live((), ports)
