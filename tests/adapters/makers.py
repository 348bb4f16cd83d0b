"""How each adapter is made for the laws: fresh each time, closed afterwards."""

import email
import email.policy
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from aiosmtpd.smtp import SMTP, Envelope, Session
from attrs import define, field
from django.core.mail import get_connection

from espaceclient.adapters.bcrypt import BcryptHasher
from espaceclient.adapters.breached_passwords import (
    BreachedPasswordsFile,
    BreachedPasswordsService,
)
from espaceclient.adapters.django.mailer import DjangoMailer
from espaceclient.adapters.event_call import Call
from espaceclient.adapters.event_webhook import Endpoint, Webhook
from espaceclient.adapters.memory import (
    MemoryEventFeed,
    MemoryEventSink,
    MemoryHasher,
    MemoryMailer,
    MemoryOutbox,
    MemoryStorage,
)
from espaceclient.adapters.smtp import Sender, SmtpMailer, SmtpServer
from espaceclient.adapters.sqlite import (
    SqliteDatabase,
    SqliteEventFeed,
    SqliteOutbox,
    SqliteStorage,
    SqliteSubscribers,
    SqliteTrail,
)
from espaceclient.adapters.subscribers_http import BillingService, HttpSubscribers, TimeOuts
from espaceclient.adapters.system import SystemClock, SystemTokens
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.event import RecordedEvent
from espaceclient.domain.values import Subscriber
from espaceclient.ports.errors import EventRefused, SinkUnavailable
from espaceclient.ports.keys import FingerprintKeys, Key, LinkKeys, PepperKeys, SessionKeys
from espaceclient.ports.mailer import Mailer
from espaceclient.ports.webhook_secret import WebhookSecret
from espaceclient.testing import (
    Arrived,
    HasherRotation,
    LockableStorage,
    MailerAndMailbox,
    MakeReopenable,
    OpenTrail,
    SinkAndHost,
    SpoilableFeed,
    SpoilableOutbox,
    StorageAndFeed,
    StorageAndOutbox,
    StorageAndTrail,
    SurroundedStorage,
    TokensRotation,
)
from tests.adapters.breached_passwords import service
from tests.adapters.event_webhook import host
from tests.adapters.hosts import django_settings  # noqa: F401 - it configures Django
from tests.adapters.smtp.server import HOST, MailServer, Postbox
from tests.adapters.sqlite_fixture import open_sqlite
from tests.adapters.subscribers_http import billing

OLD_KEY, NEW_KEY = Key("old", b"o" * 32), Key("new", b"n" * 32)


def memory_storage() -> StorageAndOutbox:
    outbox = MemoryOutbox()
    return StorageAndOutbox(MemoryStorage(outbox), outbox)


def memory_trail() -> StorageAndTrail:
    storage = MemoryStorage()
    return StorageAndTrail(storage, storage.trail)


def memory_mailer() -> MailerAndMailbox:
    return mailbox_of(MemoryMailer())


def mailbox_of(mailer: MemoryMailer) -> MailerAndMailbox:
    def arrived() -> list[Arrived]:
        return [
            Arrived(
                mail.message_id,
                mail.to.text,
                mail.subject,
                mail.text,
                mail.html,
                mail.reply_to.text if mail.reply_to else None,
            )
            for mail in mailer.messages
        ]

    return MailerAndMailbox(mailer, arrived)


@contextmanager
def sqlite_storage() -> Iterator[StorageAndOutbox]:
    with TemporaryDirectory() as folder, open_sqlite(Path(folder) / "file.sqlite") as made:
        yield made


@contextmanager
def open_sqlite_trail(path: Path) -> Iterator[StorageAndTrail]:
    with SqliteDatabase(path) as database:
        yield StorageAndTrail(SqliteStorage(database), SqliteTrail(database))


@contextmanager
def sqlite_trail() -> Iterator[StorageAndTrail]:
    with TemporaryDirectory() as folder, open_sqlite_trail(Path(folder) / "file.sqlite") as made:
        yield made


@contextmanager
def closed_sqlite_trail() -> Iterator[StorageAndTrail]:
    with sqlite_trail() as made:
        pass
    yield made


def reopenable_sqlite_trail(folder: Path) -> OpenTrail:
    return partial(open_sqlite_trail, folder / f"{uuid4()}.sqlite")


