"""Gates: the names of what a lookup depends on and of what a record changes, for a storage that
locks.

*If writing R can change what L finds, the gates of L and of R meet*, and commits that have nothing
in common meet at none. A commit that holds its ``gates`` while it compares and writes is therefore
right, whatever else is committed meanwhile, and holds up no stranger.

A gate is held by any number of commits at once, or by one alone where that one is ``exclusive``.
Who looks for something by name shares it with others who look, and whoever writes it holds it
alone. What concerns all records of a kind, such as what has expired, is the other way round: all
who write share it, and who asks for it holds it alone.

The names are part of the contract between the nodes of an installation: they stay as they are from
one release to the next. They hold ids and addresses: a storage locks by a hash of them, and logs
none.
"""

from collections.abc import Iterable, Iterator
from typing import assert_never

from attrs import field, frozen

from espaceclient.domain.account import Account, AccountId
from espaceclient.domain.address_change import AddressChange
from espaceclient.domain.billing_event import AppliedEvent, EndedContract, key_of
from espaceclient.domain.decision import Decision, Record
from espaceclient.domain.holding import Holding
from espaceclient.domain.registration import Registration
from espaceclient.domain.reset import Reset
from espaceclient.domain.session import Session, SessionId
from espaceclient.domain.throttle import FailedAttempts, HourlyCounter
from espaceclient.domain.values import Contract
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
    SessionById,
    SessionsOfAccount,
    Snapshot,
    identity,
    sought,
)

_NAMES: dict[type[Record], str] = {
    Account: "account",
    Holding: "holding",
    Registration: "registration",
    Reset: "reset",
    AddressChange: "address change",
    Session: "session",
    HourlyCounter: "hourly counter",
    FailedAttempts: "failed attempts",
    AppliedEvent: "applied event",
    EndedContract: "ended contract",
}

_OF_ACCOUNTS = (Holding, Reset, AddressChange, Session)

_LISTED: dict[type[AnyLookup], type[Record]] = {
    HoldingsOfAccount: Holding,
    ResetsOfAccount: Reset,
    AddressChangesOfAccount: AddressChange,
    SessionsOfAccount: Session,
}

_ACCOUNTS, _HOLDINGS, _EXPIRIES = "all accounts", "all holdings", "all expiries"


@frozen(order=True)
class Gate:
    """What a commit holds until it is over: alone if ``exclusive``, else together with others.

    Whoever takes several takes them in their order, so that no two wait for each other.
    """

    name: str = field(repr=False)
    exclusive: bool

    def meets(self, other: "Gate") -> bool:
        """Tell whether commits with these gates have to come one after the other."""
        return self.name == other.name and (self.exclusive or other.exclusive)


Gates = frozenset[Gate]


def gates(decision: Decision[object], seen: Snapshot) -> Gates:
    """Return the gates of a commit, each name once: of what was seen, and of what is written, as
    it was and as it will be.
    """
    written = (*decision.save, *decision.delete, *_as_they_were(decision, seen))
    taken = {gate for lookup in seen.found for gate in gates_of_lookup(lookup, seen)}
    taken |= {gate for record in written for gate in gates_of_record(record)}
    gone = [record.id for record in decision.delete if isinstance(record, Account)]
    taken |= _alone(map(_belonging_to, gone))
    alone = {gate.name for gate in taken if gate.exclusive}
    return frozenset(gate for gate in taken if gate.exclusive or gate.name not in alone)


def gates_of_lookup(lookup: AnyLookup, seen: Snapshot) -> Gates:
    """Return the gates of what a snapshot has found by a lookup, be it nothing."""
    named, of_all = set(_asked(lookup)), set(_asked_of_all(lookup))
    if isinstance(lookup, HoldingsOfSession):
        owner = _owner(lookup.session, seen)
        named |= {_list_of(Holding, owner)} if owner else set()
        of_all |= set() if owner else {_HOLDINGS}  # the next holding may be of this one's account
    for stored in seen.found[lookup]:
        named.update(_of_found(stored.record))
    return _shared(named) | _alone(of_all)


def gates_of_record(record: Record) -> Gates:
    """Return the gates of a record that is saved, or deleted."""
    own = {_known_as(record), *_listed(record)}
    kinds = {_ACCOUNTS} if isinstance(record, Account) else {_EXPIRIES}
    if isinstance(record, Holding):
        kinds.add(_HOLDINGS)
    return _alone(own) | _shared(kinds)


