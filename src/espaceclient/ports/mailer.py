"""The way out for mail."""

from datetime import datetime
from typing import Protocol

from attrs import field, frozen

from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.instant import require_utc


@frozen
class Message:
    """A mail ready to leave. ``message_id`` (no angle brackets) is the same each time the mail is
    tried.

    The subject is one line of 200 characters at the most, the parts have 100,000 at the most, of
    any letters.
    """

    message_id: str
    to: EmailAddress
    subject: str
    text: str = field(repr=False)
    html: str = field(repr=False)
    queued_at: datetime = field(validator=require_utc)


class Mailer(Protocol):
    def send(self, message: Message) -> None:
        """Hand one mail over, whole; returning means that the other side has taken it, in the order
        of the calls.

        Whoever lost the answer sends the mail again: a Message-ID that the other side knows already
        is no error, and its mail arrives once or each time. Two Message-IDs are two mails, though
        they say the same.

        Raises ``MailDeferred`` or ``MailRefused``, or a subclass, for this mail alone,
        ``MailerUnavailable`` when no mail can leave at present. An address that has other letters
        than ASCII before its @ is refused where the other side takes none; its domain never is.
        """
        ...

    def close(self) -> None:
        """End what several mails shared, such as a connection; ``send`` may be called again."""
        ...
