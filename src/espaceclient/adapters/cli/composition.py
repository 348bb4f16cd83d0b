"""The command line's composition root: which adapters its commands run on."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

from attrs import evolve
from starlette.types import ASGIApp

from espaceclient.adapters.async_client import AsyncEspaceClient
from espaceclient.adapters.bcrypt import BcryptHasher
from espaceclient.adapters.cli.loading import SettingsError, source_of
from espaceclient.adapters.cli.serving_api import with_api
from espaceclient.adapters.cli.settings import (
    AppSettings,
    DemoSettings,
    LinkSettings,
    RelaySettings,
    SendSettings,
    ServeSettings,
    languages_of,
)
from espaceclient.adapters.cli.store import Store
from espaceclient.adapters.composition import Composition
from espaceclient.adapters.smtp import Sender, SmtpMailer
from espaceclient.adapters.sqlite import SqliteDatabase
from espaceclient.adapters.subscribers_csv import BillingError, read_communes
from espaceclient.adapters.system import SystemClock, SystemTokens
from espaceclient.adapters.web import Branding, HealthCheck, PageMetrics, create_app, mount
from espaceclient.adapters.web.draining import Draining
from espaceclient.adapters.web.mailbox import Mailbox
from espaceclient.adapters.wording import ENGLISH, Contact, TextsRefused, TomlWording
from espaceclient.domain.formats import GUIDE_FORMATS, Formats
from espaceclient.domain.language import FRENCH, Language
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
    store: Store,
    *,
    subscribers: Subscribers | None = None,
    breached: BreachedPasswords | None = None,
    observe: Observe | None = None,
) -> Composition:
    """Compose what the settings say; ``subscribers`` are by default those that were imported."""
    wording, *languages = make_wordings(settings)
    return Composition(
        communes=communes_of(settings.communes, settings.formats),
        subscribers=subscribers or store.register,
        storage=store.storage,
        outbox=store.outbox,
        keys=settings.keys,
        policy=settings.policy,
        hasher=BcryptHasher(settings.password_keys, cost=settings.bcrypt_cost),
        wording=wording,
        languages=languages,
        breached_passwords=breached,
        trail=store.trail,
        observe=observe,
    )


def make_pages(
    settings: AppSettings | ServeSettings,
    composition: Composition,
    *,
    draining: Draining,
    mailbox: Mailbox | None = None,
    metrics: PageMetrics | None = None,
    api: bool = False,
) -> ASGIApp:
    """Make the pages, under the base URL's own path, and the JSON API below them when ``api``."""
    client = AsyncEspaceClient(composition.client())
    app = create_app(
        client,
        wording=composition.wording,
        languages=composition.languages,
        tokens=composition.tokens,
        base_url=settings.base_url,
        cookies=settings.cookies(secure=settings.base_url.startswith("https:")),
        branding=Branding(
            name=settings.contact_name,
            phone=settings.contact_phone,
            email=settings.contact_email.text if settings.contact_email else None,
            hours=settings.contact_hours,
            logo=settings.logo,
            duties=settings.duties(settings.trail_months),
        ),
        templates=[settings.templates] if settings.templates else [],
        stylesheets=[settings.stylesheet] if settings.stylesheet else [],
        hsts=settings.hsts,
        mailbox=mailbox,
        health=HealthCheck(client.client),
        metrics=metrics,
        draining=draining,
    )
    pages = mount(app, settings.base_url, hsts=settings.hsts)
    if not api:
        return pages
    return with_api(pages, settings, composition, client, draining=draining, metrics=metrics)


def make_relay(settings: RelaySettings, store: Store, mailer: Mailer) -> Relay:
    """Make a relay that holds no key but those that sign links."""
    wording, *languages = make_wordings(settings)
    return Relay(
        outbox=store.outbox,
        storage=store.storage,
        mailer=mailer,
        wording=wording,
        languages=languages,
        tokens=SystemTokens(links=settings.link_keys),
        clock=SystemClock(),
        links=Links(settings.base_url),
        senders=settings.smtp_connections,
    )


def make_mailer(settings: SendSettings | DemoSettings) -> SmtpMailer:
    return SmtpMailer(settings.smtp_server, Sender(settings.mail_from, settings.contact_name))


def make_wordings(settings: LinkSettings) -> list[TomlWording]:
    """Make a wording for each language; raises ``SettingsError``, which names each key of a text
    that is wrong, and for a language that nobody has texts in.
    """
    contact = _contact(settings)
    try:
        return [
            _wording(language, settings.texts, contact, settings.zone)
            for language in languages_of(settings.languages)
        ]
    except TextsRefused as error:
        told = [f"{source_of('texts')}: {error.source}: {each}" for each in error.problems]
        raise SettingsError(told) from error


def _wording(
    language: Language, folder: Path | None, contact: Contact, zone: ZoneInfo
) -> TomlWording:
    file = folder / f"{language.code}.toml" if folder else None
    own = file if file and file.exists() else None
    if language in (FRENCH, ENGLISH):
        return TomlWording.shipped(language, contact, zone, own)
    if own is None:
        where = f"; {file} would hold them" if file else ""
        raise SettingsError([f"{source_of('languages')}: no texts in {language.code}{where}"])
    return TomlWording.of_file(language, own, contact, zone)


def _contact(settings: LinkSettings) -> Contact:
    contact = Contact(
        name=settings.contact_name,
        phone=settings.contact_phone,
        email=settings.contact_email,
        hours=settings.contact_hours,
    )
    for setting, field in (("mail_logo", "logo"), ("mail_colour", "colour")):
        if (value := getattr(settings, setting)) is not None:
            try:
                contact = evolve(contact, **{field: value})
            except ValueError as error:
                raise SettingsError([f"{source_of(setting)}: {error}"]) from error
    return contact
