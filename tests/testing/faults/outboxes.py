"""Outboxes that get one thing wrong."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from attrs import evolve

from espaceclient.adapters.memory import MemoryOutbox, MemoryStorage
from espaceclient.ports.outbox import Envelope, Parked
from espaceclient.testing.laws import StorageAndOutbox
from espaceclient.testing.laws.outbox import dead, holders, leases
from tests.testing.faults.fault import Fault


def made(kind: type[MemoryOutbox]) -> Callable[[], StorageAndOutbox]:
    def make() -> StorageAndOutbox:
        faulty = kind()
        return StorageAndOutbox(MemoryStorage(faulty), faulty)

    return make


class LeasesToEverybody(MemoryOutbox):
    def _lease(self, mail_id: str, until: datetime) -> Envelope:
        leased = super()._lease(mail_id, until)
        self._slots[mail_id].due_at = leased.queued_at
        return leased


class LeasesInTwoSteps(MemoryOutbox):
    def lease(self, now: datetime, duration: timedelta, at_most: int) -> Sequence[Envelope]:
        due = [mail_id for mail_id, slot in list(self._slots.items()) if not slot.dead and slot.due_at <= now]
        due.sort(key=lambda mail_id: self._slots[mail_id].due_at)
        return [self._lease(mail_id, now + duration) for mail_id in due[:at_most]]


class NeverReclaims(MemoryOutbox):
    def _lease(self, mail_id: str, until: datetime) -> Envelope:
        return super()._lease(mail_id, until + timedelta(days=36500))


class CountsACrashAsATry(MemoryOutbox):
    def _lease(self, mail_id: str, until: datetime) -> Envelope:
        leased = super()._lease(mail_id, until)
        self._slots[mail_id].tries += 1
        return leased


class BelievesALateHolder(MemoryOutbox):
    def delivered(self, envelope: Envelope) -> None:
        self._slots.pop(envelope.id, None)


class KeepsWhatWasDelivered(MemoryOutbox):
    def delivered(self, envelope: Envelope) -> None:
        """Told, and not minded."""


class RetriesAtOnce(MemoryOutbox):
    def put_off(self, envelope: Envelope, until: datetime, error: str) -> None:  # noqa: ARG002 - the mistake
        super().put_off(envelope, envelope.queued_at, error)


class CountsNoTries(MemoryOutbox):
    def put_off(self, envelope: Envelope, until: datetime, error: str) -> None:  # noqa: ARG002 - the mistake
        super().release(envelope, until)


class CountsWhatIsGivenBack(MemoryOutbox):
    def release(self, envelope: Envelope, until: datetime) -> None:
        super().put_off(envelope, until, "given back")


class ListensTwice(MemoryOutbox):
    def bury(self, envelope: Envelope, error: str) -> None:
        slot = self._slots.get(envelope.id)
        if slot:
            slot.dead = True
        super().bury(envelope, error)


class IsBlockedByTheDead(MemoryOutbox):
    def lease(self, now: datetime, duration: timedelta, at_most: int) -> Sequence[Envelope]:
        oldest = self.parked(1)
        return [] if oldest and oldest[0].dead else super().lease(now, duration, at_most)


class LosesTheDead(MemoryOutbox):
    def bury(self, envelope: Envelope, error: str) -> None:  # noqa: ARG002 - the mistake
        super().delivered(envelope)


class LeasesTheDead(MemoryOutbox):
    def bury(self, envelope: Envelope, error: str) -> None:
        super().put_off(envelope, envelope.queued_at + timedelta(days=30), error)


class RevivesWithOldTries(MemoryOutbox):
    def revive(self, mail_id: str, now: datetime) -> bool:
        tries = self._slots[mail_id].tries if mail_id in self._slots else 0
        revived = super().revive(mail_id, now)
        if revived:
            self._slots[mail_id].tries = tries
        return revived


class RevivesTheLiving(MemoryOutbox):
    def revive(self, mail_id: str, now: datetime) -> bool:
        if mail_id in self._slots:
            self._slots[mail_id].dead = True
        return super().revive(mail_id, now)


class NewestFirst(MemoryOutbox):
    def lease(self, now: datetime, duration: timedelta, at_most: int) -> Sequence[Envelope]:
        with self.lock:
            due = [mail_id for mail_id, slot in self._slots.items() if not slot.dead and slot.due_at <= now]
            due.sort(key=lambda mail_id: self._slots[mail_id].due_at, reverse=True)
            return [self._lease(mail_id, now + duration) for mail_id in due[:at_most]]


class TakesAll(MemoryOutbox):
    def lease(self, now: datetime, duration: timedelta, at_most: int) -> Sequence[Envelope]:
        return super().lease(now, duration, at_most + 1000)


class HidesTheDead(MemoryOutbox):
    def parked(self, at_most: int = 1000) -> Sequence[Parked]:
        return [parked for parked in super().parked(at_most) if not parked.dead]


class HidesTheLeased(MemoryOutbox):
    def parked(self, at_most: int = 1000) -> Sequence[Parked]:
        return [parked for parked in super().parked(at_most) if not self._slots[parked.id].lease]


class MovesTheTimeItWasQueued(MemoryOutbox):
    def _lease(self, mail_id: str, until: datetime) -> Envelope:
        return evolve(super()._lease(mail_id, until), queued_at=until)


class SendsBeforeItsTime(MemoryOutbox):
    def lease(self, now: datetime, duration: timedelta, at_most: int) -> Sequence[Envelope]:
        return super().lease(now + timedelta(minutes=1), duration, at_most)


OUTBOX_FAULTS = (
    Fault("leases a mail to everybody", leases.a_leased_mail_is_nobody_elses, made(LeasesToEverybody)),
    Fault("leases in two steps", leases.rival_relays_never_share_a_mail, made(LeasesInTwoSteps)),
    Fault("never reclaims the lease of a crashed holder", leases.a_crashed_holder_loses_no_mail, made(NeverReclaims)),
    Fault("counts a crash as a failed try", leases.a_crashed_holder_loses_no_mail, made(CountsACrashAsATry)),
    Fault("believes a holder whose lease has run out", holders.a_late_holder_is_ignored, made(BelievesALateHolder)),
    Fault("keeps what was delivered", holders.a_delivered_mail_is_forgotten, made(KeepsWhatWasDelivered)),
    Fault("tries again at once", holders.a_mail_put_off_waits_and_counts, made(RetriesAtOnce)),
    Fault("counts no tries", holders.a_mail_put_off_waits_and_counts, made(CountsNoTries)),
    Fault("counts a mail given back as tried", holders.a_released_mail_counts_no_try, made(CountsWhatIsGivenBack)),
    Fault("listens to a holder that has given back", holders.a_holder_speaks_once, made(ListensTwice)),
    Fault("lets a dead letter block the queue", dead.a_dead_mail_blocks_nobody, made(IsBlockedByTheDead)),
    Fault("throws dead letters away", dead.a_dead_mail_blocks_nobody, made(LosesTheDead)),
    Fault("tries dead letters again by itself", dead.a_dead_mail_blocks_nobody, made(LeasesTheDead)),
    Fault("revives a mail with its old tries", dead.a_revived_mail_starts_anew, made(RevivesWithOldTries)),
    Fault("revives a mail that is being sent", dead.only_the_dead_are_revived, made(RevivesTheLiving)),
    Fault("lets the newest mail go first", leases.those_due_longest_come_first, made(NewestFirst)),
    Fault("leases more than was asked for", leases.those_due_longest_come_first, made(TakesAll)),
    Fault("hides dead letters from who lists them", dead.parked_shows_all_that_is_there, made(HidesTheDead)),
    Fault("hides what is being sent", dead.parked_shows_all_that_is_there, made(HidesTheLeased)),
    Fault(
        "forgets when it was queued",
        leases.a_queued_mail_is_leased_as_it_was_queued,
        made(MovesTheTimeItWasQueued),
    ),
    Fault("sends a mail before its time", leases.nothing_is_leased_before_it_is_queued, made(SendsBeforeItsTime)),
)
