"""An outbox in a dict, sharing its lock with the storage that queues into it."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from threading import RLock

from attrs import define

from espaceclient.domain.mail import Mail
from espaceclient.ports.outbox import Envelope, Parked


@define
class _Slot:
    mail: Mail
    queued_at: datetime
    due_at: datetime
    tries: int = 0
    lease: str = ""
    last_error: str | None = None
    dead: bool = False


class MemoryOutbox:
    def __init__(self) -> None:
        self.lock = RLock()
        self._slots: dict[str, _Slot] = {}

    def queue(self, mails: Iterable[Mail], now: datetime) -> None:
        """Take mails in; for the storage, which calls it within its commit."""
        with self.lock:
            for mail in mails:
                self._slots[secrets.token_hex(16)] = _Slot(mail, now, now)

    def lease(self, now: datetime, duration: timedelta, at_most: int) -> Sequence[Envelope]:
        with self.lock:
            due = [mail_id for mail_id, slot in self._slots.items() if not slot.dead and slot.due_at <= now]
            due.sort(key=lambda mail_id: self._slots[mail_id].due_at)
            return [self._lease(mail_id, now + duration) for mail_id in due[:at_most]]

    def _lease(self, mail_id: str, until: datetime) -> Envelope:
        slot = self._slots[mail_id]
        slot.lease, slot.due_at = secrets.token_hex(16), until
        return Envelope(mail_id, slot.mail, slot.queued_at, slot.tries, slot.lease)

    def delivered(self, envelope: Envelope) -> None:
        with self.lock:
            if self._held(envelope):
                del self._slots[envelope.id]

    def put_off(self, envelope: Envelope, until: datetime, error: str) -> None:
        with self.lock:
            if slot := self._held(envelope):
                slot.tries += 1
                slot.due_at, slot.last_error, slot.lease = until, error, ""

    def release(self, envelope: Envelope, until: datetime) -> None:
        with self.lock:
            if slot := self._held(envelope):
                slot.due_at, slot.lease = until, ""

    def bury(self, envelope: Envelope, error: str) -> None:
        with self.lock:
            if slot := self._held(envelope):
                slot.tries += 1
                slot.last_error, slot.dead, slot.lease = error, True, ""

    def parked(self, at_most: int = 1000) -> Sequence[Parked]:
        with self.lock:
            oldest = sorted(self._slots.items(), key=lambda item: item[1].queued_at)[:at_most]
            return [
                Parked(mail_id, slot.mail, slot.queued_at, slot.tries, slot.due_at, slot.last_error, slot.dead)
                for mail_id, slot in oldest
            ]

    def revive(self, mail_id: str, now: datetime) -> bool:
        with self.lock:
            slot = self._slots.get(mail_id)
            if slot is None or not slot.dead:
                return False
            slot.dead, slot.tries, slot.due_at = False, 0, now
            return True

    def _held(self, envelope: Envelope) -> _Slot | None:
        slot = self._slots.get(envelope.id)
        return slot if slot and slot.lease and slot.lease == envelope.lease else None
