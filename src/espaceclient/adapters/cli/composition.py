"""Where adapters meet: the only place, with the web's, that knows which ones there are."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from starlette.applications import Starlette

from espaceclient.adapters.bcrypt import BcryptHasher
from espaceclient.adapters.cli.settings import LinkSettings, ServeSettings
from espaceclient.adapters.smtp import Sender, SmtpMailer, smtp_from_url
from espaceclient.adapters.sqlite import (
    SqliteDatabase,
    SqliteOutbox,
    SqliteStorage,
    SqliteSubscribers,
)
from espaceclient.adapters.subscribers_csv import read_communes
from espaceclient.adapters.system import SystemClock, SystemTokens
from espaceclient.adapters.web import Branding, create_app, mount
from espaceclient.adapters.web.mailbox import Mailbox
from espaceclient.adapters.wording import Contact, TomlWording
from espaceclient.client import EspaceClient
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.values import Communes
from espaceclient.ports.mailer import Mailer
from espaceclient.relay import Links, Relay

DATABASE = "espaceclient.sqlite3"


@contextmanager
def open_database(folder: Path) -> Iterator[SqliteDatabase]:
    """Open the data folder's database; the folder is made, for its owner alone, if there is
    none.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with SqliteDatabase(folder / DATABASE) as database:
        yield database


def make_client(
    settings: ServeSettings, database: SqliteDatabase, communes: Communes
) -> EspaceClient:
    return EspaceClient(
        communes=communes,
        subscribers=SqliteSubscribers(database),
        storage=SqliteStorage(database),
        hasher=BcryptHasher(settings.keys.peppers, cost=settings.bcrypt_cost),
        tokens=SystemTokens.of(settings.keys),
        clock=SystemClock(),
        policy=settings.policy,
    )


def make_pages(
    settings: ServeSettings, database: SqliteDatabase, mailbox: Mailbox | None = None
) -> Starlette:
    """Make the pages, under the base URL's own path."""
    app = create_app(
        make_client(settings, database, read_communes(settings.communes)),
        wording=make_wording(settings),
        tokens=SystemTokens.of(settings.keys),
        base_url=settings.base_url,
        branding=Branding(
            name=settings.contact_name,
            phone=settings.contact_phone,
            email=settings.contact_email.text if settings.contact_email else None,
        ),
        mailbox=mailbox,
    )
    return mount(app, settings.base_url)


def make_relay(settings: LinkSettings, database: SqliteDatabase, mailer: Mailer) -> Relay:
    return Relay(
        outbox=SqliteOutbox(database),
        mailer=mailer,
        wording=make_wording(settings),
        tokens=SystemTokens(links=settings.link_keys),
        clock=SystemClock(),
        links=Links(settings.base_url),
    )


def make_mailer(smtp_url: str, mail_from: EmailAddress, name: str) -> SmtpMailer:
    """Raises ``ValueError`` for a URL that is none, or that would send in clear."""
    return SmtpMailer(smtp_from_url(smtp_url), Sender(mail_from, name))


def make_wording(settings: LinkSettings) -> TomlWording:
    return TomlWording.french(
        Contact(
            name=settings.contact_name,
            phone=settings.contact_phone,
            email=settings.contact_email,
            hours=settings.contact_hours,
        )
    )
