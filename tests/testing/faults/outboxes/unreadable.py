"""Outboxes that do not get over a mail that they cannot read."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

from espaceclient.adapters.sqlite import SqliteOutbox
from espaceclient.ports.outbox import Envelope, Parked
from espaceclient.testing.laws.outbox import unreadable
from tests.adapters.makers import spoilable_sqlite_outbox
from tests.testing.faults.fault import Fault


class MeetsTheUnreadable(SqliteOutbox):
    def unreadable(self) -> list[Parked]:
        return [parked for parked in super().parked() if parked.mail is None]

    def waiting(self, now: datetime) -> list[Parked]:
        return [parked for parked in self.unreadable() if not parked.dead and parked.due_at <= now]


class StopsAtTheUnreadable(MeetsTheUnreadable):
    def lease(self, now: datetime, duration: timedelta, at_most: int) -> Sequence[Envelope]:
        if self.waiting(now):
            raise KeyError("survey")
        return super().lease(now, duration, at_most)


class CountsTheUnreadable(MeetsTheUnreadable):
    def lease(self, now: datetime, duration: timedelta, at_most: int) -> Sequence[Envelope]:
        return super().lease(now, duration, max(0, at_most - len(self.waiting(now))))


class NeverSetsTheUnreadableApart(MeetsTheUnreadable):
    def lease(self, now: datetime, duration: timedelta, at_most: int) -> Sequence[Envelope]:
        leased = super().lease(now, duration, at_most)
        for parked in self.unreadable():
            self.revive(parked.id, now)
        return leased


class SetsTheUnreadableApartEarly(MeetsTheUnreadable):
    def lease(self, now: datetime, duration: timedelta, at_most: int) -> Sequence[Envelope]:
        with self._database.writing() as connection:
            connection.executemany(
                "UPDATE outbox SET dead = 1 WHERE id = ?", [(one.id,) for one in self.unreadable()]
            )
        return super().lease(now, duration, at_most)


class ThrowsTheUnreadableAway(MeetsTheUnreadable):
    def lease(self, now: datetime, duration: timedelta, at_most: int) -> Sequence[Envelope]:
        leased = super().lease(now, duration, at_most)
        with self._database.writing() as connection:
            connection.execute("DELETE FROM outbox WHERE dead = 1")
        return leased


class HidesTheUnreadable(SqliteOutbox):
    def parked(self, at_most: int = 1000) -> Sequence[Parked]:
        return [parked for parked in super().parked(at_most) if parked.mail]


class RevivesWhatItCanReadOnly(MeetsTheUnreadable):
    def revive(self, mail_id: str, now: datetime) -> bool:
        return mail_id not in {parked.id for parked in self.unreadable()} and super().revive(mail_id, now)


_FAULTS: dict[str, tuple[Callable[..., None], type[SqliteOutbox]]] = {
    "stops at a mail that it cannot read": (unreadable.an_unreadable_mail_holds_nobody_up, StopsAtTheUnreadable),
    "leases fewer for a mail that it cannot read": (
        unreadable.an_unreadable_mail_holds_nobody_up,
        CountsTheUnreadable,
    ),
    "meets a mail that it cannot read again and again": (
        unreadable.an_unreadable_mail_is_set_apart,
        NeverSetsTheUnreadableApart,
    ),
    "throws away a mail that it cannot read": (unreadable.an_unreadable_mail_is_set_apart, ThrowsTheUnreadableAway),
    "buries a mail that it cannot read before its turn": (
        unreadable.an_unreadable_mail_waits_for_its_turn,
        SetsTheUnreadableApartEarly,
    ),
    "hides a mail that it cannot read": (unreadable.an_unreadable_mail_waits_for_its_turn, HidesTheUnreadable),
    "never revives a mail that it cannot read": (
        unreadable.an_unreadable_mail_is_revived_as_any_other,
        RevivesWhatItCanReadOnly,
    ),
}
UNREADABLE_FAULTS = tuple(
    Fault(mistake, law, partial(spoilable_sqlite_outbox, outbox=kind)) for mistake, (law, kind) in _FAULTS.items()
)