@contextmanager
def surrounded_sqlite_storage() -> Iterator[SurroundedStorage]:
    """The caller has a transaction on the same file, by a connection of its own, and has read."""
    with TemporaryDirectory() as folder, SqliteDatabase(Path(folder) / "file.sqlite") as database:

        @contextmanager
        def callers_transaction() -> Iterator[None]:
            with closing(sqlite3.connect(database.path, isolation_level=None)) as host:
                host.execute("BEGIN")
                host.execute("SELECT count(*) FROM accounts").fetchone()
                yield
                host.execute("ROLLBACK")

        yield SurroundedStorage(
            SqliteStorage(database), SqliteOutbox(database), callers_transaction
        )


@contextmanager
def lockable_sqlite_storage(
    storage: type[SqliteStorage] = SqliteStorage,
) -> Iterator[LockableStorage]:
    """While it is locked, another connection writes."""
    with TemporaryDirectory() as folder, SqliteDatabase(Path(folder) / "file.sqlite") as database:

        @contextmanager
        def locked() -> Iterator[None]:
            with closing(sqlite3.connect(database.path, isolation_level=None)) as other:
                other.execute("BEGIN IMMEDIATE")
                yield
                other.execute("ROLLBACK")

        yield LockableStorage(storage(database), SqliteOutbox(database), locked)


@contextmanager
def closed_sqlite_storage() -> Iterator[StorageAndOutbox]:
    with sqlite_storage() as made:
        pass
    yield made


@contextmanager
def sqlite_storage_whose_file_is_a_folder() -> Iterator[StorageAndOutbox]:
    """The connection that is open goes on; whoever wants another one finds no database."""
    with (
        TemporaryDirectory() as folder,
        SqliteDatabase(Path(folder) / "file.sqlite") as database,
        database.reading(),
    ):
        database.path.unlink()
        database.path.mkdir()
        yield StorageAndOutbox(SqliteStorage(database), SqliteOutbox(database))


@contextmanager
def spoilable_sqlite_outbox(
    statement: str = "UPDATE outbox SET kind = 'survey' WHERE id = ?",
    outbox: type[SqliteOutbox] = SqliteOutbox,
) -> Iterator[SpoilableOutbox]:
    """A spoilt mail is of an unknown kind, as one that a newer release wrote, or spoilt by another
    statement.
    """
    with TemporaryDirectory() as folder, SqliteDatabase(Path(folder) / "file.sqlite") as database:

        def spoil(mail_id: str) -> None:
            with database.writing() as connection:
                connection.execute(statement, (mail_id,))

        yield SpoilableOutbox(SqliteStorage(database), outbox(database), spoil)


def reopenable_sqlite(folder: Path) -> MakeReopenable:
    """Return a ``make`` for the laws of storages outside the process: each call a new file in
    ``folder``.
    """
    return lambda: partial(open_sqlite, folder / f"{uuid4()}.sqlite")


@contextmanager
def sqlite_subscribers(lines: Sequence[Subscriber]) -> Iterator[SqliteSubscribers]:
    with TemporaryDirectory() as folder, SqliteDatabase(Path(folder) / "file.sqlite") as database:
        register = SqliteSubscribers(database)
        register.replace(lines)
        yield register


@contextmanager
def closed_sqlite_subscribers() -> Iterator[SqliteSubscribers]:
    with TemporaryDirectory() as folder:
        with SqliteDatabase(Path(folder) / "file.sqlite") as database:
            register = SqliteSubscribers(database)
        yield register


@contextmanager
def http_subscribers(lines: Sequence[Subscriber]) -> Iterator[HttpSubscribers]:
    with (
        billing.running(billing.register(lines)) as service,
        HttpSubscribers(BillingService(service.base_url, billing.TOKEN)) as register,
    ):
        yield register


@contextmanager
def breached_passwords_service(passwords: Sequence[str]) -> Iterator[BreachedPasswordsService]:
    with (
        service.running(service.listing(passwords)) as running,
        BreachedPasswordsService(running.base_url, patience=10) as breached,
    ):
        yield breached


@contextmanager
def breached_passwords_service_of_nobody() -> Iterator[BreachedPasswordsService]:
    with BreachedPasswordsService(billing.nobody()) as breached:
        yield breached


@contextmanager
def silent_breached_passwords_service() -> Iterator[BreachedPasswordsService]:
    with (
        billing.silent() as base_url,
        BreachedPasswordsService(base_url, patience=0.2) as breached,
    ):
        yield breached


