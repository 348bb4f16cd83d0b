"""One round of the relay: what becomes of the mails that one call has leased."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Event

from espaceclient.ports.clock import Clock
from espaceclient.ports.errors import (
    MailDeferred,
    MailerUnavailable,
    MailRefused,
    PortError,
    StorageUnavailable,
)
from espaceclient.ports.keys import MissingKeys
from espaceclient.ports.mailer import Message
from espaceclient.ports.outbox import LeasedMail, Outbox
from espaceclient.relay import journal
from espaceclient.relay.retries import (
    FIRST_RETRY,
    MOST_ATTEMPTS,
    MOST_REFUSALS,
    REFUSAL_RETRY,
    MailerFailures,
    retry_after,
)
from espaceclient.relay.senders import Senders, Sent

LEASE = timedelta(minutes=2)
"""Renewed while the relay works: only that of a relay that was killed expires."""

POLL = 0.25
GRACE = 5.0
"""Seconds: between two looks at ``stop``, and for a mail that is being sent when it is set."""

OUTAGE = 3
"""When the mailer is unavailable for so many mails in a row, or for all there are, nothing can be
sent.
"""

Compose = Callable[[LeasedMail], Message | None]
"""Returns ``None`` for a mail that nobody is to get."""


class Round:
    """Every mail is in one place: waiting, being sent, undecided, or settled.

    Undecided is a mail for which the mailer was unavailable, until another one shows whether the
    mail or the mailer is at fault.
    """

    def __init__(
        self,
        outbox: Outbox,
        clock: Clock,
        outages: journal.Outages,
        failures: MailerFailures,
        leased_mails: Sequence[LeasedMail],
        leased_at: datetime,
    ) -> None:
        self.outcomes: Counter[str] = Counter()
        self.interrupted = False
        self._outbox = outbox
        self._clock = clock
        self._outages = outages
        self._failures = failures
        self._waiting = list(leased_mails)
        self._sending: dict[str, LeasedMail] = {}
        self._undecided: list[tuple[LeasedMail, MailerUnavailable]] = []
        self._renewed_at = leased_at
        self._error: Exception | None = None

    def run(self, senders: Senders, compose: Compose, stop: Event) -> None:
        """Send what can be sent, and give the rest back.

        An error that is no mail's fault is raised at the end: nothing more is handed out, what is
        being sent is waited for, and each mail is settled or given back if it can be.
        """
        patience = GRACE / POLL
        while patience > 0:
            while self._may_go_on(senders, stop):
                with self._raising_at_the_end():
                    self._hand_out(self._waiting.pop(0), senders, compose)
            if not self._sending:
                break
            sent = senders.next(POLL)
            with self._raising_at_the_end():
                self._renew()
            if sent:
                self._settle(sent)
            else:
                patience -= stop.is_set()
        self._give_back()
        if self._error:
            raise self._error

    @contextmanager
    def _raising_at_the_end(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:  # noqa: BLE001 - kept for the end of ``run``
            self._error = self._error or error

    def _may_go_on(self, senders: Senders, stop: Event) -> bool:
        return bool(
            self._waiting
            and len(self._sending) < senders.count
            and len(self._undecided) < OUTAGE
            and not self._error
            and not stop.is_set()
        )

    def _hand_out(self, leased_mail: LeasedMail, senders: Senders, compose: Compose) -> None:
        try:
            message = compose(leased_mail)
        except (MissingKeys, StorageUnavailable):  # no mail's fault
            self._waiting.insert(0, leased_mail)
            raise
        except Exception as failure:  # noqa: BLE001 - whatever is wrong with one mail delays no other
            self._fail(leased_mail, failure)
        else:
            if message is None:
                self._remove(leased_mail, "dropped")
            else:
                self._sending[leased_mail.id] = leased_mail
                senders.hand_out(leased_mail, message)

    def _settle(self, sent: Sent) -> None:
        leased_mail, failure = self._sending.pop(sent.leased_mail.id), sent.failure
        with self._raising_at_the_end():
            match failure:
                case None:
                    self._remove(leased_mail, "delivered")
                case MailerUnavailable() if not self._failures.is_of_the_mail(leased_mail.id):
                    self._undecided.append((leased_mail, failure))
                case Exception():
                    self._fail(leased_mail, failure)
                case _:
                    raise failure
        if failure is None or isinstance(failure, MailDeferred | MailRefused):
            self._note_that_the_mailer_works()

    def _remove(self, leased_mail: LeasedMail, outcome: str) -> None:
        self._outbox.delivered(leased_mail)
        self._failures.forget(leased_mail.id)
        self.outcomes[outcome] += 1

    def _note_that_the_mailer_works(self) -> None:
        """Whatever it was unavailable for is at fault itself."""
        self._failures.mailer_works()
        self._outages.over(self._clock.now())
        while self._undecided:
            with self._raising_at_the_end():
                self._fail(*self._undecided.pop(0))

    def _fail(self, leased_mail: LeasedMail, failure: Exception) -> None:
        """Defer a mail, or dead-letter it after its last attempt or refusal."""
        # An unknown exception may quote personal data or a token: only its class is kept.
        error = str(failure) if isinstance(failure, PortError) else type(failure).__name__
        refused = isinstance(failure, MailRefused)
        if (
            leased_mail.attempts + 1 >= MOST_ATTEMPTS
            or leased_mail.refusals + refused >= MOST_REFUSALS
        ):
            self._outbox.dead_letter(leased_mail, error)
            self._failures.forget(leased_mail.id)
            journal.dead_lettered(leased_mail, error)
            self.outcomes["dead_lettered"] += 1
        else:
            delay = REFUSAL_RETRY if refused else retry_after(leased_mail.attempts)
            self._outbox.defer(leased_mail, self._clock.now() + delay, error, refused=refused)
            journal.deferred(leased_mail, error)
            self.outcomes["deferred"] += 1

    def _renew(self) -> None:
        """Renew all leases at half-time; what another relay has taken meanwhile is left to it."""
        now = self._clock.now()
        if now < self._renewed_at + LEASE / 2:
            return
        self._renewed_at = now
        undecided = [leased_mail for leased_mail, _ in self._undecided]
        leased_mails = [*self._waiting, *self._sending.values(), *undecided]
        held = {each.id for each in self._outbox.renew(leased_mails, now + LEASE)}
        self._waiting = [each for each in self._waiting if each.id in held]

    def _give_back(self) -> None:
        """Release what was not sent, at once but in an outage; the undecided after all others."""
        now = self._clock.now()
        untried = [*self._waiting, *self._sending.values()]
        undecided = [leased_mail for leased_mail, _ in self._undecided]
        error = str(self._undecided[-1][1]) if undecided else None
        self.interrupted = len(undecided) >= OUTAGE or bool(undecided and not untried)
        if error and self.interrupted:
            self._outages.lasts(now, error, [*untried, *undecided])
            self._release(untried, now + FIRST_RETRY, error)
        else:
            self._release(untried, now)
        self._release(undecided, now + 2 * FIRST_RETRY, error)

    def _release(
        self, leased_mails: Sequence[LeasedMail], until: datetime, error: str | None = None
    ) -> None:
        for leased_mail in leased_mails:
            if self._clock.now() >= self._renewed_at + LEASE:
                return  # the leases have expired while a storage that is unavailable was waited for
            with self._raising_at_the_end():
                self._outbox.release(leased_mail, until, error)
