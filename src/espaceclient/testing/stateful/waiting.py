"""What should happen to requests that wait for their mail: it is sent again, or elsewhere."""

from datetime import datetime

from attrs import define, evolve

from espaceclient import answers, mails
from espaceclient.testing.samples import HOUR
from espaceclient.testing.stateful import limits
from espaceclient.testing.stateful.expected import Expected
from espaceclient.testing.stateful.model_records import Registration
from espaceclient.testing.stateful.state import State, key


@define
class WaitingRequests(State):
    def look_at_waiting(self, request: str, now: datetime) -> Expected:
        waiting = self._waiting(request, now)
        if waiting is None:
            return Expected(answers.NothingWaits)
        return Expected(answers.Waiting, (waiting.email, _correctable(waiting, now)))

    def resend_activation(self, request: str, now: datetime) -> Expected:
        waiting = self._waiting(request, now)
        if waiting is None or not self._may_be_mailed(waiting, now):
            return Expected(answers.ActivationResent)
        return self._replied(answers.ActivationResent, waiting, now)

    def correct_address(self, request: str, email: str, now: datetime) -> Expected:
        """Move the request, which lives no longer for it; its old link opens nothing any more."""
        waiting = self._waiting(request, now)
        if waiting is None or not _correctable(waiting, now):
            return Expected(answers.CorrectionRefused)
        moved = evolve(waiting, email=email, corrected=True)
        if not self._may_be_mailed(moved, now):
            return Expected(answers.CorrectionRefused)
        del self.registrations[request]
        return evolve(self._replied(answers.AddressCorrected, moved, now), registration=moved)

    def _waiting(self, request: str, now: datetime) -> Registration | None:
        waiting = self.registrations.get(request)
        return waiting if waiting and waiting.alive(now) else None

    def _may_be_mailed(self, waiting: Registration, now: datetime) -> bool:
        """Count a mail as the first was, unless there were too many."""
        openings = limits.openings(waiting.line, key(waiting.email))
        if self.counters.reached(openings, now):
            return False
        self.counters.count(openings, now)
        return True

    def _replied(self, answer: type, waiting: Registration, now: datetime) -> Expected:
        if owner := self.owner(waiting.email):
            mail: tuple[type, str] = (mails.AddressInUseMail, owner.email)
        elif self.holder(waiting.line.contract):
            mail = (mails.ContractInUseMail, waiting.email)
        else:
            mail = (mails.ActivationMail, waiting.email)
        return Expected(answer, mails=(mail,), valid_for=waiting.end - now)


def _correctable(waiting: Registration, now: datetime) -> bool:
    return not waiting.corrected and now < waiting.asked_at + HOUR
