"""The mailer: hands composed mails over to a mail server or gateway."""

from datetime import datetime
from typing import Protocol

from attrs import field, frozen

from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.instant import require_utc


@frozen
class Message:
    """A composed mail, ready to be sent.

    ``message_id`` is the value of the Message-ID field without its angle brackets; it stays the
    same at every attempt. ``to`` is the recipient. ``subject`` is one line of at most 200
    characters. ``text`` and ``html`` are the same content as plain text and as a whole HTML
    document, each of at most 100,000 characters of any script. ``queued_at`` is when the mail was
    decided on, in UTC. ``reply_to`` is who reads what is answered, ``None`` for the sender.
    """

    message_id: str
    to: EmailAddress
    subject: str
    text: str = field(repr=False)
    html: str = field(repr=False)
    queued_at: datetime = field(validator=require_utc)
    reply_to: EmailAddress | None = None


class Mailer(Protocol):
    """Sends composed mails."""

    def send(self, message: Message) -> None:
        """Hand one mail over completely; returning means that the other side has accepted it.

        Any number of threads may send at the same time; the mails of one thread are handed over in
        the order of its calls. A caller that did not receive the answer sends the mail again: a
        Message-ID that the other side knows already is not an error, and the mail arrives either
        once or each time. Two Message-IDs are two mails, even when their contents are equal.

        An address whose local part is not ASCII is refused where the other side does not support
        it (RFC 6531); an internationalised domain is always supported, in its A-label form.

        Raises ``MailDeferred`` or ``MailRefused``, or a subclass of them, for this mail alone.
        Raises ``MailerUnavailable`` when no mail can be sent at present, and when this one is
        refused for a reason that does not lie with its recipient. A mail that may have arrived is
        ``MailDeferred``, so that not too many copies of it do.
        """
        ...

    def close(self) -> None:
        """Release what several mails shared, such as a connection; ``send`` may be called again."""
        ...
