"""What billing tells, over a whole client: who signs in, what they see, what it costs."""

from datetime import timedelta

import pytest
from attrs import evolve

from espaceclient import Contract, ContractNumber, MeterNumber, Subscriber
from espaceclient.adapters.memory import MemoryOutbox, MemoryStorage, MemorySubscribers
from espaceclient.answers import (
    AlreadyApplied,
    Applied,
    Contracts,
    Entitled,
    LinkUnusable,
    NotEntitled,
    Reconciled,
    RenumberingRefused,
    RequestRefused,
    SessionFound,
)
from espaceclient.billing import (
    BillingEvent,
    BillingEventId,
    ContractEnded,
    ContractRenumbered,
    HolderChanged,
    HoldingRescinded,
)
from espaceclient.domain.decision import Decision
from espaceclient.domain.mail import (
    ActivationMail,
    ContractEndedMail,
    ContractRenumberedMail,
    HoldingRescindedMail,
)
from espaceclient.ports.storage import AccountAtAddress, Snapshot
from espaceclient.testing import BEGINNING, Cost, Meter, StorageAndOutbox, ports_over
from espaceclient.testing.samples import sample_account, sample_holding
from tests.client_fixture import (
    APE,
    FORM,
    NOON,
    REGISTER,
    SEMM,
    ClientFixture,
    client_fixture,
)

DAY = timedelta(days=1)
CONTRACT = Contract(SEMM, ContractNumber("0123456"))
OTHER = Contract(SEMM, ContractNumber("7654321"))
NEW = Contract(APE, ContractNumber("5555555"))
PAULS = {
    "email": "paul@exemple.fr",
    "contract_number": "7654321",
    "meter_number": "C03ED390487",
}


def ended(fixture: ClientFixture, event_id: str = "1") -> ContractEnded:
    return ContractEnded(BillingEventId(event_id), CONTRACT, fixture.clock.now())


def test_an_end_leaves_the_account_its_session_and_the_period_until_then() -> None:
    fixture = client_fixture()
    session = fixture.activated()
    fixture.clock.advance(timedelta(minutes=10))
    assert fixture.client.apply(ended(fixture)) == Applied(1)
    until = NOON + timedelta(minutes=10)
    assert fixture.client.may_see(session, CONTRACT) == Entitled(NOON, until)
    assert fixture.client.may_see(session, CONTRACT, until) == NotEntitled()
    found = fixture.client.find_session(session)
    assert isinstance(found, SessionFound)
    assert [holding.until for holding in found.holdings] == [until]
    assert fixture.signed_in()
    assert isinstance(fixture.mails[-1], ContractEndedMail)


def test_after_13_months_nothing_of_an_ended_contract_is_seen() -> None:
    fixture = client_fixture()
    fixture.activated()
    fixture.clock.advance(DAY)
    fixture.client.apply(ended(fixture))
    fixture.clock.advance(396 * DAY - timedelta(seconds=1))
    assert fixture.client.may_see(fixture.signed_in(), CONTRACT) == Entitled(NOON, NOON + DAY)
    fixture.clock.advance(timedelta(seconds=1))
    session = fixture.signed_in()
    assert fixture.client.contracts(session) == Contracts(())
    assert fixture.client.may_see(session, CONTRACT) == NotEntitled()


def test_an_end_kills_the_registrations_that_wait_for_the_contract_and_every_later_proof() -> None:
    fixture = client_fixture()
    browser = fixture.requested().browser
    assert fixture.client.apply(ended(fixture)) == Applied(0)
    link = fixture.token(ActivationMail)
    assert fixture.client.activate(link, browser=browser) == LinkUnusable()
    fixture.clock.advance(DAY)
    form = {"commune": "13022", "email": "x@exemple.fr", "password": "Aa1!aaaa"}
    pair = {"contract_number": "0123456", "meter_number": "A02GJ098702"}
    asked = fixture.client.open_account({**form, "confirmation": "Aa1!aaaa", **pair})
    assert asked == RequestRefused()


