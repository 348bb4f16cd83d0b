"""Mails through Django's e-mail backend, whichever the host has configured."""

import smtplib
from collections.abc import Callable
from contextlib import suppress
from email.header import Header
from email.utils import format_datetime
from typing import Any

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from espaceclient.adapters.smtp.message import one_line
from espaceclient.adapters.smtp.verdict import Step, describe, judge
from espaceclient.ports.errors import MailDeferred, MailerUnavailable, MailRefused, PortError
from espaceclient.ports.mailer import Message


class DjangoMailer:
    """The ``Mailer`` port over ``django.core.mail``; thread-safe: each mail has a connection.

    ``sender`` is as ``DEFAULT_FROM_EMAIL``, which is the default. ``connect`` makes a backend, by
    default that of ``EMAIL_BACKEND``. Django cannot write an address whose local part is not ASCII:
    such a mail is refused. A backend that tells no more than that it failed defers the mail.
    """

    def __init__(
        self,
        sender: str | None = None,
        *,
        connect: Callable[[], BaseEmailBackend] = get_connection,
    ) -> None:
        self._sender = sender
        self._connect = connect

    def send(self, message: Message) -> None:
        """Send one mail, as ``Mailer.send`` says."""
        mail = self._composed(message)
        connection = self._connect()
        try:
            connection.open()
        except OSError as error:  # an SMTPException is one
            raise MailerUnavailable(
                f"no connection to the mail server: {describe(error)}"
            ) from error
        try:
            taken = connection.send_messages([mail])
        except Exception as error:
            raise _judged(error) from error
        finally:
            with suppress(Exception):  # what was taken would be sent again, what was not is told
                connection.close()
        if not taken:
            raise MailDeferred("the e-mail backend did not say that it took the mail")

    def close(self) -> None:
        """Nothing is shared between mails."""

    def _composed(self, message: Message) -> EmailMultiAlternatives:
        if not message.to.text.rpartition("@")[0].isascii():
            raise MailRefused("this address needs SMTPUTF8, which Django does not speak")
        mail = _Mail(
            message.subject,
            message.text,
            self._sender,
            [message.to.text],
            reply_to=_answered(message),
            headers={
                "Message-ID": f"<{message.message_id}>",
                "Date": format_datetime(message.queued_at),
                "Auto-Submitted": "auto-generated",  # RFC 3834: no out-of-office comes back
            },
        )
        mail.attach_alternative(message.html, "text/html")
        try:
            one_line(None, None, message.subject)
            mail.message()
        except ValueError as error:
            raise MailRefused("this mail cannot be encoded") from error
        return mail


def _answered(message: Message) -> list[str]:
    """Return who reads what is answered, if Django can write that address."""
    to = message.reply_to.text if message.reply_to else ""
    return [to] if to and to.rpartition("@")[0].isascii() else []


class _Mail(EmailMultiAlternatives):
    """Folds a long subject where its reader sees no space: Django does not count the header's name.

    Backends that write no mail themselves, but call a provider, are given the subject as it is.
    """

    def message(self, *args: Any, **kwargs: Any) -> Any:
        plain = self.subject
        try:
            self.subject = Header(str(plain), "utf-8", header_name="Subject").encode(linesep="")
            return super().message(*args, **kwargs)
        finally:
            self.subject = plain


def _judged(error: Exception) -> PortError:
    """Judge what a backend raised while it sent a mail."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            ((code, reply),) = error.recipients.values()
            return judge(Step.RECIPIENT, code, reply)
        case smtplib.SMTPSenderRefused(smtp_code=code, smtp_error=bytes() as reply):
            return judge(Step.SENDER, code, reply)
        case smtplib.SMTPDataError(smtp_code=code, smtp_error=bytes() as reply):
            return judge(Step.CONTENT, code, reply)
        case smtplib.SMTPResponseException():
            return MailerUnavailable(f"the mail server takes no mail: {describe(error)}")
        case ConnectionRefusedError():
            return MailerUnavailable("no connection to the mail server")
        case _:
            return MailDeferred(f"the mail may not have arrived: {type(error).__name__}")
