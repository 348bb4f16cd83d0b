"""A real mail server on loopback that keeps every mail it has accepted, copies included."""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.policy import default

from aiosmtpd.smtp import SMTP, Envelope, Session
from attrs import define, field, frozen

HOST = "127.0.0.1"
ACTIVATION = "Activez votre espace client"
CONTRACT_IN_USE = "Votre demande d'espace client n'a pas pu aboutir"
CONFIRMED = "Votre compte est confirmé"
RESET = "Choisissez votre nouveau mot de passe"
UPDATED = "Votre mot de passe a été mis à jour"
_LINK = re.compile(r"https?://[^\s<>\"]+")


@frozen
class ReceivedMail:
    """``link`` is the path and token of the page that the mail leads to."""

    message_id: str
    to: str
    subject: str
    link: str

    @classmethod
    def parse(cls, envelope: Envelope) -> "ReceivedMail":
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=default)
        body = message.get_body(("plain",))
        link = _LINK.search(body.get_content() if body else "")
        assert link
        return cls(message["Message-ID"], envelope.rcpt_tos[0], message["Subject"], link.group())


@define
class Mailbox:
    """All mails that the server has accepted, in their order."""

    received: list[ReceivedMail] = field(factory=list)
    _arrival: asyncio.Event = field(factory=asyncio.Event)

    async def handle_DATA(  # noqa: N802 - aiosmtpd calls it so
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        self.received.append(ReceivedMail.parse(envelope))
        self._arrival.set()
        self._arrival = asyncio.Event()
        return "250 OK"

    def distinct(self, to: str, subjects: Iterable[str]) -> list[ReceivedMail]:
        """Return the mails to somebody with one of the subjects, each once."""
        wanted = set(subjects)
        return [
            mail
            for mail in dict.fromkeys(self.received)
            if mail.to == to and mail.subject in wanted
        ]

    async def arrival(self) -> None:
        """Wait for the next mail, whoever it is for."""
        await self._arrival.wait()

    async def newest(self, to: str, *subjects: str) -> ReceivedMail:
        """Return the newest such mail, as soon as there is one."""
        while not (found := self.distinct(to, subjects)):
            await self.arrival()
        return found[-1]

    @property
    def duplicates(self) -> int:
        """The number of copies beyond the first of each Message-ID."""
        ids = Counter(mail.message_id for mail in self.received)
        return ids.total() - len(ids)


@asynccontextmanager
async def mail_server() -> AsyncIterator[tuple[Mailbox, int]]:
    """Serve on a free port of loopback; gives the mailbox and the port."""
    loop, mailbox = asyncio.get_running_loop(), Mailbox()
    transports: list[asyncio.BaseTransport] = []

    class Server(SMTP):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            transports.append(transport)
            super().connection_made(transport)

    def connected() -> SMTP:
        return Server(mailbox, loop=loop, hostname="mail.test", enable_SMTPUTF8=True)

    server = await loop.create_server(connected, HOST, 0)
    try:
        yield mailbox, server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for transport in transports:
            transport.close()
        await server.wait_closed()
