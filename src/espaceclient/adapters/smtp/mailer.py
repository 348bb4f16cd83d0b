"""Hand mails to a mail server, several over one connection.

What the server answers decides: a 4xx puts one mail off, a 5xx to its recipient or to its content
refuses it for good, and 421, 530, a sender refused, or trouble with the connection, its TLS or its
AUTH stops all mail. A connection that is lost in the middle of a mail puts off that mail alone:
should the mail be what the server chokes on, the others still leave; should the server be down, the
next one finds out.
"""

import re
import smtplib
import ssl
from contextlib import ExitStack, closing, suppress
from threading import Lock
from typing import assert_never

from espaceclient.adapters.smtp.message import Composed, Sender, ascii_domain, compose
from espaceclient.adapters.smtp.server import SmtpServer, Tls
from espaceclient.ports.errors import MailDeferred, MailerUnavailable, MailRefused, PortError
from espaceclient.ports.mailer import Message

_ENHANCED_STATUS = re.compile(rb"[245]\.[0-9]{1,3}\.[0-9]{1,3}(?![0-9.])")


class SmtpMailer:
    """Thread-safe: mails leave one after the other, over a connection that is kept until ``close``.

    Delivers at least once: a mail whose acceptance got lost on the way is reported as put off.
    """

    def __init__(self, server: SmtpServer, sender: Sender) -> None:
        """Connects to nothing yet; raises ``OSError`` when the server's ``ca_file`` cannot be
        read.
        """
        self._server = server
        self._sender = sender
        self._tls = (
            None if server.tls is Tls.PLAIN else ssl.create_default_context(cafile=server.ca_file)
        )
        self._lock = Lock()
        self._connection: smtplib.SMTP | None = None

    def send(self, message: Message) -> None:
        """Send one mail, as ``Mailer.send`` says."""
        try:
            composed = compose(message, self._sender)
        except ValueError as error:
            raise MailRefused("this mail cannot be written down") from error
        with self._lock:
            self._connection = self._kept() or self._opened()
            _transmit(self._connection, composed)

    def close(self) -> None:
        """Take leave of the server; the next ``send`` connects anew."""
        with self._lock:
            connection, self._connection = self._connection, None
            if connection is not None:
                with closing(connection), suppress(smtplib.SMTPException, OSError):
                    connection.quit()

    def _kept(self) -> smtplib.SMTP | None:
        """The connection of the mail before, cleared of what it left, if the server still keeps it
        too.
        """
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(smtplib.SMTPException, OSError):
                if connection.rset()[0] == 250:
                    return connection
            connection.close()
        return None

    def _opened(self) -> smtplib.SMTP:
        server = self._server
        try:
            with ExitStack() as undone:
                connection = self._dialled()
                undone.callback(connection.close)
                connection.ehlo_or_helo_if_needed()
                if server.user is not None and server.password is not None:
                    connection.login(server.user, server.password)
                undone.pop_all()
                return connection
        except (
            smtplib.SMTPException,
            OSError,
            ValueError,
        ) as error:  # ValueError: a challenge that is no Base64
            raise MailerUnavailable(f"no connection to the mail server: {_tell(error)}") from error

    def _dialled(self) -> smtplib.SMTP:
        """Connect, and secure the connection before anything is said over it."""
        server = self._server
        us = ascii_domain(self._sender.address)
        match server.tls:
            case Tls.IMPLICIT:
                return smtplib.SMTP_SSL(
                    server.host, server.port, us, timeout=server.timeout, context=self._tls
                )
            case Tls.STARTTLS:
                return self._secured(
                    smtplib.SMTP(server.host, server.port, us, timeout=server.timeout)
                )
            case Tls.PLAIN:
                return smtplib.SMTP(server.host, server.port, us, timeout=server.timeout)
            case _:
                assert_never(server.tls)

    def _secured(self, connection: smtplib.SMTP) -> smtplib.SMTP:
        with ExitStack() as undone:
            undone.callback(connection.close)
            # Raises when the server does not offer STARTTLS: there is no going on without.
            connection.starttls(context=self._tls)
            undone.pop_all()
        return connection


def _transmit(connection: smtplib.SMTP, mail: Composed) -> None:
    if mail.international and not connection.has_extn("smtputf8"):
        raise MailRefused("the mail server takes only ASCII letters before the @ of an address")
    options = ("SMTPUTF8", "BODY=8BITMIME") if mail.international else ()
    try:
        connection.sendmail(mail.sender, [mail.recipient], mail.content, options)
    except smtplib.SMTPRecipientsRefused as refusal:
        code, reply = refusal.recipients[mail.recipient]
        raise _verdict(code, _status(code, reply)) from refusal
    except smtplib.SMTPSenderRefused as refusal:
        status = _status(refusal.smtp_code, refusal.smtp_error)
        if refusal.smtp_code >= 500:
            raise MailerUnavailable(f"the mail server refused the sender: {status}") from refusal
        raise _verdict(refusal.smtp_code, status) from refusal
    except smtplib.SMTPDataError as refusal:
        raise _verdict(refusal.smtp_code, _tell(refusal)) from refusal
    except (smtplib.SMTPException, OSError) as trouble:
        raise MailDeferred(
            f"the connection was lost in the middle of a mail: {_tell(trouble)}"
        ) from trouble


def _verdict(code: int, status: str) -> PortError:
    if code in (421, 530):  # closing down (RFC 5321, 3.8), authentication required (RFC 4954, 6)
        return MailerUnavailable(f"the mail server takes no mail: {status}")
    if 500 <= code <= 599:
        return MailRefused(f"the mail server refused the mail: {status}")
    return MailDeferred(f"the mail server put the mail off: {status}")


def _tell(error: Exception) -> str:
    """Say what happened without the server's own words, which may quote an address or a link."""
    if isinstance(error, smtplib.SMTPResponseException):
        return _status(error.smtp_code, error.smtp_error)
    return str(error)


def _status(code: int, reply: bytes | str) -> str:
    """Say an answer by its numbers alone (RFC 5321, RFC 3463), such as ``550 5.1.1``."""
    enhanced = _ENHANCED_STATUS.match(
        reply if isinstance(reply, bytes) else reply.encode("ascii", "replace")
    )
    return f"{code} {enhanced[0].decode()}" if enhanced else str(code)