@contextmanager
def breached_passwords_file(
    passwords: Sequence[str], newline: str = "\r\n"
) -> Iterator[BreachedPasswordsFile]:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "breached.txt"
        lines = [f"{each}:7{newline}" for each in sorted(map(service.sha1, passwords))]
        file.write_text("".join(lines), newline="")
        yield BreachedPasswordsFile(file)


def breached_passwords_file_that_is_missing() -> BreachedPasswordsFile:
    return BreachedPasswordsFile(Path("no such file"))


@contextmanager
def http_subscribers_of_nobody() -> Iterator[HttpSubscribers]:
    with HttpSubscribers(BillingService(billing.nobody(), billing.TOKEN)) as register:
        yield register


@contextmanager
def http_subscribers_of_a_silent_service() -> Iterator[HttpSubscribers]:
    with (
        billing.silent() as base_url,
        HttpSubscribers(
            BillingService(base_url, billing.TOKEN, time_outs=TimeOuts(read=0.2))
        ) as register,
    ):
        yield register


@define
class PickyPostbox(Postbox):
    """Answers some recipients otherwise than by 250."""

    answers: Mapping[str, str] = field(factory=dict)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls it so
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.answers:
            return self.answers[address]
        return await Postbox.handle_RCPT(self, server, session, envelope, address, options)


def _smtp_mailer(port: int) -> Mailer:
    sender = Sender(EmailAddress("ne-pas-repondre@exemple.fr"))
    return SmtpMailer(SmtpServer(HOST, port=port, timeout=10), sender)


def _django_mailer(port: int) -> Mailer:
    backend = "django.core.mail.backends.smtp.EmailBackend"
    return DjangoMailer(connect=partial(get_connection, backend, host=HOST, port=port, timeout=10))


@contextmanager
def smtp_mailer(
    answers: Mapping[str, str] | None = None,
    *,
    international: bool = True,
    make: Callable[[int], Mailer] = _smtp_mailer,
) -> Iterator[MailerAndMailbox]:
    with MailServer(enable_SMTPUTF8=international) as server:
        server.postbox = PickyPostbox(answers=answers or {})

        def arrived() -> list[Arrived]:
            return [_read(envelope) for envelope in server.postbox.received]

        mailer = make(server.port)
        try:
            yield MailerAndMailbox(mailer, arrived)
        finally:
            mailer.close()


def smtp_mailer_in_ascii() -> object:
    return smtp_mailer(international=False)


def smtp_mailer_that_is_refused(
    address: EmailAddress, make: Callable[[int], Mailer] = _smtp_mailer
) -> object:
    return smtp_mailer({address.text: "550 5.1.1 no such box"}, make=make)


def smtp_mailer_that_is_deferred(
    address: EmailAddress, make: Callable[[int], Mailer] = _smtp_mailer
) -> object:
    return smtp_mailer({address.text: "451 4.7.1 try again later"}, make=make)


def smtp_mailer_that_is_blocked(
    address: EmailAddress, make: Callable[[int], Mailer] = _smtp_mailer
) -> object:
    return smtp_mailer({address.text: "554 5.7.1 relaying denied"}, make=make)


def smtp_mailer_to_nobody(make: Callable[[int], Mailer] = _smtp_mailer) -> MailerAndMailbox:
    with MailServer() as server:
        port = server.port
    return MailerAndMailbox(make(port), list)


django_mailer = partial(smtp_mailer, make=_django_mailer)
django_mailer_that_is_refused = partial(smtp_mailer_that_is_refused, make=_django_mailer)
django_mailer_that_is_deferred = partial(smtp_mailer_that_is_deferred, make=_django_mailer)
django_mailer_that_is_blocked = partial(smtp_mailer_that_is_blocked, make=_django_mailer)
django_mailer_to_nobody = partial(smtp_mailer_to_nobody, make=_django_mailer)


def _read(envelope: Envelope) -> Arrived:
    content = envelope.content or b""
    message = email.message_from_bytes(
        content if isinstance(content, bytes) else b"", policy=email.policy.default
    )
    return Arrived(
        message_id=str(message["Message-ID"]).strip("<>"),
        to=envelope.rcpt_tos[0],
        subject=str(message["Subject"]),
        text=_part(message, "plain"),
        html=_part(message, "html"),
        reply_to=message["Reply-To"] and str(message["Reply-To"]),
    )


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def memory_hasher_of_newer_key() -> HasherRotation:
    return HasherRotation(MemoryHasher(), MemoryHasher("newer"))


