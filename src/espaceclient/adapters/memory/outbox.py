"""An outbox in a dict, which shares its lock with the storage that queues into it."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from threading import RLock

from attrs import define

from espaceclient.domain.mail import QueuedMail
from espaceclient.ports.outbox import LeasedMail, OutboxEntry, OutboxSummary


@define
class _Slot:
    mail: QueuedMail
    queued_at: datetime
    due_at: datetime
    attempts: int = 0
    refusals: int = 0
    lease: str = ""
    last_error: str | None = None
    dead: bool = False


class MemoryOutbox:
    """The ``Outbox`` port in memory; give it to a ``MemoryStorage``, or take that storage's."""

    def __init__(self) -> None:
        self.lock = RLock()
        self._slots: dict[str, _Slot] = {}

    def queue(self, mails: Iterable[QueuedMail], now: datetime) -> None:
        """Queue mails that are due from ``now``; the storage calls it within its commit."""
        with self.lock:
            for mail in mails:
                self._slots[secrets.token_hex(16)] = _Slot(mail, now, now)

    def lease(self, now: datetime, duration: timedelta, at_most: int) -> Sequence[LeasedMail]:
        with self.lock:
            due = [
                mail_id
                for mail_id, slot in self._slots.items()
                if not slot.dead and slot.due_at <= now
            ]
            due.sort(key=lambda mail_id: self._slots[mail_id].due_at)
            return [self._lease(mail_id, now + duration) for mail_id in due[:at_most]]

    def _lease(self, mail_id: str, until: datetime) -> LeasedMail:
        slot = self._slots[mail_id]
        slot.lease, slot.due_at = secrets.token_hex(16), until
        return LeasedMail(
            mail_id, slot.mail, slot.queued_at, slot.attempts, slot.refusals, slot.lease
        )

    def renew(self, leased_mails: Sequence[LeasedMail], until: datetime) -> Sequence[LeasedMail]:
        with self.lock:
            return [each for each in leased_mails if self._renew(each, until)]

    def _renew(self, leased_mail: LeasedMail, until: datetime) -> bool:
        slot = self._held(leased_mail)
        if slot:
            slot.due_at = until
        return slot is not None

    def delivered(self, leased_mail: LeasedMail) -> None:
        with self.lock:
            if self._held(leased_mail):
                del self._slots[leased_mail.id]

    def defer(
        self, leased_mail: LeasedMail, until: datetime, error: str, *, refused: bool = False
    ) -> None:
        with self.lock:
            if slot := self._held(leased_mail):
                slot.attempts += 1
                slot.refusals += refused
                slot.due_at, slot.last_error, slot.lease = until, error, ""

    def release(self, leased_mail: LeasedMail, until: datetime, error: str | None = None) -> None:
        with self.lock:
            if slot := self._held(leased_mail):
                slot.due_at, slot.lease = until, ""
                slot.last_error = slot.last_error if error is None else error

    def dead_letter(self, leased_mail: LeasedMail, error: str) -> None:
        with self.lock:
            if slot := self._held(leased_mail):
                slot.attempts += 1
                slot.last_error, slot.dead, slot.lease = error, True, ""

    def entries(self, at_most: int = 1000) -> Sequence[OutboxEntry]:
        with self.lock:
            oldest = sorted(self._slots.items(), key=lambda item: item[1].queued_at)[:at_most]
            return [
                OutboxEntry(
                    mail_id,
                    slot.mail,
                    slot.queued_at,
                    slot.attempts,
                    slot.due_at,
                    slot.last_error,
                    slot.dead,
                )
                for mail_id, slot in oldest
            ]

    def summary(self, now: datetime) -> OutboxSummary:
        with self.lock:
            return OutboxSummary.of(self.entries(len(self._slots)), now)

    def retry(self, mail_id: str, now: datetime) -> bool:
        with self.lock:
            slot = self._slots.get(mail_id)
            if slot is None or not slot.dead:
                return False
            slot.dead, slot.attempts, slot.refusals, slot.due_at = False, 0, 0, now
            return True

    def discard(self, mail_id: str) -> bool:
        with self.lock:
            slot = self._slots.get(mail_id)
            if slot is None or not slot.dead:
                return False
            del self._slots[mail_id]
            return True

    def _held(self, leased_mail: LeasedMail) -> _Slot | None:
        slot = self._slots.get(leased_mail.id)
        return slot if slot and slot.lease and slot.lease == leased_mail.lease else None
