"""How many mails a second one relay hands to a mail server that is near, or far away.

Run ``python -m tests.benchmarks.far_mail`` in the project's environment. The mail server (aiosmtpd)
is a process of its own on loopback, behind a proxy that delays each piece of data by half of the
round trip in either direction, and the beginning of each connection by a whole one. The mails lie
in an SQLite file, are worded and signed as in production, and each delivery is committed to the
file. Nothing is asserted.
"""

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing, contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from time import perf_counter

from aiosmtpd.smtp import SMTP, Envelope, Session
from attrs import define

from espaceclient.adapters.smtp import Sender, SmtpMailer, SmtpServer
from espaceclient.adapters.sqlite import SqliteDatabase, SqliteOutbox, SqliteStorage
from espaceclient.adapters.system import SystemClock, SystemTokens
from espaceclient.adapters.wording import TomlWording
from espaceclient.domain.decision import Decision
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.mail import AccountConfirmedMail
from espaceclient.ports.storage import Snapshot
from espaceclient.relay import Links, Relay
from tests.adapters.smtp.server import MailServer, Postbox
from tests.client_fixture import KEYS

_SPAWN = get_context("spawn")
CASES = (
    (0.0, 1, False, 600),
    (0.0, 4, False, 600),
    (0.020, 1, False, 60),
    (0.020, 1, True, 120),
    (0.020, 4, False, 300),
    (0.020, 4, True, 600),
    (0.020, 8, False, 600),
    (0.020, 8, True, 1000),
    (0.040, 8, True, 600),
)
"""Round trip in seconds, connections, whether the server offers PIPELINING, mails."""


@define
class _Pipelining(Postbox):
    async def handle_EHLO(  # noqa: N802 - aiosmtpd calls it so
        self,
        _server: SMTP,
        session: Session,
        _envelope: Envelope,
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        session.host_name = hostname
        return [*responses[:-1], "250-PIPELINING", responses[-1]]


async def _delayed(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, seconds: float
) -> None:
    """Pass on what comes in, each piece so many seconds later, in order."""
    loop = asyncio.get_running_loop()
    pieces: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

    async def pass_on() -> None:
        while True:
            at, piece = await pieces.get()
            await asyncio.sleep(max(0.0, at - loop.time()))
            if not piece:
                writer.close()
                return
            writer.write(piece)

    passing = asyncio.create_task(pass_on())
    with suppress(ConnectionError):
        while piece := await reader.read(65536):
            pieces.put_nowait((loop.time() + seconds, piece))
    pieces.put_nowait((loop.time() + seconds, b""))
    await passing


def _through(port: int, round_trip: float) -> Callable[..., Awaitable[None]]:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(round_trip)
        there, back = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(
            _delayed(reader, back, round_trip / 2), _delayed(there, writer, round_trip / 2)
        )

    return handle


def run_server(round_trip: float, pipelining: bool, ready: Connection) -> None:  # noqa: FBT001 - called by name of the process
    """Run the mail server and its proxy until the process is terminated."""

    async def proxy(port: int) -> None:
        server = await asyncio.start_server(_through(port, round_trip), "127.0.0.1", 0)
        ready.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    with MailServer() as server:
        server.postbox = _Pipelining() if pipelining else Postbox()
        if round_trip:
            asyncio.run(proxy(server.port))
        else:
            ready.send(server.port)
            ready.poll(None)


@contextmanager
def mail_server(round_trip: float, *, pipelining: bool) -> Iterator[int]:
    """Run the server in a process of its own; gives the port to connect to."""
    here, there = _SPAWN.Pipe()
    process = _SPAWN.Process(target=run_server, args=(round_trip, pipelining, there))
    process.start()
    try:
        yield here.recv()
    finally:
        process.terminate()
        process.join()


def mails_a_second(port: int, connections: int, count: int, database: SqliteDatabase) -> float:
    clock = SystemClock()
    mails = [AccountConfirmedMail(EmailAddress(f"a{number}@exemple.fr")) for number in range(count)]
    SqliteStorage(database).commit(Decision(None, clock.now(), queue=tuple(mails)), Snapshot({}))
    sender = Sender(EmailAddress("clients@eau.test"), "Service clients")
    mailer = SmtpMailer(SmtpServer("127.0.0.1", port=port), sender)
    relay = Relay(
        outbox=SqliteOutbox(database),
        storage=SqliteStorage(database),
        mailer=mailer,
        wording=TomlWording.french(),
        tokens=SystemTokens(links=KEYS.links),
        clock=clock,
        links=Links("https://clients.eau.test"),
        senders=connections,
    )
    begun, delivered = perf_counter(), 0
    while done := relay.deliver_due().delivered:
        delivered += done
    assert delivered == count
    return count / (perf_counter() - begun)


def main() -> None:
    for round_trip, connections, pipelining, count in CASES:
        with (
            tempfile.TemporaryDirectory() as folder,
            closing(SqliteDatabase(Path(folder) / "file.sqlite")) as database,
            mail_server(round_trip, pipelining=pipelining) as port,
        ):
            rate = mails_a_second(port, connections, count, database)
        offered = "PIPELINING" if pipelining else ""
        away = f"{round_trip * 1000:3.0f} ms away"
        sys.stdout.write(f"{away}  {connections} connections {rate:7.1f} mails/s  {offered}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
