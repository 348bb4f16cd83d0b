"""Histories reach every corner, are replayed the same, and let a host's tests begin in the middle
of life.
"""

import datetime as dt
from datetime import timedelta

import pytest
from attrs import evolve
from hypothesis import given, settings

from espaceclient import EspaceClient
from espaceclient.adapters.memory import ManualClock, MemoryMailer
from espaceclient.adapters.system import SystemClock
from espaceclient.answers import RegisterUnavailable, RequestReceived, SignedIn
from espaceclient.domain.account import Account
from espaceclient.domain.holding import Holding
from espaceclient.domain.token import LinkToken, SessionToken
from espaceclient.ports.storage import AccountAtAddress, HoldingsOfAccount
from espaceclient.testing import (
    BEGINNING,
    LawBroken,
    Ports,
    actions,
    contract_actions,
    judge,
    life_actions,
    ports_over,
    replay,
)
from espaceclient.testing.actions import (
    Activate,
    CrashNext,
    Deliver,
    FindSession,
    History,
    MailErrors,
    OpenAccount,
    Outage,
    Overlap,
    PurgeInBatches,
    Reconfigure,
    SignIn,
    SignOut,
    Wait,
)
from espaceclient.testing.replay import Crashed
from espaceclient.testing.strategies.histories import histories
from tests.adapters.makers import memory_storage
from tests.testing.strategies.drawn import drawn

pytestmark = pytest.mark.unmeasured

PEOPLE = ("anne@exemple.fr", "bob@exemple.fr", "zo\u00eb@exemple.fr")
OPENING = OpenAccount("anne@exemple.fr", "13001", "0000042", "A042", "Aa1!aaaa")
SIGN_IN = SignIn("anne@exemple.fr", "Aa1!aaaa")

CAME_TO = {
    "AccountClosed",
    "Activated",
    "ActivationReady",
    "ActivationRefused",
    "ActivationResent",
    "AddressChangeReady",
    "AddressChangeRequested",
    "AddressChanged",
    "AddressCorrected",
    "AlreadyApplied",
    "AlreadyYours",
    "Applied",
    "ContractAdded",
    "ContractHeld",
    "ContractRemoved",
    "Contracts",
    "CorrectionRefused",
    "CurrentPasswordRefused",
    "Entitled",
    "LinkUnusable",
    "NoSession",
    "NotEntitled",
    "NotHeld",
    "NothingWaits",
    "OtherSessionsEnded",
    "PasswordChanged",
    "PasswordRequired",
    "PasswordReset",
    "Purged",
    "RegisterUnavailable",
    "RenumberingRefused",
    "RequestReceived",
    "RequestRefused",
    "ResetReady",
    "ResetRequested",
    "Retired",
    "SessionEnded",
    "DeliveryReport",
    "SessionFound",
    "Sessions",
    "SignedIn",
    "SignInRefused",
    "SignedOut",
    "Waiting",
}


def after(history: History, mailer: MemoryMailer | None = None) -> Ports:
    """Replay a history, and let its counters be forgotten and its mails leave."""
    clock = ManualClock(BEGINNING)
    ports = ports_over(memory_storage(), clock=clock, mailer=mailer)
    replay(history, ports)
    clock.advance(timedelta(hours=5))
    while ports.relay().deliver_due().handled:
        pass
    return ports


def holdings(ports: Ports, account: Account) -> tuple[Holding, ...]:
    of_account = HoldingsOfAccount(account.id)
    return ports.storage.read(of_account).all(of_account)


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
    ports = after(history)
    found = accounts(ports)
    assert len({account.email for account in found}) == len(found)
    held = [holding for account in found for holding in holdings(ports, account)]
    endless = [each.contract for each in held if each.until is None]
    assert len(set(endless)) == len(endless)


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


def test_actions_come_to_all_that_they_can() -> None:
    replays = [
        replay(history, ports_over(memory_storage())) for history in drawn(histories(), 1000)
    ]
    assert {type(answer).__name__ for each in replays for answer in each.answers} >= CAME_TO


