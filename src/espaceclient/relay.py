"""The relay: sends the mails of the outbox, and signs their links at that moment.

It also answers, at that moment, who has forgotten a password: no request needs to find out.
"""

from collections import Counter
from datetime import datetime, timedelta
from typing import assert_never
from urllib.parse import urlsplit

from attrs import Attribute, field, frozen

from espaceclient.domain.mail import (
    AccountConfirmedMail,
    ActivationMail,
    AddressInUseMail,
    ContractClaimedMail,
    ContractInUseMail,
    Mail,
    PasswordUpdatedMail,
    ResetMail,
    ResetQuestion,
    link_has_expired,
)
from espaceclient.domain.token import Purpose
from espaceclient.ports import page_paths
from espaceclient.ports.clock import Clock
from espaceclient.ports.errors import MailerUnavailable, MailRefused, PortError, StorageUnavailable
from espaceclient.ports.keys import MissingKeys
from espaceclient.ports.loopback import web_address
from espaceclient.ports.mailer import Mailer, Message
from espaceclient.ports.outbox import LeasedMail, Outbox
from espaceclient.ports.storage import Storage
from espaceclient.ports.tokens import Tokens
from espaceclient.ports.wording import Wording
from espaceclient.use_cases import answer_reset_request
from espaceclient.use_cases.backoff import Backoff, wait_briefly
from espaceclient.use_cases.unit_of_work import Transactions

LEASE = timedelta(minutes=10)
FIRST_RETRY = timedelta(minutes=1)
LONGEST_RETRY = timedelta(hours=4)
MOST_ATTEMPTS = 16
"""With the delays above, attempts go on for a little under two days before the dead letter."""


def _ends_with_slash(url: str) -> str:
    return url if url.endswith("/") else url + "/"


def _holds_link(_instance: object, attribute: "Attribute[str]", path: str) -> None:
    before, _, after = path.partition("{link}")
    if path.count("{link}") != 1 or any(brace in before + after for brace in "{}"):
        raise ValueError(f"{attribute.name} must be a path that holds {{link}} once")


@frozen
class Links:
    """The addresses of the pages that mails link to.

    ``base_url`` is the URL under which browsers reach the pages; it comes from the configuration,
    never from a request's Host header. The others are paths relative to it, by default those of the
    ready-made pages; ``activation`` and ``reset`` hold ``{link}`` where the signed token goes.

    Raises ``ValueError`` for a base URL that is neither https nor on this machine, and for an
    activation or reset path that does not hold ``{link}`` exactly once.
    """

    base_url: str = field(converter=_ends_with_slash, validator=web_address)
    activation: str = field(default=page_paths.ACTIVATION, validator=_holds_link)
    reset: str = field(default=page_paths.RESET, validator=_holds_link)
    sign_in: str = page_paths.SIGN_IN
    forgotten: str = page_paths.FORGOTTEN

    def to(self, mail: Mail, tokens: Tokens) -> str:
        """Return the absolute URL that a mail links to; ``tokens`` signs the token in it."""
        match mail:
            case ActivationMail():
                token = tokens.sign(Purpose.ACTIVATION, mail.registration)
                return self.base_url + self.activation.replace("{link}", token)
            case ResetMail():
                token = tokens.sign(Purpose.RESET, mail.reset)
                return self.base_url + self.reset.replace("{link}", token)
            case AddressInUseMail() | PasswordUpdatedMail():
                return self.base_url + self.forgotten
            case AccountConfirmedMail() | ContractInUseMail() | ContractClaimedMail():
                return self.base_url + self.sign_in
            case _:
                assert_never(mail)


@frozen
class DeliveryReport:
    """The outcome of one call of ``Relay.deliver_due``, as numbers of mails.

    ``dropped`` are those that were removed unsent, because nobody was to get one: their links had
    expired, or a password was said to be forgotten at an address that has none.

    ``interrupted`` is true when the mailer could not send any mail: the mails that were not sent
    are due again later, and no attempt was counted.
    """

    delivered: int = 0
    deferred: int = 0
    dead_lettered: int = 0
    dropped: int = 0
    interrupted: bool = False

    @property
    def handled(self) -> int:
        """The number of mails with an outcome; 0 when none was due or none could be sent."""
        return self.delivered + self.deferred + self.dead_lettered + self.dropped