def _alone(names: Iterable[str]) -> Gates:
    return frozenset(Gate(name, exclusive=True) for name in names)


def _shared(names: Iterable[str]) -> Gates:
    return frozenset(Gate(name, exclusive=False) for name in names)


def _as_they_were(decision: Decision[object], seen: Snapshot) -> Iterator[Record]:
    written = {_known_as(record) for record in (*decision.save, *decision.delete)}
    for found in seen.found.values():
        yield from (stored.record for stored in found if _known_as(stored.record) in written)


def _known_as(record: Record) -> str:
    return _named(type(record), identity(record))


def _named(kind: type[Record], identity_: str) -> str:
    return f"{_NAMES[kind]} {identity_}"


def _list_of(kind: type[Record], account: AccountId) -> str:
    return f"every {_NAMES[kind]} of {account}"


def _belonging_to(account: AccountId) -> str:
    return f"what belongs to {account}"


def _at_address(kind: type[Record], key: str) -> str:
    return f"{_NAMES[kind]} at {key}"


def _of_contract(kind: type[Record], contract: Contract) -> str:
    return f"{_NAMES[kind]} for {key_of(contract)}"


def _listed(record: Record) -> tuple[str, ...]:
    """Return by what a record is found, beside its own name."""
    match record:
        case Account():
            return (_at_address(Account, record.email.key),)
        case Holding():
            return _of_contract(Holding, record.contract), _list_of(Holding, record.account)
        case Registration():
            at_address = _at_address(Registration, record.email.key)
            return at_address, _of_contract(Registration, record.contract)
        case Reset() | AddressChange() | Session():
            return (_list_of(type(record), record.account),)
        case HourlyCounter() | FailedAttempts() | AppliedEvent() | EndedContract():
            return ()
        case _:
            assert_never(record)


def _of_found(record: Record) -> tuple[str, ...]:
    """Return on what a record that was found depends: on itself, and on its account's staying."""
    if isinstance(record, _OF_ACCOUNTS):
        return _known_as(record), _belonging_to(record.account)
    return (_known_as(record),)


def _asked_of_all(lookup: AnyLookup) -> tuple[str, ...]:
    """Return the kinds of which any record may concern a lookup."""
    match lookup:
        case Expired():
            return (_EXPIRIES,)
        case AccountsInOrder():
            return (_ACCOUNTS,)
        case EndlessHoldings():
            return (_HOLDINGS,)
        case _:
            return ()


def _owner(session: SessionId, seen: Snapshot) -> AccountId | None:
    """Return whose a session is, as far as the snapshot tells."""
    for stored in seen.found.get(AccountOfSession(session), ()):
        return AccountId(stored.record.id)
    for lookup in (SessionById(session), HoldingsOfSession(session)):
        for stored in seen.found.get(lookup, ()):
            return AccountId(stored.record.account)
    return None


def _asked(lookup: AnyLookup) -> tuple[str, ...]:
    """Return what a lookup names."""
    if isinstance(lookup, ByIdentity):
        return (_named(*sought(lookup)),)
    match lookup:
        case AccountAtAddress(key):
            return (_at_address(Account, key),)
        case AccountOfContract(contract) | HoldingsOfContract(contract):
            return (_of_contract(Holding, contract),)
        case AccountOfSession(session) | HoldingsOfSession(session):
            return (_named(Session, session),)
        case AccountOfReset(reset):
            return (_named(Reset, reset),)
        case AccountOfAddressChange(change):
            return (_named(AddressChange, change),)
        case (
            HoldingsOfAccount(account)
            | ResetsOfAccount(account)
            | AddressChangesOfAccount(account)
            | SessionsOfAccount(account)
        ):
            return (_list_of(_LISTED[type(lookup)], account),)
        case RegistrationsFor(key, contract):
            return _at_address(Registration, key), _of_contract(Registration, contract)
        case RegistrationsAtAddress(key):
            return (_at_address(Registration, key),)
        case RegistrationsOfContract(contract):
            return (_of_contract(Registration, contract),)
        case Expired() | AccountsInOrder() | EndlessHoldings():
            return ()
        case _:
            assert_never(lookup)
