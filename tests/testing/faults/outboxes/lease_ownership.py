"""Outboxes that listen to the wrong lease owner, or take what is reported of one mail for all."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from secrets import token_hex

from attrs import evolve

from espaceclient.adapters.memory import MemoryOutbox
from espaceclient.ports.outbox import LeasedMail
from espaceclient.testing.laws.outbox import lease_ownership
from tests.testing.faults.fault import Fault
from tests.testing.faults.outboxes.fixture import made


class BelievesALateLeaseOwner(MemoryOutbox):
    def delivered(self, leased_mail: LeasedMail) -> None:
        self._slots.pop(leased_mail.id, None)


class KeepsWhatWasDelivered(MemoryOutbox):
    def delivered(self, leased_mail: LeasedMail) -> None:
        """Told, and not minded."""


class SharesALease(MemoryOutbox):
    """One lease for all that a call takes. Not wrong yet: wrong is ``UPDATE … WHERE lease = ?``."""

    def lease(self, now: datetime, duration: timedelta, at_most: int) -> Sequence[LeasedMail]:
        with self.lock:
            lease = token_hex(16)
            leased = [
                evolve(leased_mail, lease=lease)
                for leased_mail in super().lease(now, duration, at_most)
            ]
            for leased_mail in leased:
                self._slots[leased_mail.id].lease = lease
            return leased

    def batch(self, leased_mail: LeasedMail) -> list[LeasedMail]:
        held = [mail_id for mail_id, slot in self._slots.items() if slot.lease == leased_mail.lease]
        return [evolve(leased_mail, id=mail_id) for mail_id in held]


class DeliversTheWholeBatch(SharesALease):
    def delivered(self, leased_mail: LeasedMail) -> None:
        for each in self.batch(leased_mail):
            super().delivered(each)


class DefersTheWholeBatch(SharesALease):
    def defer(self, leased_mail: LeasedMail, until: datetime, error: str, **refused: bool) -> None:
        for each in self.batch(leased_mail):
            super().defer(each, until, error, **refused)


class ReleasesTheWholeBatch(SharesALease):
    def release(self, leased_mail: LeasedMail, until: datetime, error: str | None = None) -> None:
        for each in self.batch(leased_mail):
            super().release(each, until, error)


class DeadLettersTheWholeBatch(SharesALease):
    def dead_letter(self, leased_mail: LeasedMail, error: str) -> None:
        for each in self.batch(leased_mail):
            super().dead_letter(each, error)


class ListensTwice(MemoryOutbox):
    def dead_letter(self, leased_mail: LeasedMail, error: str) -> None:
        slot = self._slots.get(leased_mail.id)
        if slot:
            slot.dead = True
        super().dead_letter(leased_mail, error)


class ListensAfterARelease(MemoryOutbox):
    def release(self, leased_mail: LeasedMail, until: datetime, error: str | None = None) -> None:
        super().release(leased_mail, until, error)
        if leased_mail.id in self._slots:
            self._slots[leased_mail.id].lease = leased_mail.lease


class ListensAfterADeadLetter(MemoryOutbox):
    def dead_letter(self, leased_mail: LeasedMail, error: str) -> None:
        super().dead_letter(leased_mail, error)
        if leased_mail.id in self._slots:
            self._slots[leased_mail.id].lease = leased_mail.lease


class RenewsForALateLeaseOwner(MemoryOutbox):
    def renew(self, leased_mails: Sequence[LeasedMail], until: datetime) -> Sequence[LeasedMail]:
        for each in leased_mails:
            if each.id in self._slots:
                self._slots[each.id].due_at = until
        return leased_mails


class RenewsWhatWasReturned(MemoryOutbox):
    def renew(self, leased_mails: Sequence[LeasedMail], until: datetime) -> Sequence[LeasedMail]:
        free = [each for each in leased_mails if each.id in self._slots]
        for each in free:
            slot = self._slots[each.id]
            slot.lease, slot.due_at = slot.lease or each.lease, until
        return super().renew(free, until)


_FAULTS: dict[str, tuple[Callable[..., None], type[MemoryOutbox]]] = {
    "believes a lease owner whose lease has expired": (
        lease_ownership.a_late_lease_owner_is_ignored,
        BelievesALateLeaseOwner,
    ),
    "keeps what was delivered": (
        lease_ownership.a_delivered_mail_is_gone,
        KeepsWhatWasDelivered,
    ),
    "forgets all of a lease with one": (
        lease_ownership.a_report_changes_no_other_mail,
        DeliversTheWholeBatch,
    ),
    "defers all of a lease with one": (
        lease_ownership.a_report_changes_no_other_mail,
        DefersTheWholeBatch,
    ),
    "releases all of a lease with one": (
        lease_ownership.a_report_changes_no_other_mail,
        ReleasesTheWholeBatch,
    ),
    "dead-letters all of a lease with one": (
        lease_ownership.a_report_changes_no_other_mail,
        DeadLettersTheWholeBatch,
    ),
    "renews a lease that another relay has taken": (
        lease_ownership.a_lost_lease_is_not_renewed,
        RenewsForALateLeaseOwner,
    ),
    "renews a lease that was ended": (
        lease_ownership.a_lease_that_was_ended_is_not_renewed,
        RenewsWhatWasReturned,
    ),
    "listens to a lease owner that has deferred": (
        lease_ownership.a_lease_owner_reports_once,
        ListensTwice,
    ),
    "listens to a lease owner that has released": (
        lease_ownership.a_lease_owner_reports_once,
        ListensAfterARelease,
    ),
    "listens to a lease owner that has dead-lettered": (
        lease_ownership.a_lease_owner_reports_once,
        ListensAfterADeadLetter,
    ),
}
LEASE_OWNERSHIP_FAULTS = tuple(
    Fault(mistake, law, made(kind)) for mistake, (law, kind) in _FAULTS.items()
)
