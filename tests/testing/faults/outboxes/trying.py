"""Outboxes that count tries wrong, or make another mail of one that is tried again."""

from collections.abc import Callable
from datetime import datetime
from secrets import token_hex

from espaceclient.adapters.memory import MemoryOutbox
from espaceclient.ports.errors import StorageUnavailable
from espaceclient.ports.outbox import Envelope
from espaceclient.testing.laws.outbox import tries
from tests.testing.faults.fault import Fault
from tests.testing.faults.outboxes.made import made


class RetriesAtOnce(MemoryOutbox):
    def put_off(self, envelope: Envelope, until: datetime, error: str) -> None:  # noqa: ARG002 - the mistake
        super().put_off(envelope, envelope.queued_at, error)


class CountsNoTries(MemoryOutbox):
    def put_off(self, envelope: Envelope, until: datetime, error: str) -> None:  # noqa: ARG002 - the mistake
        super().release(envelope, until)


class CountsToTwo(MemoryOutbox):
    def put_off(self, envelope: Envelope, until: datetime, error: str) -> None:
        super().put_off(envelope, until, error)
        if envelope.id in self._slots:
            self._slots[envelope.id].tries = min(self._slots[envelope.id].tries, 2)


class CountsWhatIsGivenBack(MemoryOutbox):
    def release(self, envelope: Envelope, until: datetime) -> None:
        super().put_off(envelope, until, "given back")


class ForgetsTriesWhenGivenBack(MemoryOutbox):
    def release(self, envelope: Envelope, until: datetime) -> None:
        super().release(envelope, until)
        if envelope.id in self._slots:
            self._slots[envelope.id].tries = 0


class CutsErrorsAt255(MemoryOutbox):
    def put_off(self, envelope: Envelope, until: datetime, error: str) -> None:
        super().put_off(envelope, until, error[:255])


class RefusesLongErrors(MemoryOutbox):
    def bury(self, envelope: Envelope, error: str) -> None:
        if len(error) > 255:
            raise StorageUnavailable("value too long for type character varying(255)")
        super().bury(envelope, error)


class KeepsTheFirstError(MemoryOutbox):
    def bury(self, envelope: Envelope, error: str) -> None:
        slot = self._slots.get(envelope.id)
        super().bury(envelope, slot.last_error or error if slot else error)


class QueuesAnewToTryAgain(MemoryOutbox):
    def put_off(self, envelope: Envelope, until: datetime, error: str) -> None:
        with self.lock:
            held = self._held(envelope)
            super().put_off(envelope, until, error)
            if held:
                self._slots[token_hex(16)] = self._slots.pop(envelope.id)


class IsYoungerWithEachTry(MemoryOutbox):
    def put_off(self, envelope: Envelope, until: datetime, error: str) -> None:
        super().put_off(envelope, until, error)
        if envelope.id in self._slots:
            self._slots[envelope.id].queued_at = until


class IsBornAgainWhenRevived(MemoryOutbox):
    def revive(self, mail_id: str, now: datetime) -> bool:
        revived = super().revive(mail_id, now)
        if revived:
            self._slots[mail_id].queued_at = now
        return revived


_FAULTS: dict[str, tuple[Callable[..., None], type[MemoryOutbox]]] = {
    "tries again at once": (tries.a_mail_put_off_waits_and_counts, RetriesAtOnce),
    "counts no tries": (tries.a_mail_put_off_waits_and_counts, CountsNoTries),
    "a count that lies: tries end at two": (tries.a_mail_put_off_waits_and_counts, CountsToTwo),
    "counts a mail given back as tried": (tries.a_released_mail_counts_no_try, CountsWhatIsGivenBack),
    "a count that lies: a mail given back was never tried": (
        tries.a_released_mail_counts_no_try,
        ForgetsTriesWhenGivenBack,
    ),
    "cuts errors at 255 characters": (tries.errors_are_kept_whole, CutsErrorsAt255),
    "cannot bury for a long error": (tries.errors_are_kept_whole, RefusesLongErrors),
    "keeps the first error of a dead letter": (tries.errors_are_kept_whole, KeepsTheFirstError),
    "queues a mail anew to try it again": (tries.a_mail_stays_the_same, QueuesAnewToTryAgain),
    "makes a mail younger with each try": (tries.a_mail_stays_the_same, IsYoungerWithEachTry),
    "revives a mail as a new one": (tries.a_mail_stays_the_same, IsBornAgainWhenRevived),
}
TRYING_FAULTS = tuple(Fault(mistake, law, made(kind)) for mistake, (law, kind) in _FAULTS.items())