@settings(max_examples=30)
@given(histories())
def test_a_history_is_printed_and_replayed(history: History) -> None:
    named = {**vars(actions), **vars(contract_actions), **vars(life_actions), "datetime": dt}
    again = eval(repr(history), named)  # noqa: S307 - what a test has just printed
    assert again == history
    first, second = (
        replay(each, ports_over(memory_storage())).answers for each in (history, again)
    )
    assert [type(answer) for answer in first] == [type(answer) for answer in second]


@settings(max_examples=30)
@given(histories())
def test_a_history_agrees_with_the_model(history: History) -> None:
    judge(history, memory_storage)


def test_a_history_ends_in_what_it_was_replayed_over() -> None:
    ports = ports_over(memory_storage())
    replayed = replay((OPENING, Deliver(), Activate(), Wait(timedelta(hours=1))), ports)
    assert isinstance(
        ports.client().sign_in({"email": OPENING.email, "password": OPENING.password}), SignedIn
    )
    assert ports.clock.now() == BEGINNING + timedelta(hours=1)
    assert replayed.ports.clock.now() == ports.clock.now()


def test_an_outage_ends_with_the_history() -> None:
    ports = ports_over(memory_storage())
    replayed = replay((Outage("subscribers.find"), OPENING), ports)
    assert replayed.answers[-1] == RegisterUnavailable()
    assert isinstance(OPENING.ask(ports.client(), replayed.known), RequestReceived)


def test_an_outage_is_over_when_it_is_said_to_be() -> None:
    history = (
        Outage("mailer.send"),
        OPENING,
        Deliver(),
        Outage("mailer.send", over=True),
        Activate(),
    )
    ports = ports_over(memory_storage())
    first = replay(history, ports)
    assert [type(answer).__name__ for answer in first.answers] == [
        "NoneType",
        "RequestReceived",
        "DeliveryReport",
        "NoneType",
        "LinkUnusable",
    ]
    assert first.known.mailbox.messages == ()
    second = replay((Wait(timedelta(minutes=5)), Deliver(), SignIn("anne@exemple.fr", "x")), ports)
    assert second.known.mailbox.messages


def test_crashes_and_overlaps_are_replayed_too() -> None:
    history = (
        OPENING,
        MailErrors(("MailDeferred",)),
        Deliver(),
        Reconfigure(1, 0),
        Wait(timedelta(minutes=5)),
        CrashNext(("mailer.send", 1), after=True, relay=True),
        Deliver(),
        Activate(),
        Overlap(("storage.commit", 1)),
        SIGN_IN,
        SignOut(),
        CrashNext(("storage.commit", 1)),
        SIGN_IN,
        FindSession(),
        PurgeInBatches(),
    )
    answers = [
        type(answer).__name__ for answer in replay(history, ports_over(memory_storage())).answers
    ]
    assert answers == [
        "RequestReceived",
        "NoneType",
        "DeliveryReport",
        "NoneType",
        "NoneType",
        "NoneType",
        "Crashed",
        "Activated",
        "NoneType",
        "NoneType",
        "SignedIn",  # in the midst of the sign-out
        "SignedOut",
        "NoneType",
        "Crashed",
        "SessionFound",
        "Purged",
    ]
    assert issubclass(Crashed, BaseException)


class AlwaysLetsIn(EspaceClient):
    def sign_out(self, session: SessionToken) -> object:  # type: ignore[override] # the mistake
        return super().find_session(session)


def test_a_history_that_disagrees_is_a_note_of_the_broken_law() -> None:
    history = (OPENING, Deliver(), Activate(), SignOut())
    with pytest.raises(LawBroken, match="The history goes as a naive model says, but ") as broken:
        judge(history, memory_storage, make_client=AlwaysLetsIn)
    assert broken.value.__cause__ is not None
    assert broken.value.__cause__.__notes__ == [f"history = {history!r}"]


def test_time_passes_on_a_clock_that_can_be_set() -> None:
    ports = evolve(ports_over(memory_storage()), clock=SystemClock())
    with pytest.raises(TypeError, match="ManualClock"):
        replay((), ports)
