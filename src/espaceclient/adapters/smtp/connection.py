"""One connection to a mail server, and the mails that leave over it one after the other."""

import re
import smtplib
from contextlib import suppress
from time import monotonic
from typing import NoReturn

from espaceclient.adapters.smtp.message import Composed
from espaceclient.adapters.smtp.session import Session
from espaceclient.adapters.smtp.verdict import Step, describe, judge
from espaceclient.ports.errors import MailDeferred, MailerUnavailable, MailRefused

_ACCEPTED = {Step.SENDER: (250,), Step.RECIPIENT: (250, 251, 252), Step.DATA: (354,)}


class Stale(Exception):
    """The server has closed a connection that had taken mails before; nothing of this one went."""


class Connection:
    """Takes mails while ``is_open``."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._used = False
        self._must_reset = False

    @property
    def is_open(self) -> bool:
        return self._session.sock is not None

    def send(self, mail: Composed) -> None:
        """Send one mail; raises ``Stale``, or what ``Mailer.send`` raises."""
        if mail.international and not self._session.has_extn("smtputf8"):
            raise MailRefused("the mail server takes only ASCII letters before the @ of an address")
        used, self._used = self._used, True
        try:
            refused = self._announce(mail)
        except (smtplib.SMTPException, OSError) as trouble:
            self._session.close()
            if used:
                raise Stale from trouble
            raise MailerUnavailable(
                f"the connection was lost before the mail was sent: {describe(trouble)}"
            ) from trouble
        if refused:
            step, code, reply = refused
            if used and code == 421:
                self._session.close()
                raise Stale
            self._refuse(step, code, reply)
        self._send_content(mail)

    def say_goodbye(self) -> None:
        """Send QUIT; ``close`` waits for its answer."""
        with suppress(smtplib.SMTPException, OSError):
            self._session.putcmd("quit")

    def close(self, deadline: float) -> None:
        """Close, after the answer to QUIT if it comes before ``deadline`` (monotonic seconds)."""
        if self.is_open:
            with suppress(smtplib.SMTPException, OSError):
                self._session.timeout = max(0.0, deadline - monotonic())
                self._session.getreply()
            self._session.close()

    def _announce(self, mail: Composed) -> tuple[Step, int, bytes] | None:
        """Ask whether the mail may be sent; return the first answer that does not accept it."""
        if self._must_reset:
            self._session.rset()
        self._must_reset = True
        commands = self._commands(mail)
        pipelining = self._session.has_extn("pipelining")  # RFC 2920: all in one round trip
        if pipelining:
            self._session.send(b"".join(commands.values()))
        refused = None
        for step, command in commands.items():
            if not pipelining:
                self._session.send(command)
            code, reply = self._session.getreply()
            if refused and code == 354:  # waits for the content of a mail without a recipient
                self._session.close()
            if code not in _ACCEPTED[step]:
                refused = refused or (step, code, reply)
                if not pipelining:
                    break
        return refused

    def _commands(self, mail: Composed) -> dict[Step, bytes]:
        size = f" SIZE={len(mail.content)}" if self._session.has_extn("size") else ""
        international = " SMTPUTF8 BODY=8BITMIME" if mail.international else ""
        return {
            Step.SENDER: f"MAIL FROM:<{mail.sender}>{size}{international}\r\n".encode(),
            Step.RECIPIENT: f"RCPT TO:<{mail.recipient}>\r\n".encode(),
            Step.DATA: b"DATA\r\n",
        }

    def _send_content(self, mail: Composed) -> None:
        try:
            self._session.send(re.sub(rb"(?m)^\.", b"..", mail.content) + b".\r\n")
            code, reply = self._session.getreply()
        except (smtplib.SMTPException, OSError) as trouble:
            self._session.close()
            # It may have arrived: counted as an attempt, so that not too many copies do.
            raise MailDeferred(
                f"the connection was lost before the mail was acknowledged: {describe(trouble)}"
            ) from trouble
        if not 200 <= code <= 299:
            self._refuse(Step.CONTENT, code, reply)
        self._must_reset = False

    def _refuse(self, step: Step, code: int, reply: bytes) -> NoReturn:
        """Raise what a reply means; the connection stays open if the server goes on with it."""
        if code == 421 or not 400 <= code <= 599:
            self._session.close()
        raise judge(step, code, reply) from smtplib.SMTPResponseException(code, reply)
