"""The way out for mail."""

from datetime import datetime
from typing import Protocol

from attrs import field, frozen

from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.instant import require_utc


@frozen
class Message:
    """A mail ready to leave. ``message_id`` (no angle brackets) is the same each time the mail is tried."""

    message_id: str
    to: EmailAddress
    subject: str
    text: str = field(repr=False)
    html: str = field(repr=False)
    queued_at: datetime = field(validator=require_utc)


class Mailer(Protocol):
    def send(self, message: Message) -> None:
        """Hand one mail over; returning means that the other side has taken it.

        Raises ``MailDeferred`` or ``MailRefused`` for this mail alone, ``MailerUnavailable`` when no
        mail can leave at present.
        """
        ...

    def close(self) -> None:
        """End what several mails shared, such as a connection; ``send`` may be called again."""
        ...
