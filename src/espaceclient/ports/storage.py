"""The storage: records read in one consistent snapshot, decisions committed atomically.

A lookup is a named question with typed answers: the storage answers these and nothing else, so that
an adapter can have an index for each.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar, assert_never, cast

from attrs import field, frozen
from attrs.validators import ge

from espaceclient.domain.account import Account, AccountId
from espaceclient.domain.address_change import AddressChange, AddressChangeId
from espaceclient.domain.billing_event import AppliedEvent, BillingEventId, EndedContract
from espaceclient.domain.decision import Decision, ExpiringRecord, Record
from espaceclient.domain.holding import Holding, HoldingId
from espaceclient.domain.instant import require_utc
from espaceclient.domain.registration import Registration, RegistrationId
from espaceclient.domain.reset import Reset, ResetId
from espaceclient.domain.session import Session, SessionId
from espaceclient.domain.text import require_storable
from espaceclient.domain.throttle import FailedAttempts, HourlyCounter
from espaceclient.domain.values import Contract

R = TypeVar("R", bound=Record)


class Lookup(Generic[R]):
    """A question to the storage; its answer is any number of records of one type."""


@frozen
class AccountAtAddress(Lookup[Account]):
    """The account with this address, at most one; ``key`` is an ``EmailAddress.key``."""

    key: str


@frozen
class AccountById(Lookup[Account]):
    """The account with this id."""

    id: AccountId = field(validator=require_storable)


@frozen
class AccountsInOrder(Lookup[Account]):
    """Accounts in the order of their ids: the first ``at_most`` after the id ``after``, which may
    be empty.
    """

    after: str = field(validator=require_storable)
    at_most: int = field(validator=ge(1))


@frozen
class AccountOfContract(Lookup[Account]):
    """The account whose holding of this contract has no end, at most one."""

    contract: Contract


@frozen
class AccountOfSession(Lookup[Account]):
    """The account of the session with this id, whether or not the session is still valid."""

    session: SessionId = field(repr=False)


@frozen
class AccountOfReset(Lookup[Account]):
    """The account of the reset with this id, whether or not the reset is still valid."""

    reset: ResetId = field(repr=False)


@frozen
class AccountOfAddressChange(Lookup[Account]):
    """The account of the change of address with this id, whether or not it is still valid."""

    change: AddressChangeId = field(repr=False)


@frozen
class HoldingById(Lookup[Holding]):
    """The holding with this id, expired or not."""

    id: HoldingId


@frozen
class HoldingsOfAccount(Lookup[Holding]):
    """All holdings of an account, ended or not."""

    account: AccountId


@frozen
class HoldingsOfSession(Lookup[Holding]):
    """All holdings of the account of a session, whether or not the session is still valid."""

    session: SessionId = field(repr=False)


@frozen
class HoldingsOfContract(Lookup[Holding]):
    """All holdings of a contract, ended or not, whoever has them."""

    contract: Contract


@frozen
class EndlessHoldings(Lookup[Holding]):
    """The holdings without an end, of all accounts, in the order of their ids: the first
    ``at_most`` after the id ``after``, which may be empty.
    """

    after: str = field(validator=require_storable)
    at_most: int = field(validator=ge(1))


@frozen
class RegistrationById(Lookup[Registration]):
    """The registration with this id, expired or not."""

    id: RegistrationId = field(repr=False)


@frozen
class RegistrationsFor(Lookup[Registration]):
    """All registrations for an address (``EmailAddress.key``) or for a contract, or for both."""

    key: str
    contract: Contract


@frozen
class RegistrationsAtAddress(Lookup[Registration]):
    """All registrations for an address; ``key`` is an ``EmailAddress.key``."""

    key: str


@frozen
class RegistrationsOfContract(Lookup[Registration]):
    """All registrations for a contract, expired or not."""

    contract: Contract


@frozen
class ResetById(Lookup[Reset]):
    """The reset with this id, expired or not."""

    id: ResetId = field(repr=False)


@frozen
class ResetsOfAccount(Lookup[Reset]):
    """All resets of an account, expired or not."""

    account: AccountId


@frozen
class AddressChangeById(Lookup[AddressChange]):
    """The change of address with this id, expired or not."""

    id: AddressChangeId = field(repr=False)


@frozen
class AddressChangesOfAccount(Lookup[AddressChange]):
    """All changes of address that an account asked for, expired or not."""

    account: AccountId


@frozen
class SessionById(Lookup[Session]):
    """The session with this id, expired or not."""

    id: SessionId = field(repr=False)


@frozen
class SessionsOfAccount(Lookup[Session]):
    """All sessions of an account, expired or not."""

    account: AccountId


@frozen
class HourlyCounterByKey(Lookup[HourlyCounter]):
    """The hourly counter with this key, expired or not."""

    key: str


@frozen
class FailedAttemptsByKey(Lookup[FailedAttempts]):
    """The failed attempts with this key, expired or not."""

    key: str


@frozen
class AppliedEventById(Lookup[AppliedEvent]):
    """The record that the billing event with this id was applied, expired or not."""

    id: BillingEventId


@frozen
class EndedContractByKey(Lookup[EndedContract]):
    """The record that billing ended the contract with this key, expired or not."""

    key: str


@frozen
class Expired(Lookup[ExpiringRecord]):
    """Records whose ``expires_at`` is ``now`` or earlier, at most ``at_most`` of each class."""

    now: datetime = field(validator=require_utc)
    at_most: int = field(validator=ge(1))


ByIdentity = (
    AccountById
    | HoldingById
    | RegistrationById
    | ResetById
    | AddressChangeById
    | SessionById
    | HourlyCounterByKey
    | FailedAttemptsByKey
    | AppliedEventById
    | EndedContractByKey
)
"""The lookups that name one record by what identifies it; see ``sought``."""

AnyLookup = (
    ByIdentity
    | AccountAtAddress
    | AccountsInOrder
    | AccountOfContract
    | AccountOfSession
    | AccountOfReset
    | AccountOfAddressChange
    | HoldingsOfAccount
    | HoldingsOfSession
    | HoldingsOfContract
    | EndlessHoldings
    | RegistrationsFor
    | RegistrationsAtAddress
    | RegistrationsOfContract
    | ResetsOfAccount
    | AddressChangesOfAccount
    | SessionsOfAccount
    | Expired
)


def identity(record: Record) -> str:
    """Return the value that identifies a record among those of its class: its key or its id."""
    match record:
        case HourlyCounter() | FailedAttempts() | EndedContract():
            return record.key
        case _:
            return record.id


def sought(lookup: ByIdentity) -> tuple[type[Record], str]:
    """Return the class and the identity of the record that a lookup names."""
    match lookup:
        case AccountById(id):
            return Account, id
        case HoldingById(id):
            return Holding, id
        case RegistrationById(id):
            return Registration, id
        case ResetById(id):
            return Reset, id
        case AddressChangeById(id):
            return AddressChange, id
        case SessionById(id):
            return Session, id
        case HourlyCounterByKey(key):
            return HourlyCounter, key
        case FailedAttemptsByKey(key):
            return FailedAttempts, key
        case AppliedEventById(id):
            return AppliedEvent, id
        case EndedContractByKey(key):
            return EndedContract, key
        case _:
            assert_never(lookup)


@frozen
class Stored(Generic[R]):
    """A record as it was read, with its version.

    Every save gives a record a new ``version``, from 1 to 2**63 - 1, which is never used again, not
    even after the record was deleted and saved anew. Versions are compared for equality alone:
    which of two is the later one, they do not tell.
    """

    record: R
    version: int


@frozen
class Snapshot:
    """What each lookup found at one moment; an empty tuple records that nothing was found."""

    found: Mapping[AnyLookup, tuple[Stored[Any], ...]]

    def one(self, lookup: Lookup[R]) -> R | None:
        """Return the record that a lookup found, or ``None``.

        Raises ``KeyError`` for a lookup that was not read.
        """
        stored = self.found[cast(AnyLookup, lookup)]
        return cast(R, stored[0].record) if stored else None

    def all(self, lookup: Lookup[R]) -> tuple[R, ...]:
        """Return all records that a lookup found.

        Raises ``KeyError`` for a lookup that was not read.
        """
        return tuple(cast(R, stored.record) for stored in self.found[cast(AnyLookup, lookup)])

    def holds(self, record: Record) -> bool:
        """Return whether a record of this class and identity was found, in whatever state."""
        return any(
            type(stored.record) is type(record) and identity(stored.record) == identity(record)
            for group in self.found.values()
            for stored in group
        )


class Storage(Protocol):
    """Stores records, queues mails and records events. An implementation is thread-safe.

    Both methods raise ``StorageUnavailable`` when the storage cannot answer, in a bounded time; the
    next call may be answered again. What other processes do, and a fork of this one, does no harm:
    a child has connections of its own.

    **Texts** are any Unicode text without NUL and without surrogates, which the domain refuses, and
    come back as they were, character by character. They are equal when their code points are:
    neither case nor accents nor white space is folded, and no character is a wildcard. Ids and keys
    have up to 128 characters, those that ``Tokens`` draws 43; addresses up to 254, labels up to 80;
    names and codes of operators and communes have no bound.

    **Instants** are in UTC, exact to the microsecond, from the first one of the year 1 to
    the last one of 9999, which stands for never. **Numbers** are from 0 to 2**31 - 1.

    See ``ExclusiveStorage`` for what a storage may be able to do besides, and ``gates`` for what a
    commit has to lock where not all commits run one after the other.
    """

    def read(self, *lookups: AnyLookup) -> Snapshot:
        """Answer all lookups from one consistent state of the storage, in one round trip.

        The snapshot has an entry for each lookup, an empty one where nothing was found.
        """
        ...

    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        """Store a decision atomically: everything in it, its queued mails and its events included,
        or nothing.

        Each event is recorded at the instant of the decision, under a new id that is never used
        again, and is never changed: not even when the account that it is about is deleted.

        ``seen`` is the snapshot that the decision was based on. Once this method returns, the
        decision survives a crash, and whatever surrounds the call: a host that has a transaction of
        its own, on the same connection even, and rolls it back does not undo what was stored. What
        the limits count would be undone with it, and no guess be counted any more.

        A decision with ``patience`` waits no longer than that for other commits, and is then given
        up with ``StorageUnavailable``; nothing of it is stored.

        Raises ``OutcomeUnknown`` when the decision may have been stored: a storage whose answer can
        be lost keeps the ``id`` of each decision with it, for a day at least. Asked again with that
        id it waits until the former call is over, and returns without another look at anything if
        it had stored the decision. Any other ``StorageUnavailable`` means that nothing was stored.

        Deleting an account deletes its holdings, its sessions, its resets and its changes of
        address. A decision may name its records in any order: an account and its session can be
        saved together.

        Raises ``Conflict``, and stores nothing, when

        * a lookup of ``seen`` would now find other records or other versions, which includes a
          record where there was none;
        * two records would have the same identity: a record that ``seen`` does not hold is new,
          and never overwrites a stored one;
        * two accounts would have the same address, or two holdings without an end the same
          contract;
        * a holding, a session, a reset or a change of address would belong to no stored account;
        * the storage has given it up for the sake of a commit that wants the same.

        It is never refused for another reason. Commits that have nothing in common do not conflict,
        and what a database calls a failure to serialise is repeated by the adapter.

        The comparison and the writes are one atomic step: no other commit comes between them.
        """
        ...
