"""A whole journey with all that can go wrong in it, on real parts: no log line, at any level and of
any library, holds an address, a number, a password or a token; and no event that is recorded of it
holds one, but for the number of the contract that it is about.
"""

import io
import logging
import re
import socket
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from threading import Thread
from urllib.error import HTTPError
from urllib.parse import urlencode

import pytest
import uvicorn
from attrs import define, field

from espaceclient import Communes, Contract, ContractNumber, MeterNumber, Policy, Subscriber
from espaceclient.adapters.bcrypt import BcryptHasher
from espaceclient.adapters.cli.proxies import TrustedProxies
from espaceclient.adapters.cli.server import listen
from espaceclient.adapters.composition import Composition
from espaceclient.adapters.logs import TextLines
from espaceclient.adapters.logs.json_lines import JsonLines
from espaceclient.adapters.smtp import Sender, SmtpMailer, SmtpServer, Tls
from espaceclient.adapters.sqlite import (
    SqliteDatabase,
    SqliteOutbox,
    SqliteStorage,
    SqliteSubscribers,
)
from espaceclient.adapters.web import HealthCheck, create_app
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.extra_fields import ExtraField, ExtraFields, ExtraRefused
from espaceclient.ports.errors import PortError
from espaceclient.ports.keys import Key
from tests.adapters.cli.commands import run
from tests.adapters.smtp.server import HOST, MailServer
from tests.client_fixture import COMMUNES, KEYS, SEMM
from tests.impatient import Impatient

ADDRESS = "canari.boite@canari.exemple.fr"
PASSWORD, NEW_PASSWORD, NEWEST_PASSWORD = "Perroquet7!un", "Toucan31!deux", "Pinson52!trois"
CONTRACT, METER = "8317604", "CANARI0042X"
TELEPHONE, NO_TELEPHONE = "0655123498", "canari-sans-numero"
OF_OTHERS = "mail"
"""aiosmtpd, whose lines are the mail server's and not ours."""


class BrokenRegister(SqliteSubscribers):
    """Breaks, quoting what it was asked for, when ``broken``."""

    broken = False

    def find(self, contract: Contract) -> Subscriber | None:
        if self.broken:
            raise KeyError(f"{contract.number.digits} of {ADDRESS}")
        return super().find(contract)


ASKED = ExtraField(
    "telephone",
    "Téléphone",
    check=lambda text: text if text.isdigit() else ExtraRefused("Dix chiffres."),
)


@define
class Browser:
    """Fills in forms over a real connection, with cookies of its own."""

    base_url: str
    cookies: CookieJar = field(factory=CookieJar)

    def get(self, path: str) -> str:
        return self._send(path, None)

    def submit(self, path: str, **fields: str) -> str:
        form = re.search(r'name="csrf" value="([^"]+)"', self.get(path))
        assert form, path
        return self._send(path, urlencode({**fields, "csrf": form[1]}).encode())

    def _send(self, path: str, body: bytes | None) -> str:
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        try:
            with opener.open(self.base_url + path, body, timeout=30) as answer:
                text: str = answer.read().decode()
        except HTTPError as refused:
            text = refused.read().decode()
        return text


@define
class Site:
    """Pages, relay and mail server, on one database."""

    database: SqliteDatabase
    register: BrokenRegister
    composition: Composition
    base_url: str
    mail: MailServer

    def browser(self) -> Browser:
        return Browser(self.base_url)

    def deliver(self, rounds: int = 2, port: int | None = None) -> None:
        server = SmtpServer(HOST, tls=Tls.PLAIN, port=port or self.mail.port, timeout=5)
        mailer = SmtpMailer(server, Sender(EmailAddress("ne-pas-repondre@exemple.fr")))
        relay = self.composition.relay(mailer, self.base_url)
        relay.run(Impatient(waits=rounds))

    def link(self) -> str:
        """Return the path of the newest link that was mailed."""
        content = self.mail.postbox.received[-1].content
        assert isinstance(content, bytes)
        text = content.decode().replace("=\r\n", "").replace("=3D", "=")
        found = re.findall(re.escape(self.base_url) + r"([\w-]+/[\w.=-]+)", text)
        return str(found[-1])