class Relay:
    """Delivers the mails of an outbox, at least once each, under a stable Message-ID.

    Any number of relays, in any number of processes, may share an outbox. A mail that fails is
    tried again after 1, 2, 4… minutes, at most 4 hours, and becomes a dead letter after 16 failed
    attempts or when the other side refuses it permanently. One whose link has expired by the time
    that it could be sent is dropped.
    """

    def __init__(
        self,
        *,
        outbox: Outbox,
        storage: Storage,
        mailer: Mailer,
        wording: Wording,
        tokens: Tokens,
        clock: Clock,
        links: Links,
        backoff: Backoff = wait_briefly,
    ) -> None:
        """``storage`` is the one whose commits queue into ``outbox``; ``backoff`` waits after a
        lost race.
        """
        self._transactions = Transactions(storage, clock, backoff)
        self._outbox = outbox
        self._mailer = mailer
        self._wording = wording
        self._tokens = tokens
        self._clock = clock
        self._links = links

    def deliver_due(self, at_most: int = 20) -> DeliveryReport:
        """Send up to ``at_most`` mails that are due, over one connection; return what was done.

        A mail that fails is deferred and does not delay the others. When the mailer can send
        nothing at all, the rest goes back to the outbox without counting an attempt. After half of
        the lease's 10 minutes no further mail is tried, so that no lease expires while it is held.

        Raises ``StorageUnavailable`` when the outbox or the storage cannot answer; leased mails
        become due again when their leases expire. Raises ``MissingKeys`` when ``tokens`` cannot
        sign links; the mails go back to the outbox.
        """
        leased_at = self._clock.now()
        waiting = list(self._outbox.lease(leased_at, LEASE, at_most))
        outcomes: Counter[str] = Counter()
        interrupted = False
        try:
            while waiting and self._clock.now() < leased_at + LEASE / 2:
                outcomes[self._deliver(waiting[0])] += 1
                del waiting[0]
            # A slow server: what is left is released before another relay can lease it.
            self._release(waiting, self._clock.now())
        except MailerUnavailable:
            interrupted = True
            self._give_back(waiting[0], waiting[1:])
        except MissingKeys:
            # No mail is at fault but whoever composed this relay.
            self._release(waiting, self._clock.now())
            raise
        finally:
            self._mailer.close()
        return DeliveryReport(**outcomes, interrupted=interrupted)

    def _deliver(self, leased_mail: LeasedMail) -> str:
        """Send one mail and tell the outbox; return the outcome, a field of the report."""
        try:
            mail = self._resolve(leased_mail)
            if mail is None:
                self._outbox.delivered(leased_mail)
                return "dropped"
            self._mailer.send(self._message(leased_mail, mail))
        except (MissingKeys, MailerUnavailable, StorageUnavailable):
            raise
        except MailRefused as refusal:
            self._outbox.dead_letter(leased_mail, str(refusal))
            return "dead_lettered"
        except Exception as failure:  # noqa: BLE001 - whatever is wrong with one mail delays no other
            return self._fail(leased_mail, failure)
        self._outbox.delivered(leased_mail)
        return "delivered"

    def _resolve(self, leased_mail: LeasedMail) -> Mail | None:
        """Return the mail to send, ``None`` when nobody is to get one."""
        queued, queued_at = leased_mail.mail, leased_mail.queued_at
        if isinstance(queued, ResetQuestion):
            return answer_reset_request.run(self._transactions, queued, queued_at)
        return None if link_has_expired(queued, queued_at, self._clock.now()) else queued

    def _message(self, leased_mail: LeasedMail, mail: Mail) -> Message:
        content = self._wording.compose(mail, self._links.to(mail, self._tokens))
        host = urlsplit(self._links.base_url).hostname or "localhost"
        return Message(
            message_id=f"{leased_mail.id}@{host}",
            to=mail.to,
            subject=content.subject,
            text=content.text,
            html=content.html,
            queued_at=leased_mail.queued_at,
        )

    def _give_back(self, last_tried: LeasedMail, untried: list[LeasedMail]) -> None:
        """Release all mails; the one being sent when the mailer failed comes last.

        It may be the cause of the failure.
        """
        retry_at = self._clock.now() + FIRST_RETRY
        self._release(untried, retry_at)
        self._release([last_tried], retry_at + FIRST_RETRY)

    def _release(self, leased_mails: list[LeasedMail], until: datetime) -> None:
        for leased_mail in leased_mails:
            self._outbox.release(leased_mail, until)

    def _fail(self, leased_mail: LeasedMail, failure: Exception) -> str:
        """Defer a mail, or dead-letter it after its last attempt; return the outcome."""
        # An unknown exception may quote personal data or a token: only its class is kept.
        error = str(failure) if isinstance(failure, PortError) else type(failure).__name__
        if leased_mail.attempts + 1 >= MOST_ATTEMPTS:
            self._outbox.dead_letter(leased_mail, error)
            return "dead_lettered"
        self._outbox.defer(
            leased_mail, self._clock.now() + retry_after(leased_mail.attempts), error
        )
        return "deferred"


def retry_after(attempts: int) -> timedelta:
    """Return the delay before the next attempt of a mail that failed ``attempts`` times before.

    1, 2, 4… minutes, at most 4 hours.
    """
    return min(FIRST_RETRY * (1 << min(attempts, 16)), LONGEST_RETRY)
