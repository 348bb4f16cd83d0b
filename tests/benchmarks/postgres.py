"""PostgreSQL: the journey against a bare floor and against SQLite, rivals, and growth, as ratios.

``python -m tests.benchmarks.postgres [journey|rivals|growth]``. The server that is started writes
durably, as in production; ``ESPACECLIENT_POSTGRES`` names another one. What is compared is measured
in turns, so that a slow moment of the machine slows all.
"""

import logging
import statistics
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from email.message import EmailMessage
from pathlib import Path
from threading import Barrier
from time import perf_counter
from typing import Any

import bcrypt
import psycopg

from espaceclient import EspaceClient, Links, Relay
from espaceclient.adapters.bcrypt import BcryptHasher
from espaceclient.adapters.memory import MemoryHasher, MemorySubscribers
from espaceclient.adapters.postgres import PostgresDatabase, PostgresOutbox, PostgresStorage
from espaceclient.adapters.postgres.connection import send
from espaceclient.adapters.system import SystemClock, SystemTokens
from espaceclient.adapters.wording import TomlWording
from espaceclient.answers import RequestReceived, SignInRefused
from espaceclient.domain.values import Contract, ContractNumber, MeterNumber, Subscriber
from espaceclient.ports.hasher import Hasher
from espaceclient.testing.doubles import intercept
from tests.adapters.postgres.seeding import seed
from tests.benchmarks import journey
from tests.client_fixture import COMMUNES, KEYS, SEMM
from tests.postgres_fixture import database_url, new_schema, server_url, stop

ROUNDS, WARM_UP, THREADS = 40, 5, 64
PASSWORD = "Aa1!aaaa"
SELECT = "SELECT version, record FROM {schema}.accounts WHERE email_key = %s"
INSERT = """
    WITH session AS (
        INSERT INTO {schema}.sessions (version, record, id, account, expires_at)
        VALUES (%s, %s, %s, %s, %s)
    ), mail AS (
        INSERT INTO {schema}.outbox (id, kind, payload, queued_at, due_at)
        VALUES (%s, 'activation', %s, 1, 1)
    ) SELECT
"""
DELETE = "DELETE FROM {schema}.outbox WHERE id = %s"
SIZE = """
    SELECT sum(pg_total_relation_size(oid))::bigint FROM pg_class
    WHERE relnamespace = %s::regnamespace AND relkind = 'r'
"""
RECORD = '{"id": "%s", "password_version": 1, "opened_at": 1767268800000000, "label": null}'


def durable() -> None:
    with psycopg.connect(server_url(), autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = on".encode())
        connection.execute(b"SELECT pg_reload_conf()")


class OnPostgres(journey.Library):
    """The journey of ``tests.benchmarks.journey`` over PostgreSQL."""

    def __init__(
        self,
        database: PostgresDatabase,
        hasher: Hasher,
        contracts: int = 1000,
        mails: journey.MailBuilder | None = None,
    ) -> None:
        self.pg, self.mails = database, mails or journey.MailBuilder()
        self.storage = PostgresStorage(database)
        tokens, clock = SystemTokens.of(KEYS), SystemClock()
        self.client = EspaceClient(
            communes=COMMUNES,
            subscribers=MemorySubscribers(
                Subscriber(
                    Contract(SEMM, ContractNumber(f"{number:07}")), MeterNumber(journey.METER)
                )
                for number in range(contracts)
            ),
            storage=intercept(self.storage, "storage", self._counted),
            hasher=hasher,
            tokens=tokens,
            clock=clock,
        )
        self.relay = Relay(
            outbox=PostgresOutbox(database),
            storage=self.storage,
            mailer=self.mails,
            wording=TomlWording.french(),
            tokens=tokens,
            clock=clock,
            links=Links("https://client.exemple.fr/"),
        )
        self.calls: Counter[str] = Counter()

    def _counted(self, name: str, call: Callable[[], Any]) -> Any:
        self.calls[name] += 1
        return call()


class Floor:
    """The same by hand: as many hashes, trips and mails; no rule, no gate, no comparison."""

    def __init__(self, database: PostgresDatabase, mails: list[tuple[str, str]]) -> None:
        self.connection, self.mails = database.connect(), mails
        self.connection.deadline = float("inf")
        self.select, self.insert, self.delete = map(database.sql, (SELECT, INSERT, DELETE))
        account = ("a", 1, "a", "{}")
        self.connection.execute(
            database.sql(
                "INSERT INTO {schema}.accounts (id, version, email_key, record)"
                " VALUES (%s, %s, %s, %s)"
            ),
            account,
        )

    def __call__(self, number: int) -> None:
        """Five reads, seven commits, and four mails that are leased, looked up and deleted."""
        for _ in range(4):
            bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(journey.COST))
        for trip in range(7):
            self._read()
            key = f"{number:030}{trip:013}"
            row = (number, RECORD % key, key, "a", 1, key, RECORD % key)
            send(self.connection, [(b"BEGIN", ()), (self.insert, row), (b"COMMIT", ())])
        for trip, (text, html) in enumerate(self.mails):
            self._read()
            self._build(number, text, html)
            self._read()
            self.connection.execute(self.delete, (f"{number:030}{trip:013}",))

    def _read(self) -> None:
        self.connection.execute(self.select, ("a",)).fetchall()

    def _build(self, number: int, text: str, html: str) -> None:
        mail = EmailMessage()
        mail["From"] = "Service clients <ne-pas-repondre@exemple.fr>"
        mail["To"] = f"abonne{number}@exemple.fr"
        mail["Subject"], mail["Message-ID"] = "Votre espace client", f"<{number}@exemple.fr>"
        mail.set_content(text)
        mail.add_alternative(html, subtype="html")
        mail.as_bytes()


