"""The relay drains the outbox into the mailer. Links are signed here, when a mail leaves."""

from datetime import datetime, timedelta
from typing import assert_never
from urllib.parse import urlsplit

from attrs import Attribute, field, frozen

from espaceclient.domain.link import Purpose
from espaceclient.domain.mail import (
    AccountConfirmedMail,
    ActivationMail,
    AddressInUseMail,
    ContractClaimedMail,
    ContractInUseMail,
    Mail,
    PasswordUpdatedMail,
    ResetMail,
)
from espaceclient.ports.clock import Clock
from espaceclient.ports.errors import MailerUnavailable, MailRefused, PortError
from espaceclient.ports.keys import MissingKeys
from espaceclient.ports.loopback import require_web_address
from espaceclient.ports.mailer import Mailer, Message
from espaceclient.ports.outbox import LeasedMail, Outbox
from espaceclient.ports.tokens import Tokens
from espaceclient.ports.wording import Wording

LEASE = timedelta(minutes=10)
FIRST_RETRY = timedelta(minutes=1)
LONGEST_RETRY = timedelta(hours=4)
MOST_ATTEMPTS = 16
"""With the waits above: a little under two days of trying before a mail is dead."""


def _ends_with_slash(url: str) -> str:
    return url if url.endswith("/") else url + "/"


def _web_address(_instance: object, _attribute: object, url: str) -> None:
    require_web_address(url)


def _holds_token(_instance: object, attribute: "Attribute[str]", path: str) -> None:
    if "{token}" not in path:
        raise ValueError(f"{attribute.name} must be a path that holds {{token}}")


@frozen
class Links:
    """Where the mails' links lead: paths under the configured base URL, never a request's Host
    header.

    Raises ``ValueError`` for a base URL that is neither https nor of this machine, or a path
    without its token.
    """

    base_url: str = field(converter=_ends_with_slash, validator=_web_address)
    activation: str = field(default="activation/{token}", validator=_holds_token)
    reset: str = field(default="nouveau-mot-de-passe/{token}", validator=_holds_token)
    sign_in: str = "connexion"
    forgotten: str = "mot-de-passe-oublie"

    def to(self, mail: Mail, tokens: Tokens) -> str:
        """Build the absolute URL that a mail offers."""
        match mail:
            case ActivationMail():
                token = tokens.sign(Purpose.ACTIVATION, mail.registration)
                return self.base_url + self.activation.format(token=token)
            case ResetMail():
                return self.base_url + self.reset.format(
                    token=tokens.sign(Purpose.RESET, mail.reset)
                )
            case AddressInUseMail() | PasswordUpdatedMail():
                return self.base_url + self.forgotten
            case AccountConfirmedMail() | ContractInUseMail() | ContractClaimedMail():
                return self.base_url + self.sign_in
            case _:
                assert_never(mail)


@frozen
class DeliveryReport:
    """What one round of the relay did; ``interrupted`` tells that no mail can leave at present."""

    delivered: int = 0
    deferred: int = 0
    dead_lettered: int = 0
    interrupted: bool = False

    @property
    def handled(self) -> int:
        """How many mails were tried and settled; 0 means that nothing was due, or that none can
        leave.
        """
        return self.delivered + self.deferred + self.dead_lettered


class Relay:
    """Deliver mails at least once, with a stable Message-ID; any number of relays may share an
    outbox.
    """

    def __init__(
        self,
        *,
        outbox: Outbox,
        mailer: Mailer,
        wording: Wording,
        tokens: Tokens,
        clock: Clock,
        links: Links,
    ) -> None:
        self._outbox = outbox
        self._mailer = mailer
        self._wording = wording
        self._tokens = tokens
        self._clock = clock
        self._links = links

    def deliver_due(self, at_most: int = 20) -> DeliveryReport:
        """Send what is due, over one connection. A mail that fails waits its turn and stalls no
        other.

        Raises ``MissingKeys`` when the tokens were made without the keys that sign links.
        """
        delivered = deferred = dead_lettered = 0
        leased_at = self._clock.now()
        leased_mails = list(self._outbox.lease(leased_at, LEASE, at_most))
        try:
            while leased_mails:
                if (now := self._clock.now()) >= leased_at + LEASE / 2:
                    # A slow server: what is left goes back before its lease runs out under another
                    # relay's eyes.
                    self._release(leased_mails, now)
                    break
                leased_mail = leased_mails.pop(0)
                try:
                    self._mailer.send(self._message(leased_mail))
                except MissingKeys:
                    # No mail is at fault but whoever composed this relay: all go back, untouched.
                    self._release([leased_mail, *leased_mails], now)
                    raise
                except MailerUnavailable:
                    self._give_back(leased_mail, leased_mails)
                    return DeliveryReport(delivered, deferred, dead_lettered, interrupted=True)
                except MailRefused as refusal:
                    self._outbox.dead_letter(leased_mail, str(refusal))
                    dead_lettered += 1
                except Exception as failure:  # noqa: BLE001 - one poisonous mail, whatever its poison, stalls no other
                    if self._fail(leased_mail, failure):
                        dead_lettered += 1
                    else:
                        deferred += 1
                else:
                    self._outbox.delivered(leased_mail)
                    delivered += 1
        finally:
            self._mailer.close()
        return DeliveryReport(delivered, deferred, dead_lettered)

    def _message(self, leased_mail: LeasedMail) -> Message:
        letter = self._wording.compose(
            leased_mail.mail, self._links.to(leased_mail.mail, self._tokens)
        )
        host = urlsplit(self._links.base_url).hostname or "localhost"
        return Message(
            message_id=f"{leased_mail.id}@{host}",
            to=leased_mail.mail.to,
            subject=letter.subject,
            text=letter.text,
            html=letter.html,
            queued_at=leased_mail.queued_at,
        )

    def _give_back(self, last_tried: LeasedMail, untried: list[LeasedMail]) -> None:
        """Release them all; the mail at which the mailer gave up comes after the others, should it
        be the cause.
        """
        retry_at = self._clock.now() + FIRST_RETRY
        self._release(untried, retry_at)
        self._release([last_tried], retry_at + FIRST_RETRY)

    def _release(self, leased_mails: list[LeasedMail], until: datetime) -> None:
        for leased_mail in leased_mails:
            self._outbox.release(leased_mail, until)

    def _fail(self, leased_mail: LeasedMail, failure: Exception) -> bool:
        """Put a mail off, or dead_letter it once it has been tried often enough; tell whether it
        was dead_lettered.
        """
        # A stranger's exception may quote what it choked on: only its class is kept.
        error = str(failure) if isinstance(failure, PortError) else type(failure).__name__
        if leased_mail.attempts + 1 >= MOST_ATTEMPTS:
            self._outbox.dead_letter(leased_mail, error)
            return True
        self._outbox.defer(
            leased_mail, self._clock.now() + retry_after(leased_mail.attempts), error
        )
        return False


def retry_after(attempts: int) -> timedelta:
    """Tell how long a mail waits that failed ``attempts`` times before: 1, 2, 4… minutes, 4 hours
    at most.
    """
    return min(FIRST_RETRY * (1 << min(attempts, 16)), LONGEST_RETRY)