def test_the_next_holder_proves_the_contract_anew_and_sees_nothing_of_the_last() -> None:
    fixture = client_fixture()
    fixture.activated()
    fixture.clock.advance(30 * DAY)
    moved = NOON + 20 * DAY
    assert fixture.client.apply(HolderChanged(BillingEventId("1"), CONTRACT, moved)) == Applied(1)
    theirs = fixture.activated(email="suivant@exemple.fr")
    assert fixture.client.may_see(theirs, CONTRACT) == Entitled(NOON + 30 * DAY, None)
    assert fixture.client.may_see(fixture.signed_in(), CONTRACT) == Entitled(NOON, moved)


def a_slow_register() -> ClientFixture:
    """It still tells when the contract began for whoever has left."""
    stale = evolve(REGISTER[0], since=NOON - 1000 * DAY)
    return client_fixture(subscribers=MemorySubscribers([stale, *REGISTER[1:]]))


def test_the_next_holder_sees_nothing_of_one_who_had_no_account() -> None:
    fixture = a_slow_register()
    fixture.client.apply(HolderChanged(BillingEventId("1"), CONTRACT, NOON - DAY))
    session = fixture.activated()
    assert fixture.client.may_see(session, CONTRACT) == Entitled(NOON - DAY, None)


def test_who_adds_a_contract_sees_nothing_of_one_who_has_removed_it() -> None:
    fixture = a_slow_register()
    session = fixture.activated()
    fixture.client.apply(HolderChanged(BillingEventId("1"), CONTRACT, NOON - DAY))
    fixture.client.remove_contract(session, CONTRACT, FORM["password"])
    session = fixture.activated(**PAULS)
    fixture.client.add_contract(session, FORM)
    assert fixture.client.may_see(session, CONTRACT) == Entitled(NOON - DAY, None)


def test_a_renumbered_contract_keeps_its_holder_their_session_and_their_password() -> None:
    fixture = client_fixture()
    session = fixture.activated()
    assert fixture.client.apply(ContractRenumbered(BillingEventId("1"), CONTRACT, NEW)) == Applied(
        1
    )
    assert fixture.client.may_see(session, NEW) == Entitled(NOON, None)
    assert fixture.client.may_see(session, CONTRACT) == NotEntitled()
    assert fixture.signed_in()
    assert [mail for mail in fixture.mails if isinstance(mail, ContractRenumberedMail)] == [
        ContractRenumberedMail(fixture.mails[-1].to, CONTRACT.number, NEW.number, APE.name)
    ]


def test_a_contract_that_was_to_end_is_proved_under_its_new_number_no_more_than_before() -> None:
    fixture = client_fixture(subscribers=MemorySubscribers([evolve(REGISTER[1], contract=NEW)]))
    end = ContractEnded(BillingEventId("1"), CONTRACT, NOON + DAY)
    fixture.client.apply(end)
    fixture.client.apply(ContractRenumbered(BillingEventId("2"), CONTRACT, NEW))
    form = {**FORM, "commune": "13040", "contract_number": "5555555"}
    asked = fixture.client.open_account({**form, "meter_number": "B11AA111111"})
    assert asked == RequestRefused()


def test_a_registration_that_waits_is_activated_under_the_new_number() -> None:
    fixture = client_fixture()
    browser = fixture.requested().browser
    fixture.client.apply(ContractRenumbered(BillingEventId("1"), CONTRACT, NEW))
    session = fixture.activate(browser).session
    assert fixture.client.may_see(session, NEW) == Entitled(NOON, None)


def test_a_repeated_renumbering_with_another_id_is_harmless() -> None:
    fixture = client_fixture()
    fixture.activated()
    for event_id, renumbered in (("1", 1), ("2", 0)):
        event = ContractRenumbered(BillingEventId(event_id), CONTRACT, NEW)
        assert fixture.client.apply(event) == Applied(renumbered)


