"""Outboxes that are wrong about their dead, or about what they show."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from attrs import evolve

from espaceclient.adapters.memory import MemoryOutbox
from espaceclient.ports.outbox import Envelope, Parked
from espaceclient.testing.laws.outbox import dead
from tests.testing.faults.fault import Fault
from tests.testing.faults.outboxes.made import made


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


class BuriesWithoutCounting(MemoryOutbox):
    def bury(self, envelope: Envelope, error: str) -> None:
        super().bury(envelope, error)
        if envelope.id in self._slots:
            self._slots[envelope.id].tries = envelope.tries


class RevivesWithOldTries(MemoryOutbox):
    def revive(self, mail_id: str, now: datetime) -> bool:
        tries = self._slots[mail_id].tries if mail_id in self._slots else 0
        revived = super().revive(mail_id, now)
        if revived:
            self._slots[mail_id].tries = tries
        return revived


class RevivesAllAtOnce(MemoryOutbox):
    def revive(self, mail_id: str, now: datetime) -> bool:
        revived = super().revive(mail_id, now)
        for other in list(self._slots) if revived else ():
            super().revive(other, now)
        return revived


class ShowsNumbersForIds(MemoryOutbox):
    def parked(self, at_most: int = 1000) -> Sequence[Parked]:
        return [evolve(parked, id=str(number)) for number, parked in enumerate(super().parked(at_most))]


class RevivesTheLeased(MemoryOutbox):
    def revive(self, mail_id: str, now: datetime) -> bool:
        if mail_id in self._slots:
            self._slots[mail_id].dead |= bool(self._slots[mail_id].lease)
        return super().revive(mail_id, now)


class RevivesWhatWaits(MemoryOutbox):
    def revive(self, mail_id: str, now: datetime) -> bool:
        if mail_id in self._slots:
            self._slots[mail_id].dead |= not self._slots[mail_id].lease
        return super().revive(mail_id, now)


class HidesTheDead(MemoryOutbox):
    def parked(self, at_most: int = 1000) -> Sequence[Parked]:
        return [parked for parked in super().parked(at_most) if not parked.dead]


class HidesTheLeased(MemoryOutbox):
    def parked(self, at_most: int = 1000) -> Sequence[Parked]:
        return [parked for parked in super().parked(at_most) if not self._slots[parked.id].lease]


class CutsBeforeItSorts(MemoryOutbox):
    def parked(self, at_most: int = 1000) -> Sequence[Parked]:
        first = list(self._slots)[: max(at_most, 10)]
        return [parked for parked in super().parked() if parked.id in first][:at_most]


_FAULTS: dict[str, tuple[Callable[..., None], type[MemoryOutbox]]] = {
    "lets a dead letter block the queue": (dead.a_dead_mail_blocks_nobody, IsBlockedByTheDead),
    "throws dead letters away": (dead.a_dead_mail_blocks_nobody, LosesTheDead),
    "tries dead letters again by itself": (dead.a_dead_mail_blocks_nobody, LeasesTheDead),
    "a count that lies: the last try of a dead letter": (dead.a_dead_mail_blocks_nobody, BuriesWithoutCounting),
    "revives a mail with its old tries": (dead.a_revived_mail_starts_anew, RevivesWithOldTries),
    "revives all the dead for one": (dead.a_revived_mail_starts_anew, RevivesAllAtOnce),
    "shows ids that cannot be revived": (dead.a_revived_mail_starts_anew, ShowsNumbersForIds),
    "revives a mail that is being sent": (dead.only_the_dead_are_revived, RevivesTheLeased),
    "revives a mail that waits": (dead.only_the_dead_are_revived, RevivesWhatWaits),
    "hides dead letters from who lists them": (dead.parked_shows_all_that_is_there, HidesTheDead),
    "hides what is being sent": (dead.parked_shows_all_that_is_there, HidesTheLeased),
    "takes the first that come for the oldest": (dead.parked_shows_all_that_is_there, CutsBeforeItSorts),
}
DYING_FAULTS = tuple(Fault(mistake, law, made(kind)) for mistake, (law, kind) in _FAULTS.items())
