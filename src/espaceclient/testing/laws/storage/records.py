"""What the storage's laws do: save, delete, look up, and expect what is found and what is
refused.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import assert_never

from attrs import frozen

from espaceclient.domain.account import Account
from espaceclient.domain.decision import Decision, Record
from espaceclient.domain.instant import FOREVER
from espaceclient.domain.mail import ActivationMail, Mail
from espaceclient.domain.registration import Registration, RegistrationId
from espaceclient.domain.reset import Reset
from espaceclient.domain.session import Session
from espaceclient.domain.throttle import FailedAttempts, HourlyCounter
from espaceclient.ports.errors import Conflict
from espaceclient.ports.outbox import LeasedMail, Outbox, OutboxEntry
from espaceclient.ports.storage import (
    AccountAtAddress,
    AccountOfContract,
    AccountOfReset,
    AccountOfSession,
    AnyLookup,
    Expired,
    FailedAttemptsByKey,
    HourlyCounterByKey,
    RegistrationById,
    RegistrationsFor,
    ResetById,
    SessionById,
    Snapshot,
    Storage,
    Stored,
)
from espaceclient.testing.laws.difference import expect_only, same
from espaceclient.testing.laws.law import Fixture, expect
from espaceclient.testing.strategies.records import OneOfEach
from espaceclient.testing.strategies.values import EPOCH, email_address

NOTHING_SEEN = Snapshot({})


@frozen
class StorageAndOutbox:
    """A storage, and the outbox that its commits queue mails into."""

    storage: Storage
    outbox: Outbox


MakeStorage = Callable[[], Fixture[StorageAndOutbox]]
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
        case HourlyCounter():
            return HourlyCounterByKey(record.key)
        case FailedAttempts():
            return FailedAttemptsByKey(record.key)
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


def answers(records: OneOfEach) -> dict[AnyLookup, Record]:
    """Return every lookup by name, with the one of these records that it finds."""
    return {
        each: records.account if isinstance(each, AccountOfSession | AccountOfReset) else record
        for record in records.all
        for each in every_lookup(record)
    }


def saving(*records: Record, queue: Iterable[Mail] = (), at: datetime = EPOCH) -> Decision[None]:
    return Decision(None, at, save=records, queue=tuple(queue))


def deleting(*records: Record) -> Decision[None]:
    return Decision(None, EPOCH, delete=records)


A_MAIL = ActivationMail(
    email_address("rival@exemple.fr"), RegistrationId("rival"), timedelta(hours=48)
)
UNRELATED = saving(HourlyCounter("unrelated", 1, EPOCH), queue=(A_MAIL,))
"""A decision that nobody can have anything against, but for what it has seen."""


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


def expect_refused(
    made: StorageAndOutbox, decision: Decision[object], seen: Snapshot, otherwise: str
) -> None:
    """The commit is refused, else ``otherwise``; and it leaves all records and mails as they
    were.
    """
    before = _all_there(made, decision)
    expect(conflicts(made.storage, decision, seen), otherwise)
    after = _all_there(made, decision)
    for done, things in (("stored", after - before), ("removed", before - after)):
        names = sorted(
            {an(thing.record) if isinstance(thing, Stored) else "a mail" for thing in things}
        )
        expect(not things, f"it was refused and yet {done} {' and '.join(names)}")


def _all_there(
    made: StorageAndOutbox, decision: Decision[object]
) -> Counter[Stored[Record] | OutboxEntry]:
    """Count all that can be found: perishable records, their accounts, what the decision is about,
    and mails.
    """
    everything = Expired(FOREVER, 1000)
    perishable = made.storage.read(everything).all(everything)
    asked = {everything, *every_lookup(*perishable, *decision.save, *decision.delete)}
    seen = made.storage.read(*asked)
    return Counter(
        [*(stored for found in seen.found.values() for stored in found), *made.outbox.entries()]
    )


def found_by(storage: Storage, asked: AnyLookup) -> list[Record]:
    return [stored.record for stored in storage.read(asked).found[asked]]


def expect_found(storage: Storage, asked: AnyLookup, record: Record) -> None:
    """``asked`` finds ``record`` and nothing else, the same in all that is in it."""
    expect_only(name(asked), found_by(storage, asked), record)


def expect_queued(leased_mails: Sequence[LeasedMail], mails: Sequence[Mail]) -> None:
    """Just these mails were leased, each as it was decided, in any order."""
    expect(
        len(leased_mails) == len(mails), f"{len(mails)} were decided and {len(leased_mails)} queued"
    )
    for mail in mails:
        found = any(same(leased_mail.mail, mail) for leased_mail in leased_mails)
        expect(found, f"no {name(mail)} was leased as it had been decided")


def name(record: object) -> str:
    return type(record).__name__


def an(record: Record) -> str:
    article = "an" if isinstance(record, Account) else "a"
    return f"{article} {name(record)}"
