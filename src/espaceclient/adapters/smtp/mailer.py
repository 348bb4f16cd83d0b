"""Hand mails to a mail server, over connections that are kept for the next mail.

The server's reply decides, as ``verdict`` says. A connection that is lost before the mail was sent
stops all mail; one that is lost before the mail was acknowledged defers that mail, for it may have
arrived. On a connection that had taken mails before, the server may have grown tired of waiting:
the mail is sent over another one.
"""

import smtplib
import ssl
from contextlib import ExitStack
from typing import assert_never

from espaceclient.adapters.smtp.connection import Connection, Stale
from espaceclient.adapters.smtp.connections import Connections
from espaceclient.adapters.smtp.message import Composed, Sender, ascii_domain, compose
from espaceclient.adapters.smtp.server import SmtpServer, Tls
from espaceclient.adapters.smtp.session import Session, TlsSession
from espaceclient.adapters.smtp.verdict import describe
from espaceclient.ports.errors import MailerUnavailable, MailRefused
from espaceclient.ports.mailer import Message


class SmtpMailer:
    """Thread-safe: each thread that sends has a connection to itself, open until ``close``.

    When the server lets fewer connections in, threads wait for each other.

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
        self._connections = Connections(self._connect)

    def send(self, message: Message) -> None:
        """Send one mail, as ``Mailer.send`` says."""
        try:
            composed = compose(message, self._sender)
        except ValueError as error:
            raise MailRefused("this mail cannot be encoded") from error
        while not self._sent(composed):
            """The connection was stale; a new one never is."""

    def close(self) -> None:
        """Close the connections; the next ``send`` opens another."""
        self._connections.close()

    def _sent(self, mail: Composed) -> bool:
        with self._connections.lent() as connection:
            try:
                connection.send(mail)
            except Stale:
                return False
            return True

    def _connect(self) -> Connection:
        server = self._server
        try:
            with ExitStack() as undone:
                session = self._open_session()
                undone.callback(session.close)
                session.ehlo_or_helo_if_needed()
                if server.user is not None and server.password is not None:
                    session.login(server.user, server.password)
                undone.pop_all()
                return Connection(session)
        except (
            smtplib.SMTPException,
            OSError,
            ValueError,
        ) as error:  # ValueError: a challenge that is not Base64
            raise MailerUnavailable(
                f"no connection to the mail server: {describe(error)}"
            ) from error

    def _open_session(self) -> Session:
        """Connect, and secure the connection before anything is sent over it."""
        server = self._server
        us = ascii_domain(self._sender.address)
        match server.tls:
            case Tls.IMPLICIT:
                return TlsSession(
                    server.host, server.port, us, timeout=server.timeout, context=self._tls
                )
            case Tls.STARTTLS:
                return self._secured(Session(server.host, server.port, us, timeout=server.timeout))
            case Tls.PLAIN:
                return Session(server.host, server.port, us, timeout=server.timeout)
            case _:
                assert_never(server.tls)

    def _secured(self, session: Session) -> Session:
        with ExitStack() as undone:
            undone.callback(session.close)
            # Raises when the server does not offer STARTTLS: without it nothing is sent.
            session.starttls(context=self._tls)
            undone.pop_all()
        return session
