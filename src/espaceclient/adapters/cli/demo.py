"""``espaceclient demo``: everything on this machine, on sample data, with a mailbox to read the
mails in.
"""

from collections.abc import Sequence
from datetime import timedelta
from itertools import islice
from pathlib import Path

from rich.markup import escape

from espaceclient.adapters.cli.composition import (
    communes_of,
    compose,
    create_database,
    make_mailer,
    make_pages,
)
from espaceclient.adapters.cli.console import CONSOLE, fail
from espaceclient.adapters.cli.loading import load
from espaceclient.adapters.cli.server import listen, serve
from espaceclient.adapters.cli.settings import DemoSettings, ServeSettings
from espaceclient.adapters.cli.store import of_sqlite
from espaceclient.adapters.memory import MemoryMailer
from espaceclient.adapters.sqlite import SqliteDatabase, SqliteStorage, SqliteSubscribers
from espaceclient.adapters.subscribers_csv import (
    SAMPLE_COMMUNES,
    SAMPLE_SUBSCRIBERS,
    BillingExport,
    stage,
)
from espaceclient.adapters.system import stored_keys
from espaceclient.adapters.web.draining import Draining
from espaceclient.domain.values import Communes, Subscriber
from espaceclient.ports.keys import FingerprintKeys, LinkKeys, PepperKeys, SessionKeys
from espaceclient.ports.storage import AccountOfContract

LOOPBACK = "127.0.0.1"
POLL = timedelta(seconds=0.2)
"""Mails of a demonstration come at once."""


def demo() -> None:
    """Try the pages on this machine, with sample subscribers.

    Mails are shown in a mailbox on the pages, or sent if ESPACECLIENT_SMTP_HOST is set. PORT
    chooses the port (8000), ESPACECLIENT_DATA where everything is stored (data/demo).
    """
    settings = load(DemoSettings)
    communes_file = settings.communes or SAMPLE_COMMUNES
    communes = communes_of(communes_file, settings.formats)
    with (
        listen(LOOPBACK, settings.port) as listening,
        create_database(settings.data) as database,
    ):
        serve_settings = _serve_settings(settings, communes_file, listening.getsockname()[1])
        subscribers = _fill_register(settings, database, communes)
        mailbox = MemoryMailer()
        mailer = make_mailer(settings) if settings.smtp_host else mailbox
        composition = compose(serve_settings, of_sqlite(database))
        draining = Draining()
        app = make_pages(
            serve_settings,
            composition,
            draining=draining,
            mailbox=None if settings.smtp_host else lambda: mailbox.messages,
        )
        relay = composition.relay(mailer, serve_settings.base_url)
        with relay.in_background(every=POLL):
            _welcome(serve_settings, settings, subscribers, communes)
            serve(app, listening, draining=draining)
    CONSOLE.print("Stopped.")


def _serve_settings(settings: DemoSettings, communes: Path, port: int) -> ServeSettings:
    keys = stored_keys(settings.data)
    return ServeSettings(
        data=settings.data,
        base_url=f"http://{LOOPBACK}:{port}/",
        link_keys=LinkKeys.require(keys.links),
        session_keys=SessionKeys.require(keys.sessions),
        fingerprint_keys=FingerprintKeys.require(keys.fingerprints),
        password_keys=PepperKeys.require(keys.peppers),
        communes=communes,
        formats=settings.formats,
        languages=settings.languages,
        contact_name=settings.contact_name,
        contact_phone="04 65 71 00 00",  # of those kept for films and books
        contact_hours="du lundi au vendredi, de 8\u00a0h à 18\u00a0h",
        publisher="Société d'exemple",
        publisher_address="1 rue de la Fontaine, 13000 Marseille",
        publication_director="Camille Exemple",
        hosting_provider="cette machine",
        privacy_contact="donnees@demo.test",
    )


def _fill_register(
    settings: DemoSettings, database: SqliteDatabase, communes: Communes
) -> Sequence[Subscriber]:
    """Import the subscribers; return one to try, and if there is one more a contract to add."""
    file = settings.subscribers or SAMPLE_SUBSCRIBERS
    export = BillingExport(file, operators=communes.operators, formats=settings.formats)
    with stage(export) as staged:
        free = list(islice((each for each in staged.subscribers() if _is_free(each, database)), 2))
        if not free:
            fail(f"{file.name}: no subscriber of these communes can still open an account.")
        register = SqliteSubscribers(database)
        register.replace(staged.subscribers(), allowed=register.count())
    return free


def _is_free(subscriber: Subscriber, database: SqliteDatabase) -> bool:
    """Tell whether nobody holds it: a demonstration goes on where the last one stopped."""
    of_contract = AccountOfContract(subscriber.contract)
    return (
        not subscriber.ended and SqliteStorage(database).read(of_contract).one(of_contract) is None
    )


def _welcome(
    serving: ServeSettings,
    settings: DemoSettings,
    subscribers: Sequence[Subscriber],
    communes: Communes,
) -> None:
    first, *others = subscribers
    CONSOLE.print(f"\n  Espace client: [bold]{serving.base_url}[/bold]\n", highlight=False)
    _introduce(first, communes)
    for other in others:
        CONSOLE.print("  One more contract, to add from the dashboard:\n", highlight=False)
        _introduce(other, communes)
    CONSOLE.print(
        f"  Mails are sent through {settings.smtp_host}."
        if settings.smtp_host
        else "  Mails are not sent: read them in the mailbox, at the top of the pages.",
        highlight=False,
    )
    CONSOLE.print("  Ctrl-C stops.\n", highlight=False)


def _introduce(subscriber: Subscriber, communes: Communes) -> None:
    operator = subscriber.contract.operator
    commune = next(commune for commune in communes.communes if commune.operator == operator)
    CONSOLE.print(f"  Commune:  {escape(commune.name)} ({escape(operator.name)})", highlight=False)
    CONSOLE.print(f"  Contrat:  {subscriber.contract.number.digits}", highlight=False)
    CONSOLE.print(f"  Compteur: {subscriber.meter.text}\n", highlight=False)
