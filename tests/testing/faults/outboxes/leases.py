"""Outboxes that lease to the wrong relay, at the wrong time or in the wrong order."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from attrs import evolve

from espaceclient.adapters.memory import MemoryOutbox
from espaceclient.domain.mail import QueuedMail
from espaceclient.ports.outbox import LeasedMail
from espaceclient.testing.laws.outbox import leases
from tests.testing.faults.fault import Fault
from tests.testing.faults.outboxes.fixture import made


class LeasesToEverybody(MemoryOutbox):
    def _lease(self, mail_id: str, until: datetime) -> LeasedMail:
        leased = super()._lease(mail_id, until)
        self._slots[mail_id].due_at = leased.queued_at
        return leased


class LeasesInTwoSteps(MemoryOutbox):
    def lease(self, now: datetime, duration: timedelta, at_most: int) -> Sequence[LeasedMail]:
        due = [
            mail_id
            for mail_id, slot in list(self._slots.items())
            if not slot.dead and slot.due_at <= now
        ]
        due.sort(key=lambda mail_id: self._slots[mail_id].due_at)
        return [self._lease(mail_id, now + duration) for mail_id in due[:at_most]]


class LeasesAgainInTwoSteps(LeasesInTwoSteps):
    def lease(self, now: datetime, duration: timedelta, at_most: int) -> Sequence[LeasedMail]:
        if all(slot.lease for slot in list(self._slots.values())):
            return super().lease(now, duration, at_most)
        with self.lock:
            return super().lease(now, duration, at_most)


class LeasesForTenMinutes(MemoryOutbox):
    def lease(self, now: datetime, duration: timedelta, at_most: int) -> Sequence[LeasedMail]:  # noqa: ARG002 - the mistake
        return super().lease(now, timedelta(minutes=10), at_most)


class NeverReclaims(MemoryOutbox):
    def _lease(self, mail_id: str, until: datetime) -> LeasedMail:
        return super()._lease(mail_id, until + timedelta(days=36500))


class NeverReclaimsWhatFailed(MemoryOutbox):
    def _lease(self, mail_id: str, until: datetime) -> LeasedMail:
        return super()._lease(
            mail_id, until + timedelta(days=36500) * (self._slots[mail_id].attempts > 0)
        )


class CountsACrashAsAnAttempt(MemoryOutbox):
    def _lease(self, mail_id: str, until: datetime) -> LeasedMail:
        leased = super()._lease(mail_id, until)
        self._slots[mail_id].attempts += 1
        return leased


class GivesUpAfterFiveCrashes(MemoryOutbox):
    def __init__(self) -> None:
        super().__init__()
        self._leases: dict[str, int] = {}

    def _lease(self, mail_id: str, until: datetime) -> LeasedMail:
        self._leases[mail_id] = self._leases.get(mail_id, 0) + 1
        self._slots[mail_id].dead = self._leases[mail_id] > 5
        return super()._lease(mail_id, until)


class Sorts(MemoryOutbox):
    """Leases the first in an order of its own."""

    def order(self, slot: Any, /) -> Any:
        raise NotImplementedError

    def lease(self, now: datetime, duration: timedelta, at_most: int) -> Sequence[LeasedMail]:
        with self.lock:
            due = [
                mail_id
                for mail_id, slot in self._slots.items()
                if not slot.dead and slot.due_at <= now
            ]
            due.sort(key=lambda mail_id: self.order(self._slots[mail_id]))
            return [self._lease(mail_id, now + duration) for mail_id in due[:at_most]]


class NewestFirst(Sorts):
    def order(self, slot: Any, /) -> Any:
        return -slot.due_at.timestamp()


class OldestFirst(Sorts):
    def order(self, slot: Any, /) -> Any:
        return slot.queued_at


class LooksAtTheFirstTenOnly(MemoryOutbox):
    def lease(self, now: datetime, duration: timedelta, at_most: int) -> Sequence[LeasedMail]:
        with self.lock:
            first = list(self._slots.items())[: max(at_most, 10)]
            due = [mail_id for mail_id, slot in first if not slot.dead and slot.due_at <= now]
            due.sort(key=lambda mail_id: self._slots[mail_id].due_at)
            return [self._lease(mail_id, now + duration) for mail_id in due[:at_most]]


class TakesAll(MemoryOutbox):
    def lease(self, now: datetime, duration: timedelta, at_most: int) -> Sequence[LeasedMail]:
        return super().lease(now, duration, at_most + 1000)


class MovesTheTimeItWasQueued(MemoryOutbox):
    def _lease(self, mail_id: str, until: datetime) -> LeasedMail:
        return evolve(super()._lease(mail_id, until), queued_at=until)


class TakesEqualMailsForOne(MemoryOutbox):
    def queue(self, mails: Iterable[QueuedMail], now: datetime) -> None:
        with self.lock:
            waiting = {slot.mail for slot in self._slots.values()}
            super().queue((mail for mail in mails if mail not in waiting), now)


class SendsBeforeItsTime(MemoryOutbox):
    def lease(self, now: datetime, duration: timedelta, at_most: int) -> Sequence[LeasedMail]:
        return super().lease(now + timedelta(minutes=1), duration, at_most)


class NeverRenews(MemoryOutbox):
    def renew(self, leased_mails: Sequence[LeasedMail], until: datetime) -> Sequence[LeasedMail]:  # noqa: ARG002 - the mistake
        return list(leased_mails)


class RenewsUnderAnotherLease(MemoryOutbox):
    def renew(self, leased_mails: Sequence[LeasedMail], until: datetime) -> Sequence[LeasedMail]:
        renewed = super().renew(leased_mails, until)
        for each in renewed:
            self._slots[each.id].lease += "again"
        return renewed


class RenewsAllThatIsLeased(MemoryOutbox):
    def renew(self, leased_mails: Sequence[LeasedMail], until: datetime) -> Sequence[LeasedMail]:
        for slot in self._slots.values():
            slot.due_at = until if slot.lease else slot.due_at
        return super().renew(leased_mails, until)


_FAULTS: dict[str, tuple[Callable[..., None], type[MemoryOutbox]]] = {
    "leases a mail to everybody": (leases.a_leased_mail_is_nobody_elses, LeasesToEverybody),
    "has a time-out of its own": (leases.a_leased_mail_is_nobody_elses, LeasesForTenMinutes),
    "leases in two steps": (leases.concurrent_relays_never_share_a_mail, LeasesInTwoSteps),
    "leases in two steps what fell silent": (
        leases.concurrent_relays_never_share_a_mail,
        LeasesAgainInTwoSteps,
    ),
    "never reclaims a mail that failed before": (
        leases.a_crashed_relay_loses_no_mail,
        NeverReclaimsWhatFailed,
    ),
    "never reclaims the lease of a crashed relay": (
        leases.a_crashed_relay_loses_no_mail,
        NeverReclaims,
    ),
    "counts a crash as a failed attempt": (
        leases.a_crashed_relay_loses_no_mail,
        CountsACrashAsAnAttempt,
    ),
    "gives a mail up after five crashes": (
        leases.a_crashed_relay_loses_no_mail,
        GivesUpAfterFiveCrashes,
    ),
    "does not renew a lease": (leases.a_renewed_lease_lasts, NeverRenews),
    "renews a lease under another name": (
        leases.a_renewed_lease_lasts,
        RenewsUnderAnotherLease,
    ),
    "renews all that is leased for one": (
        leases.a_renewal_concerns_its_mails_alone,
        RenewsAllThatIsLeased,
    ),
    "lets the newest mail go first": (leases.those_due_longest_come_first, NewestFirst),
    "leases more than was asked for": (leases.those_due_longest_come_first, TakesAll),
    "retries old mails before all others": (
        leases.a_mail_that_comes_back_takes_its_turn,
        OldestFirst,
    ),
    "looks for what is due among the first ten": (
        leases.what_is_not_due_holds_nobody_up,
        LooksAtTheFirstTenOnly,
    ),
    "forgets when it was queued": (
        leases.a_queued_mail_is_leased_as_it_was_queued,
        MovesTheTimeItWasQueued,
    ),
    "takes equal mails for one": (
        leases.a_queued_mail_is_leased_as_it_was_queued,
        TakesEqualMailsForOne,
    ),
    "sends a mail before its time": (
        leases.nothing_is_leased_before_it_is_queued,
        SendsBeforeItsTime,
    ),
}
LEASE_FAULTS = tuple(Fault(mistake, law, made(kind)) for mistake, (law, kind) in _FAULTS.items())