def compare_journeys() -> None:
    """Print the journey's time over PostgreSQL, by hand and over SQLite."""
    hasher = BcryptHasher(KEYS.peppers, cost=journey.COST)
    with (
        tempfile.TemporaryDirectory() as folder,
        tempfile.TemporaryDirectory() as sample,
        PostgresDatabase(database_url(), schema=new_schema()) as database,
        PostgresDatabase(database_url(), schema=new_schema()) as bare,
    ):
        on_postgres = OnPostgres(database, hasher)
        floor = Floor(bare, journey.sample_mails(Path(sample)))
        on_sqlite = journey.Library(Path(folder))
        with closing(floor.connection), closing(on_sqlite.database):
            runs = (on_postgres, floor, on_sqlite)
            times = [
                [journey.timed(run, number) for run in runs] for number in range(WARM_UP + ROUNDS)
            ]
        mine, by_hand, file = map(statistics.median, zip(*times[WARM_UP:], strict=True))
        trips = {name: calls // len(times) for name, calls in on_postgres.calls.items()}
    _say(f"PostgreSQL {mine:6.2f} ms   by hand {by_hand:6.2f} ms   SQLite {file:6.2f} ms")
    _say(f"against by hand {mine / by_hand:.2f}   against SQLite {mine / file:.2f}   calls {trips}")


def compete() -> None:
    """Print what becomes of threads that all want the same."""
    with PostgresDatabase(database_url(), schema=new_schema(), connections=20) as database:
        library = OnPostgres(database, MemoryHasher(), contracts=10)
        library(1)
        for what, call in (
            (
                "failing sign-in on one address",
                lambda _: library.client.sign_in(
                    {"email": "abonne1@exemple.fr", "password": "Zz9!zzzz"}
                ),
            ),
            ("opening with one contract", lambda number: _open(library.client, number)),
        ):
            library.calls.clear()
            start = Barrier(THREADS)

            def at_once(number: int, call: Any = call, start: Barrier = start) -> str:
                start.wait()
                try:
                    return type(call(number)).__name__
                except Exception as error:  # noqa: BLE001 - what came out is what is told
                    return type(error).__name__

            begun = perf_counter()
            with ThreadPoolExecutor(THREADS) as pool:
                outcomes = Counter(pool.map(at_once, range(THREADS)))
            took = perf_counter() - begun
            commits = library.calls["storage.commit"]
            _say(f"{THREADS} {what}: {dict(outcomes)}, {commits} commits in {took * 1000:.0f} ms")


def _open(client: EspaceClient, number: int) -> RequestReceived | SignInRefused | object:
    return client.open_account(
        {
            "commune": "13022",
            "email": f"rival{number}@exemple.fr",
            "password": PASSWORD,
            "confirmation": PASSWORD,
            "contract_number": "0000005",
            "meter_number": journey.METER,
        }
    )


def grow() -> None:
    """Print the journey's time beside so many other accounts, in turns."""
    sizes = (1, 1000, 10_000, 100_000, 1_000_000)
    with ExitStack() as opened:
        runs = [OnPostgres(opened.enter_context(_seeded(rows)), MemoryHasher()) for rows in sizes]
        times = [[journey.timed(run, number) for run in runs] for number in range(WARM_UP + ROUNDS)]
    medians = [statistics.median(column) for column in zip(*times[WARM_UP:], strict=True)]
    for rows, took in zip(sizes, medians, strict=True):
        _say(f"{rows:9,} accounts: {took:6.2f} ms, {took / medians[0]:.2f} of the first")


def _seeded(rows: int) -> PostgresDatabase:
    begun = perf_counter()
    database = PostgresDatabase(database_url(), schema=new_schema())
    seed(database, rows)
    with closing(database.connect()) as connection:
        connection.deadline = float("inf")
        connection.execute(b"SET statement_timeout = 0")
        connection.execute(database.sql("UPDATE {schema}.outbox SET dead = true"))
        connection.execute(b"VACUUM (ANALYZE)")
    ((size,),) = database.fetch(SIZE, database.schema)
    _say(f"{rows:9,} accounts seeded in {perf_counter() - begun:.0f} s, {size >> 20} MB")
    return database


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - a script's output


PARTS = {"journey": compare_journeys, "rivals": compete, "growth": grow}


def main(*parts: str) -> None:
    logging.disable()
    durable()
    try:
        for part in parts or PARTS:
            PARTS[part]()
    finally:
        stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
