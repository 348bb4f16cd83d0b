"""One round of the relay: what becomes of the mails that one call has leased."""

from collections import Counter
from collections.abc import Callable, Sequence
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
    retry_after,
)
from espaceclient.relay.senders import Senders, Sent

LEASE = timedelta(minutes=2)
"""Renewed while the relay works: only that of a relay that was killed expires."""

POLL = 0.25
GRACE = 5.0
"""Seconds: between two looks at ``stop``, and for a mail that is being sent when it is set."""

OUTAGE = 3
"""When the mailer gives up at so many mails in a row, or at all there are, nothing can be sent."""

Compose = Callable[[LeasedMail], Message | None]
"""Returns ``None`` for a mail that nobody is to get."""


class Round:
    """Every mail is in one place: waiting, being sent, suspect, or settled.

    Suspect is a mail at which the mailer gave up, until another one shows whether the mail or the
    mailer is at fault.
    """

    def __init__(
        self,
        outbox: Outbox,
        clock: Clock,
        outages: journal.Outages,
        leased_mails: Sequence[LeasedMail],
        leased_at: datetime,
    ) -> None:
        self.outcomes: Counter[str] = Counter()
        self.interrupted = False
        self._outbox = outbox
        self._clock = clock
        self._outages = outages
        self._waiting = list(leased_mails)
        self._sending: dict[str, LeasedMail] = {}
        self._suspects: list[tuple[LeasedMail, MailerUnavailable]] = []
        self._renewed_at = leased_at
        self._missing_keys: MissingKeys | None = None

    def run(self, senders: Senders, compose: Compose, stop: Event) -> None:
        """Send what can be sent, and give the rest back."""
        patience = GRACE / POLL
        while patience > 0:
            while self._may_go_on(senders, stop):
                self._hand_out(self._waiting.pop(0), senders, compose)
            if not self._sending:
                break
            sent = senders.next(POLL)
            self._renew()
            if sent:
                self._settle(sent)
            else:
                patience -= stop.is_set()
        self._give_back()
        if self._missing_keys:
            raise self._missing_keys

    def _may_go_on(self, senders: Senders, stop: Event) -> bool:
        return bool(
            self._waiting
            and len(self._sending) < senders.count
            and len(self._suspects) < OUTAGE
            and not self._missing_keys
            and not stop.is_set()
        )

    def _hand_out(self, leased_mail: LeasedMail, senders: Senders, compose: Compose) -> None:
        try:
            message = compose(leased_mail)
        except StorageUnavailable:
            raise
        except MissingKeys as error:  # no mail is at fault but whoever composed this relay
            self._waiting.insert(0, leased_mail)
            self._missing_keys = error
        except Exception as failure:  # noqa: BLE001 - whatever is wrong with one mail delays no other
            self._fail(leased_mail, failure)
        else:
            if message is None:
                self._remove(leased_mail, "dropped")
            else:
                self._sending[leased_mail.id] = leased_mail
                senders.hand_out(leased_mail, message)

    def _settle(self, sent: Sent) -> None:
        leased_mail = self._sending.pop(sent.leased_mail.id)
        match sent.failure:
            case MailerUnavailable() as failure:
                self._suspect(leased_mail, failure)
                return
            case None:
                self._remove(leased_mail, "delivered")
            case Exception() as failure:
                self._fail(leased_mail, failure)
            case failure:
                raise failure
        if sent.failure is None or isinstance(sent.failure, MailDeferred | MailRefused):
            self._acquit_mailer()

    def _remove(self, leased_mail: LeasedMail, outcome: str) -> None:
        self._outbox.delivered(leased_mail)
        self._outages.forget(leased_mail.id)
        self.outcomes[outcome] += 1

    def _suspect(self, leased_mail: LeasedMail, failure: MailerUnavailable) -> None:
        if self._outages.gave_up(leased_mail.id):
            self._fail(leased_mail, failure)
        else:
            self._suspects.append((leased_mail, failure))

    def _acquit_mailer(self) -> None:
        """The mailer works, so each suspect was at fault itself."""
        self._outages.over(self._clock.now())
        for leased_mail, failure in self._suspects:
            self._fail(leased_mail, failure)
        self._suspects.clear()

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
            self._outages.forget(leased_mail.id)
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
        suspects = [leased_mail for leased_mail, _ in self._suspects]
        leased_mails = [*self._waiting, *self._sending.values(), *suspects]
        held = {each.id for each in self._outbox.renew(leased_mails, now + LEASE)}
        self._waiting = [each for each in self._waiting if each.id in held]

    def _give_back(self) -> None:
        """Release what was not sent; in an outage later, the suspects after all others."""
        now = self._clock.now()
        untried = [*self._waiting, *self._sending.values()]
        if not self._suspects:
            self._release(untried, now)
            return
        self.interrupted = True
        error = str(self._suspects[-1][1])
        suspects = [leased_mail for leased_mail, _ in self._suspects]
        self._outages.lasts(now, error, [*untried, *suspects])
        self._release(untried, now + FIRST_RETRY, error)
        self._release(suspects, now + 2 * FIRST_RETRY, error)

    def _release(
        self, leased_mails: Sequence[LeasedMail], until: datetime, error: str | None = None
    ) -> None:
        for leased_mail in leased_mails:
            self._outbox.release(leased_mail, until, error)
