"""Whatever can change what a lookup finds meets it at a gate, and strangers meet at none."""

from contextlib import suppress
from itertools import product
from random import Random

import pytest
from attrs import evolve
from hypothesis import given, settings

from espaceclient.adapters.memory import MemoryStorage
from espaceclient.domain.account import Account, AccountId
from espaceclient.domain.address_change import AddressChange, AddressChangeId
from espaceclient.domain.billing_event import AppliedEvent, BillingEventId, EndedContract
from espaceclient.domain.decision import Decision, Record
from espaceclient.domain.holding import EndReason
from espaceclient.domain.lifetimes import Validity
from espaceclient.domain.registration import BrowserId, Registration, RegistrationId
from espaceclient.domain.reset import Reset, ResetId
from espaceclient.domain.session import Session, SessionId
from espaceclient.domain.throttle import FailedAttempts, HourlyCounter
from espaceclient.ports.errors import Conflict
from espaceclient.ports.gates import Gates, gates, gates_of_lookup
from espaceclient.ports.storage import (
    AccountsInOrder,
    AnyLookup,
    ByIdentity,
    EndlessHoldings,
    Expired,
    Snapshot,
)
from espaceclient.testing.laws.storage.fixture import every_lookup
from espaceclient.testing.samples import DAY, EPOCH, sample_account, sample_holding
from espaceclient.testing.strategies.records import TwoOfEach, two_of_each

NAMES = ("1", "2")
"""There are so few of everything that most writes concern something that is there."""
NEVER_SEEN = Snapshot({})


def records(name: str, owner: str, other: str, end: int) -> tuple[Record, ...]:
    """Return a record of each class; ``other`` is an address, and the number of a contract."""
    account, expires_at = sample_account(name, other), EPOCH + end * DAY
    holding = sample_holding(name, sample_account(owner, owner), int(other))
    until, of = Validity(EPOCH, expires_at), AccountId(owner)
    who = (account.email, account.password_hash, holding.subscription)
    return (
        account,
        holding,
        evolve(holding, until=EPOCH, ended_because=EndReason.CONTRACT_ENDED, expires_at=expires_at),
        Registration(RegistrationId(name), *who, BrowserId("browser"), until),
        Reset(ResetId(name), of, 1, until),
        AddressChange(AddressChangeId(name), of, 1, account.email, BrowserId("browser"), until),
        Session(SessionId(name), of, 1, EPOCH, EPOCH, expires_at),
        HourlyCounter(name, 1, expires_at),
        FailedAttempts(name, 1, 1, EPOCH, EPOCH, expires_at),
        AppliedEvent(BillingEventId(name), expires_at),
        EndedContract(name, EPOCH, EndReason.CONTRACT_ENDED, expires_at),
    )


RECORDS = list(
    dict.fromkeys(each for of in product(NAMES, NAMES, NAMES, (0, 1)) for each in records(*of))
)
LOOKUPS: list[AnyLookup] = [
    *dict.fromkeys(every_lookup(*RECORDS)),
    *(AccountsInOrder(after, at_most) for after in ("", "1") for at_most in (1, 9)),
    *(EndlessHoldings(after, at_most) for after in ("", "1") for at_most in (1, 9)),
    *(Expired(EPOCH + end * DAY, at_most) for end in (0, 1) for at_most in (1, 9)),
]


def a_world_of(drawn: list[Record]) -> MemoryStorage:
    """Store whatever of it may be there; accounts come first."""
    storage = MemoryStorage()
    for record in sorted(drawn, key=lambda each: not isinstance(each, Account)):
        with suppress(Conflict):
            storage.commit(Decision(None, EPOCH, save=(record,)), NEVER_SEEN)
    return storage


def write(storage: MemoryStorage, record: Record, *, deletes: bool) -> Gates:
    """Save or delete a record, whatever there is of it now; return the gates of that commit."""
    seen = storage.read(*(each for each in every_lookup(record) if isinstance(each, ByIdentity)))
    save, delete = ((), (record,)) if deletes else ((record,), ())
    decision = Decision(None, EPOCH, save=save, delete=delete)
    storage.commit(decision, seen)
    return gates(decision, seen)


def meet(these: Gates, those: Gates) -> bool:
    return any(this.meets(that) for this in these for that in those)


@pytest.mark.parametrize("seed", range(30))
def test_a_write_that_changes_what_a_lookup_finds_meets_it(seed: int) -> None:
    drawn = Random(seed)  # noqa: S311 - the seed names the history
    storage = a_world_of(drawn.sample(RECORDS, len(RECORDS)))
    for record in drawn.sample(RECORDS, 25):
        deletes = drawn.random() < 0.5
        before = {lookup: storage.read(lookup) for lookup in LOOKUPS}
        try:
            written = write(storage, record, deletes=deletes)
        except Conflict:
            continue
        for lookup, seen in before.items():
            if storage.read(lookup) != seen:
                assert meet(gates_of_lookup(lookup, seen), written), (record, deletes, lookup)


@settings(max_examples=20)
@given(two_of_each())
def test_what_has_nothing_in_common_meets_at_no_gate(two: TwoOfEach) -> None:
    storage, taken = MemoryStorage(), []
    for each in two:
        storage.commit(Decision(None, EPOCH, save=each.all), NEVER_SEEN)
    for each in two:
        seen = storage.read(*every_lookup(*each.all))
        taken.append(gates(Decision(None, EPOCH, save=each.all, delete=each.all), seen))
    assert not meet(*taken)
