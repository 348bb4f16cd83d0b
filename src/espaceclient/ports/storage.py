"""Records, read by named keys in one consistent snapshot, and decisions, stored whole or not at
all.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar, cast

from attrs import field, frozen

from espaceclient.domain.account import Account
from espaceclient.domain.decision import Decision, ExpiringRecord, Record
from espaceclient.domain.instant import require_utc
from espaceclient.domain.registration import Registration, RegistrationId
from espaceclient.domain.reset import Reset, ResetId
from espaceclient.domain.session import Session, SessionId
from espaceclient.domain.throttle import FailedAttempts, HourlyCounter
from espaceclient.domain.values import Contract

R = TypeVar("R", bound=Record)


class Lookup(Generic[R]):
    """A question to the storage, answered by no, one or several records."""


@frozen
class AccountAtAddress(Lookup[Account]):
    key: str
    """``EmailAddress.key``"""


@frozen
class AccountOfContract(Lookup[Account]):
    contract: Contract


@frozen
class AccountOfSession(Lookup[Account]):
    session: SessionId = field(repr=False)


@frozen
class AccountOfReset(Lookup[Account]):
    reset: ResetId = field(repr=False)


@frozen
class RegistrationById(Lookup[Registration]):
    id: RegistrationId = field(repr=False)


@frozen
class RegistrationsFor(Lookup[Registration]):
    """All that wait for an address or for a contract."""

    key: str
    contract: Contract


@frozen
class ResetById(Lookup[Reset]):
    id: ResetId = field(repr=False)


@frozen
class SessionById(Lookup[Session]):
    id: SessionId = field(repr=False)


@frozen
class HourlyCounterByKey(Lookup[HourlyCounter]):
    key: str


@frozen
class FailedAttemptsByKey(Lookup[FailedAttempts]):
    key: str


@frozen
class Expired(Lookup[ExpiringRecord]):
    """Records whose ``expires_at`` is ``now`` or earlier; at most so many of each kind."""

    now: datetime = field(validator=require_utc)
    at_most: int


AnyLookup = (
    AccountAtAddress
    | AccountOfContract
    | AccountOfSession
    | AccountOfReset
    | RegistrationById
    | RegistrationsFor
    | ResetById
    | SessionById
    | HourlyCounterByKey
    | FailedAttemptsByKey
    | Expired
)


def identity(record: Record) -> str:
    """Return what a record is known by among those of its class."""
    match record:
        case HourlyCounter() | FailedAttempts():
            return record.key
        case _:
            return record.id


@frozen
class Stored(Generic[R]):
    """A record as it was read; ``version`` is another one after every save, never used again."""

    record: R
    version: int


@frozen
class Snapshot:
    """What was found for each lookup at one moment, absences included."""

    found: Mapping[AnyLookup, tuple[Stored[Any], ...]]

    def one(self, lookup: Lookup[R]) -> R | None:
        """Return the record found, or ``None``; raises ``KeyError`` for a lookup that was not
        read.
        """
        stored = self.found[cast(AnyLookup, lookup)]
        return cast(R, stored[0].record) if stored else None

    def all(self, lookup: Lookup[R]) -> tuple[R, ...]:
        """Return all the records found; raises ``KeyError`` for a lookup that was not read."""
        return tuple(cast(R, stored.record) for stored in self.found[cast(AnyLookup, lookup)])

    def holds(self, record: Record) -> bool:
        """Tell whether a record of this class and identity was found, in whatever state."""
        return any(
            type(stored.record) is type(record) and identity(stored.record) == identity(record)
            for group in self.found.values()
            for stored in group
        )


class Storage(Protocol):
    """Thread-safe. Raises ``StorageUnavailable`` when it cannot answer."""

    def read(self, *lookups: AnyLookup) -> Snapshot:
        """Answer all the lookups from one moment, in one trip."""
        ...

    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        """Store everything that was decided, the queued mails included, or nothing.

        Raises ``Conflict``, and stores nothing, when a lookup of ``seen`` would now find other
        records or other versions (an absence counts too), or when two records claim one id, one
        account's address or one account's contract, or when a session or a reset is of no account:
        it comes with its account, in whatever order a decision names them, and goes with it. A
        record that ``seen`` does not hold is new: it is never written over another. Once this
        returns, the decision survives a crash.
        """
        ...
