"""Outboxes that count attempts wrong, or make another mail of one that is tried again."""

from collections.abc import Callable
from datetime import datetime
from secrets import token_hex

from espaceclient.adapters.memory import MemoryOutbox
from espaceclient.ports.errors import StorageUnavailable
from espaceclient.ports.outbox import LeasedMail
from espaceclient.testing.laws.outbox import attempts
from tests.testing.faults.fault import Fault
from tests.testing.faults.outboxes.fixture import made


class RetriesAtOnce(MemoryOutbox):
    def defer(
        self,
        leased_mail: LeasedMail,
        until: datetime,  # noqa: ARG002 - the mistake
        error: str,
        **refused: bool,
    ) -> None:
        super().defer(leased_mail, leased_mail.queued_at, error, **refused)


class CountsNoAttempts(MemoryOutbox):
    def defer(
        self,
        leased_mail: LeasedMail,
        until: datetime,
        error: str,
        **refused: bool,  # noqa: ARG002 - the mistake
    ) -> None:
        super().release(leased_mail, until, error)


class CountsToTwo(MemoryOutbox):
    def defer(self, leased_mail: LeasedMail, until: datetime, error: str, **refused: bool) -> None:
        super().defer(leased_mail, until, error, **refused)
        if leased_mail.id in self._slots:
            self._slots[leased_mail.id].attempts = min(self._slots[leased_mail.id].attempts, 2)


class CountsWhatIsReleased(MemoryOutbox):
    def release(self, leased_mail: LeasedMail, until: datetime, error: str | None = None) -> None:
        super().defer(leased_mail, until, error or "released")


class ForgetsAttemptsWhenReleased(MemoryOutbox):
    def release(self, leased_mail: LeasedMail, until: datetime, error: str | None = None) -> None:
        super().release(leased_mail, until, error)
        if leased_mail.id in self._slots:
            self._slots[leased_mail.id].attempts = 0


class ReleasesWithoutSayingWhy(MemoryOutbox):
    """What an outage looked like: nothing sent, nothing tried, no error."""

    def release(
        self,
        leased_mail: LeasedMail,
        until: datetime,
        error: str | None = None,  # noqa: ARG002 - the mistake
    ) -> None:
        super().release(leased_mail, until)


class ForgetsErrorsWhenReleased(MemoryOutbox):
    def release(self, leased_mail: LeasedMail, until: datetime, error: str | None = None) -> None:
        super().release(leased_mail, until, error or "")


class CountsNoRefusals(MemoryOutbox):
    def defer(
        self,
        leased_mail: LeasedMail,
        until: datetime,
        error: str,
        **refused: bool,  # noqa: ARG002 - the mistake
    ) -> None:
        super().defer(leased_mail, until, error)


class CountsEveryFailureAsARefusal(MemoryOutbox):
    def defer(
        self,
        leased_mail: LeasedMail,
        until: datetime,
        error: str,
        **refused: bool,  # noqa: ARG002 - the mistake
    ) -> None:
        super().defer(leased_mail, until, error, refused=True)


class RetriesWithOldRefusals(MemoryOutbox):
    def retry(self, mail_id: str, now: datetime) -> bool:
        refusals = self._slots[mail_id].refusals if mail_id in self._slots else 0
        retried = super().retry(mail_id, now)
        if retried:
            self._slots[mail_id].refusals = refusals
        return retried


class CutsErrorsAt255(MemoryOutbox):
    def defer(self, leased_mail: LeasedMail, until: datetime, error: str, **refused: bool) -> None:
        super().defer(leased_mail, until, error[:255], **refused)


class RefusesLongErrors(MemoryOutbox):
    def dead_letter(self, leased_mail: LeasedMail, error: str) -> None:
        if len(error) > 255:
            raise StorageUnavailable("value too long for type character varying(255)")
        super().dead_letter(leased_mail, error)


class KeepsTheFirstError(MemoryOutbox):
    def dead_letter(self, leased_mail: LeasedMail, error: str) -> None:
        slot = self._slots.get(leased_mail.id)
        super().dead_letter(leased_mail, slot.last_error or error if slot else error)


class QueuesAnewToRetry(MemoryOutbox):
    def defer(self, leased_mail: LeasedMail, until: datetime, error: str, **refused: bool) -> None:
        with self.lock:
            held = self._held(leased_mail)
            super().defer(leased_mail, until, error, **refused)
            if held:
                self._slots[token_hex(16)] = self._slots.pop(leased_mail.id)


class IsYoungerWithEachAttempt(MemoryOutbox):
    def defer(self, leased_mail: LeasedMail, until: datetime, error: str, **refused: bool) -> None:
        super().defer(leased_mail, until, error, **refused)
        if leased_mail.id in self._slots:
            self._slots[leased_mail.id].queued_at = until


class IsBornAgainWhenRetried(MemoryOutbox):
    def retry(self, mail_id: str, now: datetime) -> bool:
        retried = super().retry(mail_id, now)
        if retried:
            self._slots[mail_id].queued_at = now
        return retried


_FAULTS: dict[str, tuple[Callable[..., None], type[MemoryOutbox]]] = {
    "retries at once": (attempts.a_deferred_mail_waits_and_counts, RetriesAtOnce),
    "counts no attempts": (attempts.a_deferred_mail_waits_and_counts, CountsNoAttempts),
    "a count that lies: attempts end at two": (
        attempts.a_deferred_mail_waits_and_counts,
        CountsToTwo,
    ),
    "counts a released mail as tried": (
        attempts.a_released_mail_counts_no_attempt,
        CountsWhatIsReleased,
    ),
    "a count that lies: a released mail was never tried": (
        attempts.a_released_mail_counts_no_attempt,
        ForgetsAttemptsWhenReleased,
    ),
    "says nothing of an outage": (attempts.a_released_mail_says_why, ReleasesWithoutSayingWhy),
    "forgets the error of a released mail": (
        attempts.a_released_mail_says_why,
        ForgetsErrorsWhenReleased,
    ),
    "counts no refusals": (attempts.refusals_are_counted_apart, CountsNoRefusals),
    "counts every failure as a refusal": (
        attempts.refusals_are_counted_apart,
        CountsEveryFailureAsARefusal,
    ),
    "retries a mail with its old refusals": (
        attempts.refusals_are_counted_apart,
        RetriesWithOldRefusals,
    ),
    "cuts errors at 255 characters": (attempts.errors_are_kept_whole, CutsErrorsAt255),
    "cannot dead-letter with a long error": (attempts.errors_are_kept_whole, RefusesLongErrors),
    "keeps the first error of a dead letter": (attempts.errors_are_kept_whole, KeepsTheFirstError),
    "queues a mail anew to retry it": (attempts.a_mail_stays_the_same, QueuesAnewToRetry),
    "makes a mail younger with each attempt": (
        attempts.a_mail_stays_the_same,
        IsYoungerWithEachAttempt,
    ),
    "retries a mail as a new one": (attempts.a_mail_stays_the_same, IsBornAgainWhenRetried),
}
ATTEMPT_FAULTS = tuple(Fault(mistake, law, made(kind)) for mistake, (law, kind) in _FAULTS.items())
