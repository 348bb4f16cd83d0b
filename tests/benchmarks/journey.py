"""The whole journey against the bare floor: the same hashes, commits and mails, written by hand.

Run ``make benchmark``. Both work on a SQLite file (WAL, synchronous=FULL) at bcrypt cost 4, in
turns, so that a slow moment of the machine slows both; the figure is the ratio of their medians.
"""

import hashlib
import hmac
import sqlite3
import statistics
import tempfile
from base64 import b64encode
from collections.abc import Callable
from contextlib import closing
from email.message import EmailMessage
from pathlib import Path
from time import perf_counter

import bcrypt

from espaceclient import EmailAddress, EspaceClient, Links, Relay
from espaceclient.adapters.bcrypt import BcryptHasher
from espaceclient.adapters.memory import MemorySubscribers
from espaceclient.adapters.smtp import Sender
from espaceclient.adapters.smtp.message import compose
from espaceclient.adapters.sqlite import SqliteDatabase, SqliteOutbox, SqliteStorage
from espaceclient.adapters.system import SystemClock, SystemTokens
from espaceclient.adapters.wording import TomlWording
from espaceclient.answers import Activated, PasswordReset, RequestReceived, SignedIn
from espaceclient.domain.token import LinkToken
from espaceclient.domain.values import Contract, ContractNumber, MeterNumber, Subscriber
from espaceclient.ports.mailer import Message
from tests.client_fixture import COMMUNES, KEYS, SEMM

ROUNDS = 60
WARM_UP = 5
COST = 4
METER = "A02GJ098702"
SENDER = Sender(EmailAddress("ne-pas-repondre@exemple.fr"), "Service clients")


class MailBuilder:
    """Builds each mail as it would leave, and keeps it in memory."""

    def __init__(self) -> None:
        self.built: list[bytes] = []
        self.messages: list[Message] = []

    def send(self, message: Message) -> None:
        self.built.append(compose(message, SENDER).content)
        self.messages.append(message)

    def close(self) -> None:
        """Nothing is shared between mails."""