def bcrypt_hasher(*keys: Key, cost: int = 4) -> BcryptHasher:
    return BcryptHasher(PepperKeys.of(*keys), cost=cost)


def bcrypt_of_higher_cost() -> HasherRotation:
    return HasherRotation(bcrypt_hasher(OLD_KEY), bcrypt_hasher(OLD_KEY, cost=5))


def bcrypt_of_newer_key() -> HasherRotation:
    return HasherRotation(bcrypt_hasher(OLD_KEY), bcrypt_hasher(NEW_KEY, OLD_KEY))


class TokensUnder(SystemTokens):
    """Serve every purpose under the same keys, the newest first."""

    def __init__(self, *keys: Key) -> None:
        super().__init__(
            links=LinkKeys(keys), sessions=SessionKeys(keys), fingerprints=FingerprintKeys(keys)
        )


def system_tokens() -> SystemTokens:
    return TokensUnder(OLD_KEY)


def system_tokens_of_newer_key() -> TokensRotation:
    return TokensRotation(TokensUnder(OLD_KEY), TokensUnder(NEW_KEY, OLD_KEY), TokensUnder(NEW_KEY))


def memory_feed() -> StorageAndFeed:
    storage = MemoryStorage()
    return StorageAndFeed(storage, MemoryEventFeed(storage.trail), storage.trail)


@contextmanager
def sqlite_feed(feed: type[SqliteEventFeed] = SqliteEventFeed) -> Iterator[StorageAndFeed]:
    with TemporaryDirectory() as folder, SqliteDatabase(Path(folder) / "file.sqlite") as database:
        yield StorageAndFeed(SqliteStorage(database), feed(database), SqliteTrail(database))


@contextmanager
def closed_sqlite_feed(feed: type[SqliteEventFeed] = SqliteEventFeed) -> Iterator[StorageAndFeed]:
    with sqlite_feed(feed) as made:
        pass
    yield made


@contextmanager
def spoilable_sqlite_feed(
    statement: str = "UPDATE events SET kind = 'survey' WHERE id = ?",
    feed: type[SqliteEventFeed] = SqliteEventFeed,
) -> Iterator[SpoilableFeed]:
    """A spoilt event is of an unknown kind, as one that a newer release recorded, or spoilt by
    another statement.
    """
    with TemporaryDirectory() as folder, SqliteDatabase(Path(folder) / "file.sqlite") as database:

        def spoil(event_id: str) -> None:
            with database.writing() as connection:
                connection.execute(statement, (event_id,))

        storage, trail = SqliteStorage(database), SqliteTrail(database)
        yield SpoilableFeed(storage, feed(database), trail, spoil)


def memory_sink() -> SinkAndHost:
    sink = MemoryEventSink()
    return SinkAndHost(sink, lambda: sink.events)


def call(refused: str | None = None) -> SinkAndHost:
    """A function of the host that takes an event once, by its id."""
    taken: dict[str, RecordedEvent] = {}

    def take(event: RecordedEvent) -> None:
        if event.id == refused:
            raise EventRefused("it says nothing to us")
        taken.setdefault(event.id, event)

    return SinkAndHost(Call(take), lambda: list(taken.values()))


def call_of_a_host_that_is_down() -> SinkAndHost:
    def take(_event: RecordedEvent) -> None:
        raise SinkUnavailable("our database is locked")

    return SinkAndHost(Call(take), list)


@contextmanager
def webhook(refused: str | None = None) -> Iterator[SinkAndHost]:
    inbox = host.Inbox(refused)
    with host.running(inbox) as running, Webhook(_endpoint(running.url), SystemClock()) as sink:
        yield SinkAndHost(sink, lambda: list(inbox.taken.values()))


@contextmanager
def webhook_to_nobody() -> Iterator[SinkAndHost]:
    with Webhook(_endpoint(billing.nobody()), SystemClock()) as sink:
        yield SinkAndHost(sink, list)


@contextmanager
def webhook_with_a_wrong_secret() -> Iterator[SinkAndHost]:
    inbox, wrong = host.Inbox(), (WebhookSecret(b"w" * 32),)
    with (
        host.running(inbox) as running,
        Webhook(Endpoint(running.url, wrong), SystemClock()) as sink,
    ):
        yield SinkAndHost(sink, lambda: list(inbox.taken.values()))


def _endpoint(url: str) -> Endpoint:
    return Endpoint(url, (host.SECRET,))
