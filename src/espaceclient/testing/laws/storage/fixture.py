"""A storage with its outbox, and what tests do with the two: save, delete, queue, lease, and expect
what is found and what is refused.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import assert_never

from attrs import frozen

from espaceclient.domain.account import Account
from espaceclient.domain.billing_event import AppliedEvent, EndedContract
from espaceclient.domain.decision import Decision, Record
from espaceclient.domain.holding import Holding
from espaceclient.domain.instant import FOREVER
from espaceclient.domain.mail import QueuedMail
from espaceclient.domain.registration import Registration
from espaceclient.domain.reset import Reset
from espaceclient.domain.session import Session
from espaceclient.domain.throttle import FailedAttempts, HourlyCounter
from espaceclient.ports import storage as port
from espaceclient.ports.errors import Conflict
from espaceclient.ports.outbox import LeasedMail, Outbox, OutboxEntry
from espaceclient.ports.storage import AnyLookup, Expired, Snapshot, Storage, Stored
from espaceclient.testing.laws.difference import expect_only
from espaceclient.testing.laws.law import expect
from espaceclient.testing.samples import A_MAIL, BEGINNING, EPOCH, MINUTE, TICK
from espaceclient.testing.strategies.records import OneOfEach

NOTHING_SEEN = Snapshot({})
NOW, LEASE = BEGINNING + TICK, 10 * MINUTE
LATER = NOW + LEASE


def saving(
    *records: Record, queue: Iterable[QueuedMail] = (), at: datetime = EPOCH
) -> Decision[None]:
    return Decision(None, at, save=records, queue=tuple(queue))


def deleting(*records: Record) -> Decision[None]:
    return Decision(None, EPOCH, delete=records)


UNRELATED = saving(HourlyCounter("unrelated", 1, EPOCH), queue=(A_MAIL,))
"""A decision that nobody can have anything against, but for what it has seen."""


def lookup(record: Record) -> AnyLookup:
    """Return the lookup that names a record by what it is known by."""
    match record:
        case Account():
            return port.AccountAtAddress(record.email.key)
        case Holding():
            return port.HoldingById(record.id)
        case Registration():
            return port.RegistrationById(record.id)
        case Reset():
            return port.ResetById(record.id)
        case Session():
            return port.SessionById(record.id)
        case HourlyCounter():
            return port.HourlyCounterByKey(record.key)
        case FailedAttempts():
            return port.FailedAttemptsByKey(record.key)
        case AppliedEvent():
            return port.AppliedEventById(record.id)
        case EndedContract():
            return port.EndedContractByKey(record.key)
        case _:
            assert_never(record)


def every_lookup(*records: Record) -> tuple[AnyLookup, ...]:
    """Return all the lookups by name that can find these records."""
    return tuple(each for record in records for each in (lookup(record), *_other_lookups(record)))


def _other_lookups(record: Record) -> list[AnyLookup]:
    match record:
        case Account():
            return [port.AccountById(record.id)]
        case Holding():
            return [
                port.AccountOfContract(record.contract),
                port.HoldingsOfContract(record.contract),
                port.HoldingsOfAccount(record.account),
            ]
        case Registration():
            key = record.email.key
            waiting = port.RegistrationsFor(key, record.subscription.contract)
            of_contract = port.RegistrationsOfContract(record.contract)
            return [waiting, port.RegistrationsAtAddress(key), of_contract]
        case Reset():
            return [port.AccountOfReset(record.id)]
        case Session():
            return [
                port.AccountOfSession(record.id),
                port.HoldingsOfSession(record.id),
                port.SessionsOfAccount(record.account),
            ]
        case _:
            return []


def answers(records: OneOfEach) -> dict[AnyLookup, Record]:
    """Return every lookup by name, with the one of these records that it finds."""
    return {
        each: _found_by(each, records) or record
        for record in records.all
        for each in every_lookup(record)
    }


def _found_by(asked: AnyLookup, records: OneOfEach) -> Record | None:
    """Return what a lookup finds beside the record that it is asked by."""
    match asked:
        case port.AccountOfContract() | port.AccountOfSession() | port.AccountOfReset():
            return records.account
        case port.HoldingsOfSession():
            return records.holding
        case _:
            return None


@frozen
class StorageAndOutbox:
    """A storage, and the outbox that its commits queue mails into."""

    storage: Storage
    outbox: Outbox

    def save_new(self, *records: Record) -> None:
        self.storage.commit(saving(*records), NOTHING_SEEN)

    def save_again(self, *records: Record) -> None:
        """Save records over what the storage holds of them now."""
        self.storage.commit(saving(*records), self.seen(*records))

    def delete(self, record: Record) -> None:
        self.storage.commit(deleting(record), self.seen(record))

    def seen(self, *records: Record) -> Snapshot:
        """Read what there is now of these records."""
        return self.storage.read(*map(lookup, records))

    def version(self, record: Record) -> int:
        (stored,) = self.seen(record).found[lookup(record)]
        return stored.version

    def found_by(self, asked: AnyLookup) -> list[Record]:
        return [stored.record for stored in self.storage.read(asked).found[asked]]

    def expect_found(self, asked: AnyLookup, record: Record) -> None:
        """``asked`` finds ``record`` and nothing else, the same in all that is in it."""
        expect_only(name(asked), self.found_by(asked), record)

    def expect_all_found(self, *records: Record) -> None:
        for record in records:
            self.expect_found(lookup(record), record)

    def refuses(self, decision: Decision[object], seen: Snapshot = NOTHING_SEEN) -> bool:
        """Commit; tell whether it was refused with ``Conflict``."""
        try:
            self.storage.commit(decision, seen)
        except Conflict:
            return True
        return False

    def expect_refused(self, decision: Decision[object], seen: Snapshot, otherwise: str) -> None:
        """The commit is refused, else ``otherwise``; and it leaves all records and mails as they
        were.
        """
        before = self._everything(decision)
        expect(self.refuses(decision, seen), otherwise)
        after = self._everything(decision)
        for done, things in (("stored", after - before), ("removed", before - after)):
            names = sorted(
                {an(one.record) if isinstance(one, Stored) else "a mail" for one in things}
            )
            expect(not things, f"it was refused and yet {done} {' and '.join(names)}")

    def _everything(self, decision: Decision[object]) -> Counter[Stored[Record] | OutboxEntry]:
        """Count all that can be found: expiring records and their accounts, what the decision is
        about, and mails.
        """
        expired = Expired(FOREVER, 1000)
        expiring = self.storage.read(expired).all(expired)
        asked = {expired, *every_lookup(*expiring, *decision.save, *decision.delete)}
        found = self.storage.read(*asked).found.values()
        return Counter([*(stored for each in found for stored in each), *self.outbox.entries()])

    def queue(self, *mails: QueuedMail, at: datetime = NOW) -> None:
        self.storage.commit(saving(queue=mails, at=at), NOTHING_SEEN)

    def lease_one(self, now: datetime = NOW) -> LeasedMail:
        leased = self.outbox.lease(now, LEASE, 10)
        expect(len(leased) == 1, f"one mail was due and {len(leased)} were leased")
        return leased[0]

    def expect_no_lease(self, now: datetime, otherwise: str) -> None:
        expect(not self.outbox.lease(now, LEASE, 10), otherwise)

    def entries(self, count: int) -> list[OutboxEntry]:
        """List the outbox, which must hold that many mails."""
        shown = list(self.outbox.entries())
        expect(len(shown) == count, f"{len(shown)} mails were listed instead of {count}")
        return shown

    def only_entry(self) -> OutboxEntry:
        return self.entries(1)[0]


def name(record: object) -> str:
    return type(record).__name__


def an(record: Record) -> str:
    article = "an" if name(record)[0] in "AE" else "a"
    return f"{article} {name(record)}"