class Library:
    """The journey through the library, mails rendered and delivered."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "library.sqlite3"
        self.database = SqliteDatabase(self.path)
        self.mails = MailBuilder()
        tokens, clock = SystemTokens.of(KEYS), SystemClock()
        self.client = EspaceClient(
            communes=COMMUNES,
            subscribers=MemorySubscribers(
                Subscriber(Contract(SEMM, ContractNumber(f"{number:07}")), MeterNumber(METER))
                for number in range(WARM_UP + ROUNDS)
            ),
            storage=SqliteStorage(self.database),
            hasher=BcryptHasher(KEYS.peppers, cost=COST),
            tokens=tokens,
            clock=clock,
        )
        self.relay = Relay(
            outbox=SqliteOutbox(self.database),
            storage=SqliteStorage(self.database),
            mailer=self.mails,
            wording=TomlWording.french(),
            tokens=tokens,
            clock=clock,
            links=Links("https://client.exemple.fr/"),
        )

    def __call__(self, number: int) -> None:
        email, old, new = f"abonne{number}@exemple.fr", "Aa1!aaaa", "Bb2?bbbb"
        received = self.client.open_account(
            {
                "commune": "13022",
                "email": email,
                "password": old,
                "confirmation": old,
                "contract_number": f"{number:07}",
                "meter_number": METER,
            }
        )
        assert isinstance(received, RequestReceived)
        self.relay.deliver_due()
        assert isinstance(
            self.client.activate(self._link("activation/"), browser=received.browser), Activated
        )
        self.relay.deliver_due()
        assert isinstance(self.client.sign_in({"email": email, "password": old}), SignedIn)
        self.client.request_reset({"email": email})
        self.relay.deliver_due()
        chosen = {"password": new, "confirmation": new}
        answer = self.client.reset_password(self._link("nouveau-mot-de-passe/"), chosen)
        assert isinstance(answer, PasswordReset)
        self.relay.deliver_due()
        assert isinstance(self.client.sign_in({"email": email, "password": new}), SignedIn)

    def _link(self, path: str) -> LinkToken:
        return LinkToken(self.mails.messages[-1].text.partition(path)[2].split()[0])


class Floor:
    """The same by hand: four hashes, fifteen commits on the same tables, four built mails; no
    rule, no reading.
    """

    def __init__(self, folder: Path, mails: list[tuple[str, str]]) -> None:
        self.path = folder / "floor.sqlite3"
        SqliteDatabase(self.path).close()
        self.connection = sqlite3.connect(self.path, isolation_level=None)
        self.connection.execute("PRAGMA synchronous = FULL")
        self.connection.execute("PRAGMA foreign_keys = ON")
        self.mails = mails
        self.built: list[bytes] = []

    def __call__(self, number: int) -> None:
        key, now = f"{number:043}", 1_767_268_800_000_000
        email = f"abonne{number}@exemple.fr"
        account, until = (f"a{number:021}", now + 1)
        subscription = ("13022", "Cassis", SEMM.name, f"{number:07}", METER)
        old = self._hash("Aa1!aaaa")
        self._commit(
            (
                "INSERT INTO hourly_counters VALUES (?, ?, ?, ?, ?)",
                ("o" + key, number, 1, now, until),
            ),
            (
                "INSERT INTO registrations VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    f"r{number:021}",
                    number,
                    email,
                    email,
                    old,
                    "k",
                    *subscription,
                    f"b{number:021}",
                    now,
                    until,
                ),
            ),
            self._queue(0, number, now),
        )
        self._deliver(0, number)
        self._commit(
            (
                "INSERT INTO accounts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (account, number, email, email, old, "k", *subscription, now, 1),
            ),
            self._session(f"s{number:021}", account, now),
            ("DELETE FROM registrations WHERE id = ?", (f"r{number:021}",)),
            self._queue(1, number, now),
        )
        self._deliver(1, number)
        self._verify("Aa1!aaaa", old)
        self._commit(self._session(f"t{number:021}", account, now))
        self._commit(
            (
                "INSERT INTO hourly_counters VALUES (?, ?, ?, ?, ?)",
                ("p" + key, number, 1, now, until),
            ),
            self._queue(2, number, now),
        )
        self._commit(
            (
                "INSERT INTO resets VALUES (?, ?, ?, ?, ?, ?)",
                (f"z{number:021}", number, account, 1, now, until),
            ),
        )
        self._deliver(2, number)
        new = self._hash("Bb2?bbbb")
        self._commit(
            (
                (
                    "UPDATE accounts SET password_hash = ?, password_version = 2, version = 2 "
                    "WHERE id = ?"
                ),
                (new, account),
            ),
            self._queue(3, number, now),
        )
        self._deliver(3, number)
        self._verify("Bb2?bbbb", new)
        self._commit(self._session(f"u{number:021}", account, now))

    def _hash(self, password: str) -> str:
        return bcrypt.hashpw(_peppered(password), bcrypt.gensalt(COST)).decode()

    def _verify(self, password: str, stored: str) -> None:
        assert bcrypt.checkpw(_peppered(password), stored.encode())

    def _commit(self, *statements: tuple[str, tuple[object, ...]]) -> None:
        self.connection.execute("BEGIN IMMEDIATE")
        for sql, values in statements:
            self.connection.execute(sql, values)
        self.connection.execute("COMMIT")

    def _session(self, session: str, account: str, now: int) -> tuple[str, tuple[object, ...]]:
        return "INSERT INTO sessions VALUES (?, ?, ?, ?, ?, ?, ?)", (
            session,
            now,
            account,
            1,
            now,
            now,
            now,
        )

    def _queue(self, kind: int, number: int, now: int) -> tuple[str, tuple[object, ...]]:
        payload = (
            f'{{"to": "abonne{number}@exemple.fr", '
            f'"registration": "{number:022}", "valid_for": 172800}}'
        )
        sql = "INSERT INTO outbox (id, kind, payload, queued_at, due_at) VALUES (?, ?, ?, ?, ?)"
        return sql, (f"{number:030}{kind:02}", "ActivationMail", payload, now, now)

    def _deliver(self, kind: int, number: int) -> None:
        mail_id = f"{number:030}{kind:02}"
        self._commit(
            (
                "UPDATE outbox SET lease = ?, due_at = due_at + 600 WHERE id = ?",
                (f"{number:032}", mail_id),
            )
        )
        text, html = self.mails[kind]
        mail = EmailMessage()
        mail["From"], mail["To"] = (
            "Service clients <ne-pas-repondre@exemple.fr>",
            f"abonne{number}@exemple.fr",
        )
        mail["Subject"], mail["Message-ID"] = "Votre espace client", f"<{mail_id}@exemple.fr>"
        mail.set_content(text)
        mail.add_alternative(html, subtype="html")
        self.built.append(mail.as_bytes())
        self._commit(("DELETE FROM outbox WHERE id = ?", (mail_id,)))


def _peppered(password: str) -> bytes:
    return b64encode(hmac.digest(b"k" * 32, password.encode(), hashlib.sha384))


def sample_mails(folder: Path) -> list[tuple[str, str]]:
    """Take the bodies of the four mails from one journey, so that the floor builds mails of the
    same size.
    """

    library = Library(folder)
    with closing(library.database):
        library(0)
    return [(message.text, message.html) for message in library.mails.messages]


def timed(journey: Callable[[int], None], number: int) -> float:
    begin = perf_counter()
    journey(number)
    return (perf_counter() - begin) * 1000


def main() -> None:
    with tempfile.TemporaryDirectory() as name, tempfile.TemporaryDirectory() as sample:
        library, floor = Library(Path(name)), Floor(Path(name), sample_mails(Path(sample)))
        with closing(library.database), closing(floor.connection):
            times = [
                (timed(library, number), timed(floor, number)) for number in range(WARM_UP + ROUNDS)
            ]
            mine, bare = (
                statistics.median(column) for column in zip(*times[WARM_UP:], strict=True)
            )
            built = [
                sum(map(len, mails)) // len(mails) for mails in (library.mails.built, floor.built)
            ]
            logs = [Path(f"{each.path}-wal").stat().st_size for each in (library, floor)]
    print(f"library {mine:6.2f} ms   mails of {built[0]} bytes   write-ahead log {logs[0]:,} bytes")  # noqa: T201 - a script's output
    print(f"floor   {bare:6.2f} ms   mails of {built[1]} bytes   write-ahead log {logs[1]:,} bytes")  # noqa: T201 - as above
    print(f"ratio   {mine / bare:6.2f}   (medians of {ROUNDS} journeys each, in turns)")  # noqa: T201 - as above


if __name__ == "__main__":
    main()
