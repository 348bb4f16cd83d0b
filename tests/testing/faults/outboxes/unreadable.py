"""Outboxes that do not get over a mail that they cannot read."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

from espaceclient.adapters.sqlite import SqliteOutbox
from espaceclient.ports.outbox import LeasedMail, OutboxEntry
from espaceclient.testing.laws.outbox import unreadable
from tests.adapters.makers import spoilable_sqlite_outbox
from tests.testing.faults.fault import Fault


class MeetsTheUnreadable(SqliteOutbox):
    def unreadable(self) -> list[OutboxEntry]:
        return [entry for entry in super().entries() if entry.mail is None]

    def waiting(self, now: datetime) -> list[OutboxEntry]:
        return [entry for entry in self.unreadable() if not entry.dead and entry.due_at <= now]


class StopsAtTheUnreadable(MeetsTheUnreadable):
    def lease(self, now: datetime, duration: timedelta, at_most: int) -> Sequence[LeasedMail]:
        if self.waiting(now):
            raise KeyError("survey")
        return super().lease(now, duration, at_most)


class CountsTheUnreadable(MeetsTheUnreadable):
    def lease(self, now: datetime, duration: timedelta, at_most: int) -> Sequence[LeasedMail]:
        return super().lease(now, duration, max(0, at_most - len(self.waiting(now))))


class NeverSetsTheUnreadableApart(MeetsTheUnreadable):
    def lease(self, now: datetime, duration: timedelta, at_most: int) -> Sequence[LeasedMail]:
        leased = super().lease(now, duration, at_most)
        for entry in self.unreadable():
            self.retry(entry.id, now)
        return leased


class SetsTheUnreadableApartEarly(MeetsTheUnreadable):
    def lease(self, now: datetime, duration: timedelta, at_most: int) -> Sequence[LeasedMail]:
        with self._database.writing() as connection:
            connection.executemany(
                "UPDATE outbox SET dead = 1 WHERE id = ?", [(one.id,) for one in self.unreadable()]
            )
        return super().lease(now, duration, at_most)


class ThrowsTheUnreadableAway(MeetsTheUnreadable):
    def lease(self, now: datetime, duration: timedelta, at_most: int) -> Sequence[LeasedMail]:
        leased = super().lease(now, duration, at_most)
        with self._database.writing() as connection:
            connection.execute("DELETE FROM outbox WHERE dead = 1")
        return leased


class HidesTheUnreadable(SqliteOutbox):
    def entries(self, at_most: int = 1000) -> Sequence[OutboxEntry]:
        return [entry for entry in super().entries(at_most) if entry.mail]


class RetriesWhatItCanReadOnly(MeetsTheUnreadable):
    def retry(self, mail_id: str, now: datetime) -> bool:
        return mail_id not in {entry.id for entry in self.unreadable()} and super().retry(
            mail_id, now
        )


_FAULTS: dict[str, tuple[Callable[..., None], type[SqliteOutbox]]] = {
    "stops at a mail that it cannot read": (
        unreadable.an_unreadable_mail_holds_nobody_up,
        StopsAtTheUnreadable,
    ),
    "leases fewer for a mail that it cannot read": (
        unreadable.an_unreadable_mail_holds_nobody_up,
        CountsTheUnreadable,
    ),
    "meets a mail that it cannot read again and again": (
        unreadable.an_unreadable_mail_is_dead_lettered,
        NeverSetsTheUnreadableApart,
    ),
    "throws away a mail that it cannot read": (
        unreadable.an_unreadable_mail_is_dead_lettered,
        ThrowsTheUnreadableAway,
    ),
    "dead-letters a mail that it cannot read before its turn": (
        unreadable.an_unreadable_mail_waits_for_its_turn,
        SetsTheUnreadableApartEarly,
    ),
    "hides a mail that it cannot read": (
        unreadable.an_unreadable_mail_waits_for_its_turn,
        HidesTheUnreadable,
    ),
    "never retries a mail that it cannot read": (
        unreadable.an_unreadable_mail_is_retried_like_any_other,
        RetriesWhatItCanReadOnly,
    ),
}
UNREADABLE_FAULTS = tuple(
    Fault(mistake, law, partial(spoilable_sqlite_outbox, outbox=kind))
    for mistake, (law, kind) in _FAULTS.items()
)