@contextmanager
def site(folder: Path) -> Iterator[Site]:
    with (
        MailServer() as mail,
        SqliteDatabase(folder / "espaceclient.sqlite3") as database,
        listen("127.0.0.1", 0) as listening,
    ):
        register = BrokenRegister(database)
        register.replace([Subscriber(Contract(SEMM, ContractNumber(CONTRACT)), MeterNumber(METER))])
        composition = Composition(
            communes=Communes.of(COMMUNES.communes),
            subscribers=register,
            storage=SqliteStorage(database),
            outbox=SqliteOutbox(database),
            keys=KEYS,
            hasher=BcryptHasher(KEYS.peppers, cost=4),
            policy=Policy(extra_fields=ExtraFields.of(ASKED)),
        )
        base_url = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        with _served(composition, base_url, listening):
            yield Site(database, register, composition, base_url, mail)


@contextmanager
def _served(composition: Composition, base_url: str, listening: socket.socket) -> Iterator[None]:
    client = composition.client()
    app = create_app(
        client,
        wording=composition.wording,
        tokens=composition.tokens,
        base_url=base_url,
        health=HealthCheck(client),
    )
    config = uvicorn.Config(
        TrustedProxies(app, "127.0.0.9"),
        log_config=None,
        log_level="debug",
        access_log=False,
        proxy_headers=False,
    )
    server = uvicorn.Server(config)
    thread = Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(30)


@contextmanager
def everything_logged() -> Iterator[io.StringIO]:
    """Give what is logged by anybody at any level, in both formats."""
    heard = io.StringIO()
    handlers = [logging.StreamHandler(heard), logging.StreamHandler(heard)]
    root, level = logging.getLogger(), logging.getLogger().level
    for handler, lines in zip(handlers, (TextLines(), JsonLines()), strict=True):
        handler.setFormatter(lines)
        handler.addFilter(lambda record: not record.name.startswith(OF_OTHERS))
        root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield heard
    finally:
        root.setLevel(level)
        for handler in handlers:
            root.removeHandler(handler)


def live_everything(here: Site) -> set[str]:
    """Live a journey with its failures; return the values that no log may hold."""
    opening = {
        "email": ADDRESS,
        "password": PASSWORD,
        "confirmation": PASSWORD,
        "contract_number": CONTRACT,
        "meter_number": METER,
        "extra_telephone": TELEPHONE,
    }
    browser, stranger = here.browser(), here.browser()
    form = "ouverture/formulaire?commune=13022"
    browser.submit(form, **opening | {"meter_number": "CANARI0043X"})
    browser.submit(form, **opening | {"email": ADDRESS + "@"})
    browser.submit(form, **opening | {"extra_telephone": NO_TELEPHONE})
    browser.submit(form, **opening)
    here.deliver(port=_nobodys_port())
    _due_at_once(here.database)
    here.mail.postbox.answers_to_recipient.append("450 4.2.1 <" + ADDRESS + "> busy")
    here.deliver(rounds=1)
    _due_at_once(here.database)
    here.deliver()
    activation = here.link()
    stranger.submit(activation, password="wrong" + PASSWORD)
    browser.submit(activation)
    for _ in range(7):
        stranger.submit("connexion", email=ADDRESS, password="wrong" + PASSWORD)
    stranger.get(activation + "x")
    new = {"password": NEW_PASSWORD, "confirmation": NEW_PASSWORD}
    browser.submit("mot-de-passe", current_password="wrong" + PASSWORD, **new)
    for _ in range(4):
        stranger.submit("mot-de-passe-oublie", email=ADDRESS)
    here.deliver()
    reset = here.link()
    newest = {"password": NEWEST_PASSWORD, "confirmation": NEWEST_PASSWORD}
    stranger.submit(reset, **newest)
    stranger.submit("connexion", email=ADDRESS, password=NEWEST_PASSWORD)
    here.register.broken = True
    stranger.submit(form, **opening)
    here.register.broken = False
    with socket.create_connection(("127.0.0.1", int(here.base_url.split(":")[2][:-1]))) as raw:
        raw.sendall(f"GET /{ADDRESS} {activation}\r\n\r\n".encode())
        raw.recv(1000)
    stranger.submit(form, **opening)
    here.deliver()
    here.database.path.rename(here.database.path.with_suffix(".away"))
    stranger.get("tableau-de-bord")
    stranger.get("healthz")
    with pytest.raises(PortError):
        here.composition.client().sign_in({"email": ADDRESS, "password": PASSWORD})
    here.deliver(rounds=1)
    here.database.path.with_suffix(".away").rename(here.database.path)
    stranger.get("tableau-de-bord")
    cookies = {str(each.value) for one in (browser, stranger) for each in one.cookies}
    tokens = {path.partition("/")[2] for path in (activation, reset)} | cookies
    ids = {token.partition(".")[0] for token in tokens if "." in token}
    passwords = {PASSWORD, NEW_PASSWORD, NEWEST_PASSWORD}
    asked = {TELEPHONE, NO_TELEPHONE}
    return {ADDRESS, CONTRACT, METER, "CANARI0043X", *asked, *passwords, *tokens, *ids}


