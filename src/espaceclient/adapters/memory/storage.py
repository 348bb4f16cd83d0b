"""A storage in dicts under one lock: a commit is checked completely before anything is written."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any, assert_never

from espaceclient.adapters.memory.outbox import MemoryOutbox
from espaceclient.adapters.memory.trail import MemoryTrail
from espaceclient.domain.account import Account, AccountId
from espaceclient.domain.address_change import AddressChange
from espaceclient.domain.billing_event import AppliedEvent, EndedContract
from espaceclient.domain.decision import Decision, Record
from espaceclient.domain.holding import Holding
from espaceclient.domain.registration import Registration
from espaceclient.domain.reset import Reset
from espaceclient.domain.session import Session
from espaceclient.domain.throttle import FailedAttempts, HourlyCounter
from espaceclient.ports.errors import Conflict
from espaceclient.ports.gates import Gates
from espaceclient.ports.storage import (
    AccountAtAddress,
    AccountOfAddressChange,
    AccountOfContract,
    AccountOfReset,
    AccountOfSession,
    AccountsInOrder,
    AddressChangesOfAccount,
    AnyLookup,
    ByIdentity,
    EndlessHoldings,
    Expired,
    HoldingsOfAccount,
    HoldingsOfContract,
    HoldingsOfSession,
    RegistrationsAtAddress,
    RegistrationsFor,
    RegistrationsOfContract,
    ResetsOfAccount,
    SessionsOfAccount,
    Snapshot,
    Storage,
    Stored,
    identity,
    sought,
)

Key = tuple[type[Record], str]

_OF_ACCOUNTS = (Holding, Session, Reset, AddressChange)

_EXPIRING: tuple[type[Record], ...] = (
    Holding,
    Registration,
    Reset,
    AddressChange,
    Session,
    HourlyCounter,
    FailedAttempts,
    AppliedEvent,
    EndedContract,
)


_LISTED: dict[type[AnyLookup], type[Record]] = {
    HoldingsOfAccount: Holding,
    ResetsOfAccount: Reset,
    AddressChangesOfAccount: AddressChange,
    SessionsOfAccount: Session,
}


class MemoryStorage:
    """The ``Storage`` port in memory; ``outbox`` is where commits queue their mails, and ``trail``
    where they record their events.

    Lookups take constant time, except those of several records and ``Expired``, whose time grows
    with the number of records of their classes.
    """

    def __init__(
        self, outbox: MemoryOutbox | None = None, trail: MemoryTrail | None = None
    ) -> None:
        self.outbox = outbox or MemoryOutbox()
        self.trail = trail or MemoryTrail()
        self._lock = self.outbox.lock
        self._versions = count(1)
        self._records: dict[Key, Stored[Any]] = {}
        self._claims: dict[object, Key] = {}

    def read(self, *lookups: AnyLookup) -> Snapshot:
        with self._lock:
            return Snapshot({lookup: self._find(lookup) for lookup in lookups})

    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        with self._lock:
            if self.read(*seen.found) != seen:
                raise Conflict("a record has changed since it was read")
            self._check_claims(decision, seen)
            for record in decision.delete:
                self._forget(_key(record))
                self._forget_what_hangs_on(record)
            for record in decision.save:
                self._write(record)
            self.outbox.queue(decision.queue, decision.at)
            self.trail.record(decision.events, decision.at)

    @contextmanager
    def exclusively(self, gates: Gates) -> Iterator[Storage]:  # noqa: ARG002 - it has one gate, its lock
        with self._lock:
            yield self

    def _check_claims(self, decision: Decision[object], seen: Snapshot) -> None:
        deleted = {_key(record) for record in decision.delete}
        self._check_new([_key(record) for record in decision.save if not seen.holds(record)])
        claimed: dict[object, Key] = {}
        for record in decision.save:
            key = _key(record)
            if isinstance(record, _OF_ACCOUNTS) and not self._will_be_held(
                record.account, decision
            ):
                raise Conflict("a record of an account belongs to none that there is")
            for claim in _claims(record):
                holder = claimed.setdefault(claim, self._claims.get(claim, key))
                if holder != key and holder not in deleted:
                    raise Conflict(
                        "another account has this address, or another holding this contract"
                    )
                claimed[claim] = key

    def _check_new(self, new: list[Key]) -> None:
        if len(set(new)) < len(new) or any(key in self._records for key in new):
            raise Conflict("a record that was not read would be overwritten")

    def _will_be_held(self, account: AccountId, decision: Decision[object]) -> bool:
        if any(isinstance(record, Account) and record.id == account for record in decision.delete):
            return False
        saved = any(
            isinstance(record, Account) and record.id == account for record in decision.save
        )
        return saved or (Account, account) in self._records

    def _forget(self, key: Key) -> None:
        stored = self._records.pop(key, None)
        for claim in _claims(stored.record) if stored else ():
            del self._claims[claim]

    def _forget_what_hangs_on(self, record: Record) -> None:
        if isinstance(record, Account):
            for stored in [each for kind in _OF_ACCOUNTS for each in self._all(kind)]:
                if stored.record.account == record.id:
                    self._forget(_key(stored.record))

    def _write(self, record: Record) -> None:
        key = _key(record)
        self._forget(key)
        self._records[key] = Stored(record, next(self._versions))
        for claim in _claims(record):
            self._claims[claim] = key

    def _find(self, lookup: AnyLookup) -> tuple[Stored[Any], ...]:
        if isinstance(lookup, ByIdentity):
            return self._at(sought(lookup))
        match lookup:
            case AccountAtAddress():
                return self._at(self._claims.get(lookup.key))
            case AccountOfContract():
                return self._owner_of(self._at(self._claims.get(lookup.contract)))
            case AccountOfSession() | AccountOfReset() | AccountOfAddressChange():
                return self._owner_of(self._at(_whose(lookup)))
            case (
                HoldingsOfAccount()
                | ResetsOfAccount()
                | AddressChangesOfAccount()
                | SessionsOfAccount()
            ):
                return self._of_account(_LISTED[type(lookup)], lookup.account)
            case HoldingsOfSession(session):
                owner = self._owner_of(self._at((Session, session)))
                return self._of_account(Holding, owner[0].record.id) if owner else ()
            case HoldingsOfContract(contract):
                return tuple(
                    stored for stored in self._all(Holding) if stored.record.contract == contract
                )
            case AccountsInOrder(after, at_most):
                accounts = [each for each in self._all(Account) if each.record.id > after]
                return tuple(accounts[:at_most])
            case EndlessHoldings():
                return self._page(lookup)
            case RegistrationsFor():
                return tuple(
                    stored
                    for stored in self._all(Registration)
                    if _waits_for(stored.record, lookup)
                )
            case RegistrationsAtAddress(key):
                return tuple(
                    stored for stored in self._all(Registration) if stored.record.email.key == key
                )
            case RegistrationsOfContract(contract):
                return tuple(
                    stored
                    for stored in self._all(Registration)
                    if stored.record.contract == contract
                )
            case Expired():
                return self._due(lookup)
            case _:
                assert_never(lookup)

    def _at(self, key: Key | None) -> tuple[Stored[Any], ...]:
        stored = self._records.get(key) if key else None
        return (stored,) if stored else ()

    def _owner_of(self, found: tuple[Stored[Any], ...]) -> tuple[Stored[Any], ...]:
        return self._at((Account, found[0].record.account)) if found else ()

    def _of_account(self, kind: type[Record], account: AccountId) -> tuple[Stored[Any], ...]:
        return tuple(stored for stored in self._all(kind) if stored.record.account == account)

    def _page(self, lookup: EndlessHoldings) -> tuple[Stored[Any], ...]:
        following = [
            stored
            for stored in self._all(Holding)
            if stored.record.until is None and stored.record.id > lookup.after
        ]
        return tuple(following[: lookup.at_most])

    def _all(self, kind: type[Record]) -> list[Stored[Any]]:
        ordered = sorted((key for key in self._records if key[0] is kind), key=lambda key: key[1])
        return [self._records[key] for key in ordered]

    def _due(self, lookup: Expired) -> tuple[Stored[Any], ...]:
        due: list[Stored[Any]] = []
        for kind in _EXPIRING:
            of_kind = [
                stored for stored in self._all(kind) if stored.record.expires_at <= lookup.now
            ]
            due += sorted(of_kind, key=lambda stored: stored.record.expires_at)[: lookup.at_most]
        return tuple(due)


def _key(record: Record) -> Key:
    return type(record), identity(record)


def _whose(lookup: AccountOfSession | AccountOfReset | AccountOfAddressChange) -> Key:
    match lookup:
        case AccountOfSession(session):
            return Session, session
        case AccountOfReset(reset):
            return Reset, reset
        case AccountOfAddressChange(change):
            return AddressChange, change
        case _:
            assert_never(lookup)


def _claims(record: Record) -> tuple[object, ...]:
    match record:
        case Account():
            return (record.email.key,)
        case Holding(until=None):
            return (record.contract,)
        case _:
            return ()


def _waits_for(registration: Registration, lookup: RegistrationsFor) -> bool:
    return (
        lookup.key == registration.email.key
        or lookup.contract == registration.subscription.contract
    )
