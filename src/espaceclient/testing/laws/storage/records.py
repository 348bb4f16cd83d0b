"""What the storage's laws say of records: where to find one, what it looks like changed, all that is in it."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import assert_never

from attrs import evolve, frozen

from espaceclient.domain.account import Account
from espaceclient.domain.decision import Decision, Record
from espaceclient.domain.mail import Mail
from espaceclient.domain.registration import BrowserId, Registration
from espaceclient.domain.reset import Reset
from espaceclient.domain.session import Session
from espaceclient.domain.throttle import Streak, Tally
from espaceclient.ports.errors import Conflict
from espaceclient.ports.outbox import Envelope, Outbox
from espaceclient.ports.storage import (
    AccountAtAddress,
    AccountOfContract,
    AccountOfReset,
    AccountOfSession,
    AnyLookup,
    RegistrationById,
    RegistrationsFor,
    ResetById,
    SessionById,
    Snapshot,
    Storage,
    StreakByKey,
    TallyByKey,
)
from espaceclient.testing.laws.difference import expect_only, same
from espaceclient.testing.laws.law import Made, expect
from espaceclient.testing.strategies.values import EPOCH

NOTHING_SEEN = Snapshot({})


@frozen
class StorageAndOutbox:
    """A storage, and the outbox that its commits queue mails into."""

    storage: Storage
    outbox: Outbox


MakeStorage = Callable[[], Made[StorageAndOutbox]]
"""Gives a new, empty storage each time that it is called."""


def lookup(record: Record) -> AnyLookup:
    """Return the lookup that names a record by what it is known by."""
    match record:
        case Account():
            return AccountAtAddress(record.email.key)
        case Registration():
            return RegistrationById(record.id)
        case Reset():
            return ResetById(record.id)
        case Session():
            return SessionById(record.id)
        case Tally():
            return TallyByKey(record.key)
        case Streak():
            return StreakByKey(record.key)
        case _:
            assert_never(record)


def every_lookup(*records: Record) -> tuple[AnyLookup, ...]:
    """Return all the lookups by name that can find these records."""
    found: list[AnyLookup] = []
    for record in records:
        found.append(lookup(record))
        match record:
            case Account():
                found.append(AccountOfContract(record.contract))
            case Registration():
                found.append(RegistrationsFor(record.email.key, record.subscription.contract))
            case Reset():
                found.append(AccountOfReset(record.id))
            case Session():
                found.append(AccountOfSession(record.id))
            case _:
                pass
    return tuple(found)


def changed(record: Record) -> Record:
    """Return the same record after something has happened to it."""
    match record:
        case Account() | Reset() | Session():
            return evolve(record, credential=record.credential + 1)
        case Registration():
            return evolve(record, browser=BrowserId(f"{record.browser[1:]}x"))
        case Tally():
            return record.one_more()
        case Streak():
            return evolve(record, in_a_row=record.in_a_row + 1)
        case _:
            assert_never(record)


def saving(*records: Record, queue: Iterable[Mail] = (), at: datetime = EPOCH) -> Decision[None]:
    return Decision(None, at, save=records, queue=tuple(queue))


def deleting(*records: Record) -> Decision[None]:
    return Decision(None, EPOCH, delete=records)


def save_new(storage: Storage, *records: Record) -> None:
    storage.commit(saving(*records), NOTHING_SEEN)


def save_seen(storage: Storage, *records: Record) -> None:
    """Save records over what the storage holds of them now."""
    storage.commit(saving(*records), storage.read(*(lookup(record) for record in records)))


def conflicts(storage: Storage, decision: Decision[object], seen: Snapshot) -> bool:
    """Commit; tell whether it was refused."""
    try:
        storage.commit(decision, seen)
    except Conflict:
        return True
    return False


def found_by(storage: Storage, lookup: AnyLookup) -> list[Record]:
    return [stored.record for stored in storage.read(lookup).found[lookup]]


def expect_found(storage: Storage, lookup: AnyLookup, record: Record) -> None:
    """``lookup`` finds ``record`` and nothing else, the same in all that is in it."""
    expect_only(name(lookup), found_by(storage, lookup), record)


def expect_queued(envelopes: Sequence[Envelope], mails: Sequence[Mail]) -> None:
    """Just these mails were leased, each as it was decided, in any order."""
    expect(len(envelopes) == len(mails), f"{len(mails)} were decided and {len(envelopes)} queued")
    for mail in mails:
        found = any(same(envelope.mail, mail) for envelope in envelopes)
        expect(found, f"no {name(mail)} was leased as it had been decided")


def name(record: object) -> str:
    return type(record).__name__


def a(record: Record) -> str:
    article = "an" if isinstance(record, Account) else "a"
    return f"{article} {name(record)}"