def _due_at_once(database: SqliteDatabase) -> None:
    with database.writing() as connection:
        connection.execute("UPDATE outbox SET due_at = queued_at")


def _nobodys_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as once:
        port: int = once.getsockname()[1]
        return port


def recorded(database: SqliteDatabase) -> tuple[set[str], str]:
    """Return the kinds of what was recorded, and everything that its rows hold."""
    with database.reading() as connection:
        rows = connection.execute("SELECT kind, * FROM events").fetchall()
    return {row[0] for row in rows}, repr(rows)


def test_a_journey_and_its_failures_leave_nothing_personal_in_any_log_or_event(
    tmp_path: Path,
) -> None:
    with everything_logged() as heard, site(tmp_path) as here:
        canaries = live_everything(here)
        logged = heard.getvalue()
        kinds, events = recorded(here.database)
    assert len(canaries) > 12
    for happened in (
        "an account was requested",
        "an account was opened",
        "a limit was reached: a sign-in was refused",
        "a password was reset",
        "The storage cannot be read",
        "The storage can be read again",
        "Invalid HTTP request received",
        "KeyError",
    ):
        assert happened in logged
    assert [each for each in canaries if each.casefold() in logged.casefold()] == []
    assert kinds == {
        "account_opened",
        "account_requested",
        "activation_refused",
        "password_change_refused",
        "password_reset",
        "proof_refused",
        "reset_link_issued",
        "reset_requested",
        "sign_in_refused",
        "signed_in",
    }
    kept = {each for each in canaries if each.casefold() in events.casefold()}
    assert kept == {CONTRACT, TELEPHONE}  # what the host is still to be told, too


def test_the_commands_log_nothing_personal_either(tmp_path: Path) -> None:
    with site(tmp_path) as here:
        here.browser().submit(
            "ouverture/formulaire?commune=13022",
            email=ADDRESS,
            password=PASSWORD,
            confirmation=PASSWORD,
            contract_number=CONTRACT,
            meter_number=METER,
        )
        here.mail.postbox.answers_to_recipient.append("550 5.1.1 <" + ADDRESS + "> unknown")
        settings: dict[str, str | Path] = {
            "data": tmp_path,
            "base_url": here.base_url,
            "link_keys": Key("2026", b"l" * 32).export(),
            "smtp_host": "127.0.0.1",
            "smtp_port": str(here.mail.port),
            "mail_from": "ne-pas-repondre@exemple.fr",
        }
        told = [
            run("--log-level", "debug", *command, **settings).stderr
            for command in (("relay", "--once"), ("purge",), ("outbox", "list"), ("check",))
        ]
    canaries = (ADDRESS, PASSWORD, CONTRACT, METER)
    assert [each for each in canaries if each in "".join(told)] == []