def test_a_refused_renumbering_is_applied_once_the_number_is_free() -> None:
    fixture = client_fixture()
    jeannes, pauls = fixture.activated(), fixture.activated(**PAULS)
    renumbered = ContractRenumbered(BillingEventId("1"), CONTRACT, OTHER)
    assert fixture.client.apply(renumbered) == RenumberingRefused()
    assert fixture.client.apply(HoldingRescinded(BillingEventId("2"), OTHER)) == Applied(1)
    assert fixture.client.may_see(pauls, OTHER) == NotEntitled()
    assert isinstance(fixture.mails[-1], HoldingRescindedMail)
    assert fixture.client.apply(renumbered) == Applied(1)
    assert fixture.client.may_see(jeannes, OTHER) == Entitled(NOON, None)


def test_an_event_is_applied_once_though_it_is_told_twice() -> None:
    fixture = client_fixture()
    fixture.activated()
    rescinded = HoldingRescinded(BillingEventId("1"), CONTRACT)
    assert fixture.client.apply(rescinded) == Applied(1)
    fixture.activated(email="juste@exemple.fr")
    assert fixture.client.apply(rescinded) == AlreadyApplied()


def test_a_preview_tells_the_same_and_changes_nothing() -> None:
    fixture = client_fixture()
    session = fixture.activated()
    fixture.clock.advance(timedelta(minutes=10))
    for _ in range(2):
        assert fixture.client.preview_apply(ended(fixture)) == Applied(1)
    assert fixture.client.may_see(session, CONTRACT) == Entitled(NOON, None)


@pytest.mark.parametrize(
    "event",
    [
        ContractEnded(BillingEventId("1"), CONTRACT, NOON + DAY),
        HolderChanged(BillingEventId("1"), CONTRACT, NOON + DAY),
        ContractRenumbered(BillingEventId("1"), CONTRACT, NEW),
        HoldingRescinded(BillingEventId("1"), CONTRACT),
    ],
    ids=lambda event: type(event).__name__,
)
def test_nothing_that_billing_tells_changes_a_login(event: BillingEvent) -> None:
    fixture = client_fixture()
    session = fixture.activated()
    at_address = AccountAtAddress("jeanne@exemple.fr")
    before = fixture.memory.read(at_address)
    assert fixture.client.apply(event) == Applied(1)
    assert fixture.memory.read(at_address) == before
    assert isinstance(fixture.client.find_session(session), SessionFound)


def test_a_replaced_meter_is_the_next_proofs_matter_and_no_holders() -> None:
    register = Subscriber(CONTRACT, MeterNumber("Z99ZZ999999"))
    fixture = client_fixture()
    session = fixture.activated()
    replaced = client_fixture(storage=fixture.memory, subscribers=MemorySubscribers([register]))
    replaced.clock.advance(DAY / 24 / 4)
    assert replaced.client.reconcile() == Reconciled(1, 0, 0, resume_after=None)
    assert replaced.client.may_see(session, CONTRACT) == Entitled(NOON, None)


@pytest.mark.parametrize("kind", [ContractEnded, HolderChanged])
def test_an_event_costs_two_snapshots_and_one_commit(
    kind: type[ContractEnded | HolderChanged],
) -> None:
    outbox = MemoryOutbox()
    storage = MemoryStorage(outbox)
    account = sample_account("1", "jeanne")
    held = sample_holding("1", account, 42)
    storage.commit(Decision(None, BEGINNING, save=(account, held)), Snapshot({}))
    meter = Meter()
    ports = ports_over(StorageAndOutbox(storage, outbox)).intercepted(meter)
    event = kind(BillingEventId("1"), held.contract, BEGINNING)
    assert ports.client().apply(event) == Applied(1)
    assert meter.cost == Cost(reads=2, commits=1)
    meter.reset()
    assert ports.client().apply(event) == AlreadyApplied()
    assert meter.cost == Cost(reads=2)
