"""``espaceclient demo``: everything on this machine, on sample data, with a mailbox to read the
mails in.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import TypeVar

from rich.markup import escape

from espaceclient.adapters.cli.composition import make_mailer, make_pages, make_relay, open_database
from espaceclient.adapters.cli.console import CONSOLE, fail
from espaceclient.adapters.cli.delivery import deliver_until
from espaceclient.adapters.cli.server import listen, serve
from espaceclient.adapters.cli.settings import DemoSettings, ServeSettings, load
from espaceclient.adapters.memory import MemoryMailer
from espaceclient.adapters.smtp import SmtpMailer
from espaceclient.adapters.sqlite import SqliteDatabase, SqliteStorage, SqliteSubscribers
from espaceclient.adapters.subscribers_csv import (
    SAMPLE_COMMUNES,
    SAMPLE_SUBSCRIBERS,
    BillingExport,
    read_communes,
    stage,
)
from espaceclient.domain.values import Communes, Subscriber
from espaceclient.ports.keys import (
    FingerprintKeys,
    Key,
    KeyRing,
    LinkKeys,
    PepperKeys,
    SessionKeys,
)
from espaceclient.ports.storage import AccountOfContract
from espaceclient.relay import Relay

Ring = TypeVar("Ring", bound=KeyRing)

LOOPBACK = "127.0.0.1"
POLL = 0.2
"""Seconds: mails of a demonstration come at once."""


def demo() -> None:
    """Try it: pages on 127.0.0.1, sample subscribers, and a mailbox unless ESPACECLIENT_SMTP_URL is
    set.
    """
    settings = load(DemoSettings)
    communes_file = settings.communes or SAMPLE_COMMUNES
    communes = read_communes(communes_file)
    try:
        listening = listen(LOOPBACK, settings.port)
    except OSError as error:
        fail(
            f"Port {settings.port} cannot be had ({error.strerror}): choose another one with PORT=…"
        )
    with listening, open_database(settings.data) as database:
        serve_settings = _serve_settings(settings, communes_file, listening.getsockname()[1])
        subscriber = _fill_register(settings, database, communes)
        mailbox = MemoryMailer()
        mailer = _mailer(settings) or mailbox
        app = make_pages(
            serve_settings, database, None if settings.smtp_url else lambda: mailbox.messages
        )
        with _relaying(make_relay(serve_settings, database, mailer)):
            _welcome(serve_settings, settings, subscriber, communes)
            serve(app, listening)
    CONSOLE.print("Stopped.")


def _serve_settings(settings: DemoSettings, communes: Path, port: int) -> ServeSettings:
    return ServeSettings(
        data=settings.data,
        base_url=f"http://{LOOPBACK}:{port}/",
        link_keys=_stored_key(LinkKeys, settings.data / "link.key"),
        session_keys=_stored_key(SessionKeys, settings.data / "session.key"),
        fingerprint_keys=_stored_key(FingerprintKeys, settings.data / "fingerprint.key"),
        password_keys=_stored_key(PepperKeys, settings.data / "password.key"),
        communes=communes,
    )


def _stored_key(kind: type[Ring], file: Path) -> Ring:
    """Read a key, drawn the first time, so that accounts of one demonstration open in the next."""
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(Key.generate().export(), "ascii")
    return kind.parse(file.read_text("ascii"))


def _fill_register(
    settings: DemoSettings, database: SqliteDatabase, communes: Communes
) -> Subscriber:
    """Import the subscribers; return one to try."""
    file = settings.subscribers or SAMPLE_SUBSCRIBERS
    with stage(BillingExport(file, operators=communes.operators)) as staged:
        free = next((each for each in staged.subscribers() if _is_free(each, database)), None)
        if free is None:
            fail(f"{file.name} holds no subscriber of these communes without an account.")
        SqliteSubscribers(database).replace(staged.subscribers())
    return free


def _is_free(subscriber: Subscriber, database: SqliteDatabase) -> bool:
    """Tell whether an account can be opened: a demonstration goes on where the last one stopped."""
    of_contract = AccountOfContract(subscriber.contract)
    return (
        not subscriber.ended and SqliteStorage(database).read(of_contract).one(of_contract) is None
    )


def _mailer(settings: DemoSettings) -> SmtpMailer | None:
    if settings.smtp_url is None:
        return None
    try:
        return make_mailer(settings.smtp_url, settings.mail_from, "Espace client")
    except ValueError as error:
        fail(f"ESPACECLIENT_SMTP_URL: {error}")


@contextmanager
def _relaying(relay: Relay) -> Iterator[None]:
    stop = Event()
    thread = Thread(target=deliver_until, args=(stop, relay, POLL), name="relay")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _welcome(
    serving: ServeSettings, settings: DemoSettings, subscriber: Subscriber, communes: Communes
) -> None:
    operator = subscriber.contract.operator
    commune = next(commune for commune in communes.communes if commune.operator == operator)
    CONSOLE.print(f"\n  Espace client: [bold]{serving.base_url}[/bold]\n", highlight=False)
    CONSOLE.print(f"  Commune:  {escape(commune.name)} ({escape(operator.name)})", highlight=False)
    CONSOLE.print(f"  Contrat:  {subscriber.contract.number.digits}", highlight=False)
    CONSOLE.print(f"  Compteur: {subscriber.meter.text}\n", highlight=False)
    CONSOLE.print(
        "  Mails leave by ESPACECLIENT_SMTP_URL."
        if settings.smtp_url
        else "  Mails are read in the banner's mailbox.",
        highlight=False,
    )
    CONSOLE.print("  Ctrl-C stops.\n", highlight=False)
