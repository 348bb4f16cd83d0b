"""Mail servers on loopback: a real one (aiosmtpd), and one that answers by a script."""

import asyncio
import socket
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from threading import Event, Thread
from typing import Any, Self, cast

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from attrs import define, field

HOST = "localhost"


@define
class Postbox:
    """What came in, and what the server answers to the next commands; an empty list answers 250."""

    received: list[Envelope] = field(factory=list)
    connections: int = 0
    logins: list[tuple[str, str]] = field(factory=list)
    over_tls: list[bool] = field(factory=list)
    answers_to_mail: list[str] = field(factory=list)
    answers_to_recipient: list[str] = field(factory=list)
    answers_to_content: list[str] = field(factory=list)
    transports: list[asyncio.Transport] = field(factory=list)
    arrived: Event = field(factory=Event)

    async def handle_MAIL(  # noqa: N802 - aiosmtpd calls it so
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.answers_to_mail.pop(0) if self.answers_to_mail else "250 OK"
        if answer.startswith("250"):
            envelope.mail_from = address
            envelope.mail_options = options
        return answer

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls it so
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        answer = self.answers_to_recipient.pop(0) if self.answers_to_recipient else "250 OK"
        if answer == "drop":
            self.transports[-1].abort()
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(  # noqa: N802 - aiosmtpd calls it so
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        answer = self.answers_to_content.pop(0) if self.answers_to_content else "250 OK"
        if answer.startswith("250"):
            self.received.append(envelope)
            self.arrived.set()
            self.over_tls.append(self.transports[-1].get_extra_info("sslcontext") is not None)
        return answer

    def check_login(
        self,
        _server: SMTP,
        _session: Session,
        _envelope: Envelope,
        _mechanism: str,
        login: LoginPassword,
    ) -> AuthResult:
        self.logins.append((login.login.decode(), login.password.decode()))
        right = login.password == b"s3cret"
        return AuthResult(success=right, handled=right)  # not handled: aiosmtpd answers 535


class _CountedSMTP(SMTP):
    at_most = 1_000

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if self.transport is None:  # not the second beginning, under STARTTLS
            self.event_handler.connections += 1
        if self.event_handler.connections > self.at_most:
            cast(asyncio.Transport, transport).write(b"421 4.7.0 too many connections\r\n")
            transport.close()
            return
        self.event_handler.transports.append(cast(asyncio.Transport, transport))
        super().connection_made(transport)


class MailServer:
    """``implicit`` or ``starttls``: the TLS context of the server's certificate; ``at_most``: how
    many callers it greets; ``options`` go to aiosmtpd.
    """

    def __init__(
        self,
        *,
        implicit: ssl.SSLContext | None = None,
        starttls: ssl.SSLContext | None = None,
        **options: Any,
    ) -> None:
        self.postbox = Postbox()
        self.port = 0
        self._implicit = implicit
        self._at_most: int = options.pop("at_most", 1_000)
        self._options = {
            "tls_context": starttls,
            "hostname": "mail.test",
            "enable_SMTPUTF8": True,
        } | options
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever)

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._begin(), self._loop).result(10)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def hang_up(self) -> None:
        """Close every connection, as a server does that has waited for long enough."""
        asyncio.run_coroutine_threadsafe(self._hang_up(), self._loop).result(10)

    async def _begin(self) -> None:
        self._server = await self._loop.create_server(
            self._protocol, "127.0.0.1", 0, ssl=self._implicit
        )
        self.port = self._server.sockets[0].getsockname()[1]

    def _protocol(self) -> SMTP:
        protocol = _CountedSMTP(
            self.postbox, loop=self._loop, authenticator=self.postbox.check_login, **self._options
        )
        protocol.at_most = self._at_most
        return protocol

    async def _hang_up(self) -> None:
        for transport in self.postbox.transports:
            transport.close()

    async def _end(self) -> None:
        self._server.close()
        await self._server.wait_closed()
        await self._hang_up()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)


@contextmanager
def silent_server() -> Iterator[int]:
    """Take connections and never say a word; gives the port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


@contextmanager
def scripted_server(*answers: bytes) -> Iterator[tuple[int, Sequence[bytes]]]:
    """Greet one caller with the first answer, answer each line with the next, then fall silent.

    Gives the port and the lines heard.
    """
    heard: list[bytes] = []
    over = Event()

    def serve() -> None:
        connection, _ = listening.accept()
        with connection, connection.makefile("rb") as lines:
            connection.sendall(answers[0])
            for answer in answers[1:]:
                heard.append(lines.readline())
                connection.sendall(answer)
            over.wait(30)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = Thread(target=serve)
        thread.start()
        try:
            yield listening.getsockname()[1], heard
        finally:
            over.set()
            thread.join(30)


@contextmanager
def dripping_server() -> Iterator[int]:
    """Greet callers a byte at a time, and never come to the end; gives the port."""
    over = Event()

    def serve() -> None:
        connection, _ = listening.accept()
        with connection, suppress(OSError):
            connection.sendall(b"220-")
            while not over.wait(0.02):
                connection.sendall(b"x")

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = Thread(target=serve)
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            over.set()
            thread.join(30)
