"""The command line's composition root: which adapters its commands run on."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from starlette.applications import Starlette

from espaceclient.adapters.bcrypt import BcryptHasher
from espaceclient.adapters.cli.loading import SettingsError, source_of
from espaceclient.adapters.cli.settings import (
    AppSettings,
    DemoSettings,
    RelaySettings,
    SendSettings,
    ServeSettings,
    SiteSettings,
)
from espaceclient.adapters.composition import Composition
from espaceclient.adapters.smtp import Sender, SmtpMailer
from espaceclient.adapters.sqlite import (
    SqliteDatabase,
    SqliteOutbox,
    SqliteStorage,
    SqliteSubscribers,
    SqliteTrail,
)
from espaceclient.adapters.subscribers_csv import BillingError, read_communes
from espaceclient.adapters.system import SystemClock, SystemTokens
from espaceclient.adapters.web import Branding, HealthCheck, PageMetrics, create_app, mount
from espaceclient.adapters.web.draining import Draining
from espaceclient.adapters.web.mailbox import Mailbox
from espaceclient.adapters.wording import Contact, TomlWording
from espaceclient.domain.formats import GUIDE_FORMATS, Formats
from espaceclient.domain.values import Communes
from espaceclient.ports.breached_passwords import BreachedPasswords
from espaceclient.ports.mailer import Mailer
from espaceclient.ports.subscribers import Subscribers
from espaceclient.relay import Links, Relay
from espaceclient.use_cases.unit_of_work import Observe

DATABASE = "espaceclient.sqlite3"


@contextmanager
def create_database(folder: Path) -> Iterator[SqliteDatabase]:
    """Open the data folder's database; both are made, for their owner alone, if there are none."""
    make_folder(folder)
    with SqliteDatabase(folder / DATABASE) as database:
        yield database


def make_folder(folder: Path) -> None:
    """Make the data folder, for its owner alone; raises ``SettingsError`` if that is impossible."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(
            [f"{source_of('data')}: the folder {folder} cannot be made: {error.strerror}"]
        ) from error


def communes_of(file: Path, formats: Formats = GUIDE_FORMATS) -> Communes:
    """Read the communes; raises ``SettingsError`` if that is impossible, and for ``formats`` of an
    operator that none of them has.
    """
    try:
        communes = read_communes(file)
    except BillingError as error:
        raise SettingsError([f"{source_of('communes')}: {error}"]) from error
    try:
        formats.require_known(communes.operators)
    except ValueError as error:
        raise SettingsError([f"{source_of('formats')}: {error}"]) from error
    return communes


@contextmanager
def open_database(folder: Path) -> Iterator[SqliteDatabase]:
    """Open the data folder's database; raises ``SettingsError`` if there is none.

    A new, empty one would hide that the setting is mistyped.
    """
    file = folder / DATABASE
    if not file.exists():
        makers = "`espaceclient subscribers import` and `espaceclient serve` make one"
        raise SettingsError([f"{source_of('data')}: there is no {file}; {makers}"])
    with SqliteDatabase(file) as database:
        yield database


def compose(
    settings: ServeSettings,
    database: SqliteDatabase,
    *,
    subscribers: Subscribers | None = None,
    breached: BreachedPasswords | None = None,
    observe: Observe | None = None,
) -> Composition:
    """Compose what the settings say; ``subscribers`` are by default those that were imported."""
    return Composition(
        communes=communes_of(settings.communes, settings.formats),
        subscribers=subscribers or SqliteSubscribers(database),
        storage=SqliteStorage(database),
        outbox=SqliteOutbox(database),
        keys=settings.keys,
        policy=settings.policy,
        hasher=BcryptHasher(settings.password_keys, cost=settings.bcrypt_cost),
        wording=make_wording(settings),
        breached_passwords=breached,
        trail=SqliteTrail(database),
        observe=observe,
    )


def make_pages(
    settings: AppSettings | ServeSettings,
    composition: Composition,
    *,
    draining: Draining,
    mailbox: Mailbox | None = None,
    metrics: PageMetrics | None = None,
) -> Starlette:
    """Make the pages, under the base URL's own path."""
    client = composition.client()
    app = create_app(
        client,
        wording=composition.wording,
        tokens=composition.tokens,
        base_url=settings.base_url,
        branding=Branding(
            name=settings.contact_name,
            phone=settings.contact_phone,
            email=settings.contact_email.text if settings.contact_email else None,
        ),
        hsts=settings.hsts,
        mailbox=mailbox,
        health=HealthCheck(client),
        metrics=metrics,
        draining=draining,
    )
    return mount(app, settings.base_url, hsts=settings.hsts)


def make_relay(settings: RelaySettings, database: SqliteDatabase, mailer: Mailer) -> Relay:
    """Make a relay that holds no key but those that sign links."""
    return Relay(
        outbox=SqliteOutbox(database),
        storage=SqliteStorage(database),
        mailer=mailer,
        wording=make_wording(settings),
        tokens=SystemTokens(links=settings.link_keys),
        clock=SystemClock(),
        links=Links(settings.base_url),
        senders=settings.smtp_connections,
    )


def make_mailer(settings: SendSettings | DemoSettings) -> SmtpMailer:
    return SmtpMailer(settings.smtp_server, Sender(settings.mail_from, settings.contact_name))


def make_wording(settings: SiteSettings) -> TomlWording:
    return TomlWording.french(
        Contact(
            name=settings.contact_name,
            phone=settings.contact_phone,
            email=settings.contact_email,
            hours=settings.contact_hours,
        ),
        settings.zone,
    )
