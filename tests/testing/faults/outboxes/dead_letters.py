"""Outboxes that are wrong about their dead, or about what they show."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from attrs import evolve

from espaceclient.adapters.memory import MemoryOutbox
from espaceclient.ports.outbox import LeasedMail, OutboxEntry
from espaceclient.testing.laws.outbox import attempts
from tests.testing.faults.fault import Fault
from tests.testing.faults.outboxes.fixture import made


class IsBlockedByTheDead(MemoryOutbox):
    def lease(self, now: datetime, duration: timedelta, at_most: int) -> Sequence[LeasedMail]:
        oldest = self.entries(1)
        return [] if oldest and oldest[0].dead else super().lease(now, duration, at_most)


class LosesTheDead(MemoryOutbox):
    def dead_letter(self, leased_mail: LeasedMail, error: str) -> None:  # noqa: ARG002 - the mistake
        super().delivered(leased_mail)


class LeasesTheDead(MemoryOutbox):
    def dead_letter(self, leased_mail: LeasedMail, error: str) -> None:
        super().defer(leased_mail, leased_mail.queued_at + timedelta(days=30), error)


class DeadLettersWithoutCounting(MemoryOutbox):
    def dead_letter(self, leased_mail: LeasedMail, error: str) -> None:
        super().dead_letter(leased_mail, error)
        if leased_mail.id in self._slots:
            self._slots[leased_mail.id].attempts = leased_mail.attempts


class RetriesWithOldAttempts(MemoryOutbox):
    def retry(self, mail_id: str, now: datetime) -> bool:
        attempts = self._slots[mail_id].attempts if mail_id in self._slots else 0
        retried = super().retry(mail_id, now)
        if retried:
            self._slots[mail_id].attempts = attempts
        return retried


class RetriesAllAtOnce(MemoryOutbox):
    def retry(self, mail_id: str, now: datetime) -> bool:
        retried = super().retry(mail_id, now)
        for other in list(self._slots) if retried else ():
            super().retry(other, now)
        return retried


class ShowsNumbersForIds(MemoryOutbox):
    def entries(self, at_most: int = 1000) -> Sequence[OutboxEntry]:
        return [
            evolve(entry, id=str(number)) for number, entry in enumerate(super().entries(at_most))
        ]


class RetriesTheLeased(MemoryOutbox):
    def retry(self, mail_id: str, now: datetime) -> bool:
        if mail_id in self._slots:
            self._slots[mail_id].dead |= bool(self._slots[mail_id].lease)
        return super().retry(mail_id, now)


class RetriesWhatWaits(MemoryOutbox):
    def retry(self, mail_id: str, now: datetime) -> bool:
        if mail_id in self._slots:
            self._slots[mail_id].dead |= not self._slots[mail_id].lease
        return super().retry(mail_id, now)


class DiscardsWhatWaits(MemoryOutbox):
    def discard(self, mail_id: str) -> bool:
        return self._slots.pop(mail_id, None) is not None


class DiscardsAllTheDead(MemoryOutbox):
    def discard(self, mail_id: str) -> bool:
        discarded = super().discard(mail_id)
        for other in list(self._slots) if discarded else ():
            super().discard(other)
        return discarded


class KeepsWhatWasDiscarded(MemoryOutbox):
    def discard(self, mail_id: str) -> bool:
        return mail_id in self._slots and self._slots[mail_id].dead


class HidesTheDead(MemoryOutbox):
    def entries(self, at_most: int = 1000) -> Sequence[OutboxEntry]:
        return [entry for entry in super().entries(at_most) if not entry.dead]


class HidesTheLeased(MemoryOutbox):
    def entries(self, at_most: int = 1000) -> Sequence[OutboxEntry]:
        return [entry for entry in super().entries(at_most) if not self._slots[entry.id].lease]


class CutsBeforeItSorts(MemoryOutbox):
    def entries(self, at_most: int = 1000) -> Sequence[OutboxEntry]:
        first = list(self._slots)[: max(at_most, 10)]
        return [entry for entry in super().entries() if entry.id in first][:at_most]


_FAULTS: dict[str, tuple[Callable[..., None], type[MemoryOutbox]]] = {
    "lets a dead letter block the queue": (
        attempts.a_dead_letter_blocks_nobody,
        IsBlockedByTheDead,
    ),
    "throws dead letters away": (attempts.a_dead_letter_blocks_nobody, LosesTheDead),
    "retries dead letters by itself": (
        attempts.a_dead_letter_blocks_nobody,
        LeasesTheDead,
    ),
    "a count that lies: the last attempt of a dead letter": (
        attempts.a_dead_letter_blocks_nobody,
        DeadLettersWithoutCounting,
    ),
    "retries a mail with its old attempts": (
        attempts.a_retried_mail_starts_anew,
        RetriesWithOldAttempts,
    ),
    "retries all dead letters for one": (attempts.a_retried_mail_starts_anew, RetriesAllAtOnce),
    "shows ids that cannot be retried": (
        attempts.a_retried_mail_starts_anew,
        ShowsNumbersForIds,
    ),
    "retries a mail that is being sent": (
        attempts.only_dead_letters_are_retried,
        RetriesTheLeased,
    ),
    "retries a mail that waits": (attempts.only_dead_letters_are_retried, RetriesWhatWaits),
    "discards a mail that waits": (
        attempts.only_dead_letters_are_discarded,
        DiscardsWhatWaits,
    ),
    "discards all dead letters for one": (
        attempts.a_discarded_dead_letter_is_gone,
        DiscardsAllTheDead,
    ),
    "keeps what was discarded": (
        attempts.a_discarded_dead_letter_is_gone,
        KeepsWhatWasDiscarded,
    ),
    "hides dead letters from who lists them": (
        attempts.entries_list_all_that_is_there,
        HidesTheDead,
    ),
    "hides what is being sent": (attempts.entries_list_all_that_is_there, HidesTheLeased),
    "takes the first that come for the oldest": (
        attempts.entries_list_all_that_is_there,
        CutsBeforeItSorts,
    ),
}
DEAD_LETTER_FAULTS = tuple(
    Fault(mistake, law, made(kind)) for mistake, (law, kind) in _FAULTS.items()
)
