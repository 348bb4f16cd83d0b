"""Hand mails to a mail server, several over one connection.

The server's reply decides. A 4xx defers one mail; a 5xx to its recipient or its content refuses it
permanently. A 421, a 530, a refused sender, or a failure of the connection, its TLS or its AUTH
stops all mail. A connection that is lost while sending a mail defers that mail alone: if that mail
makes the server fail, the others still leave; if the server is down, the next mail cannot connect,
and all mail stops.
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
    """Thread-safe: mails leave one after the other, over a connection that is open until ``close``.

    Delivers at least once: a mail whose acceptance did not arrive is reported as deferred.
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
            raise MailRefused("this mail cannot be encoded") from error
        with self._lock:
            self._connection = self._reused() or self._connect()
            _transmit(self._connection, composed)

    def close(self) -> None:
        """Close the connection; the next ``send`` opens another."""
        with self._lock:
            connection, self._connection = self._connection, None
            if connection is not None:
                with closing(connection), suppress(smtplib.SMTPException, OSError):
                    connection.quit()

    def _reused(self) -> smtplib.SMTP | None:
        """The previous mail's connection, reset, if there is one and it still works."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(smtplib.SMTPException, OSError):
                if connection.rset()[0] == 250:
                    return connection
            connection.close()
        return None

    def _connect(self) -> smtplib.SMTP:
        server = self._server
        try:
            with ExitStack() as undone:
                connection = self._open_socket()
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
        ) as error:  # ValueError: a challenge that is not Base64
            raise MailerUnavailable(
                f"no connection to the mail server: {_describe(error)}"
            ) from error

    def _open_socket(self) -> smtplib.SMTP:
        """Connect, and secure the connection before anything is sent over it."""
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
            # Raises when the server does not offer STARTTLS: without it nothing is sent.
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
        raise _verdict(refusal.smtp_code, _describe(refusal)) from refusal
    except (smtplib.SMTPException, OSError) as trouble:
        raise MailDeferred(
            f"the connection was lost while sending a mail: {_describe(trouble)}"
        ) from trouble


def _verdict(code: int, status: str) -> PortError:
    if code in (421, 530):  # closing down (RFC 5321, 3.8), authentication required (RFC 4954, 6)
        return MailerUnavailable(f"the mail server takes no mail: {status}")
    if 500 <= code <= 599:
        return MailRefused(f"the mail server refused the mail: {status}")
    return MailDeferred(f"the mail server deferred the mail: {status}")


def _describe(error: Exception) -> str:
    """Describe an error without the server's own words, which may quote an address or a link."""
    if isinstance(error, smtplib.SMTPResponseException):
        return _status(error.smtp_code, error.smtp_error)
    return str(error)


def _status(code: int, reply: bytes | str) -> str:
    """Give a reply by its numbers alone (RFC 5321, RFC 3463), such as ``550 5.1.1``."""
    enhanced = _ENHANCED_STATUS.match(
        reply if isinstance(reply, bytes) else reply.encode("ascii", "replace")
    )
    return f"{code} {enhanced[0].decode()}" if enhanced else str(code)
