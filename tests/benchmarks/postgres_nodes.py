"""PostgreSQL: sign-ins of two nodes against one, and mails of four relays against one.

``python -m tests.benchmarks.postgres_nodes``. Each node and each relay is a process of its own. All
of them and the server share the cores of one machine, so that more of them gain only what one of
them leaves idle. One and several take turns on one database.
"""

import logging
import statistics
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import ExitStack
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from threading import Event
from time import perf_counter

from espaceclient import EmailAddress
from espaceclient.adapters.bcrypt import BcryptHasher
from espaceclient.adapters.postgres import PostgresDatabase, PostgresStorage
from espaceclient.answers import SignedIn
from espaceclient.domain.mail import AccountConfirmedMail
from espaceclient.ports.mailer import Message
from espaceclient.ports.storage import Snapshot
from espaceclient.testing.laws.storage.fixture import saving
from tests.benchmarks import journey
from tests.benchmarks.postgres import OnPostgres, durable
from tests.client_fixture import KEYS
from tests.postgres_fixture import database_url, new_schema, stop

ACCOUNTS, THREADS, SECONDS = 64, 8, 3.0
MAILS, ROUNDS = 400, 3
PASSWORD = "Bb2?bbbb"
"""What the journey ends with."""


class MailServer(journey.MailBuilder):
    """Builds each mail, and takes its time for it."""

    takes = 0.0

    def send(self, message: Message) -> None:
        super().send(message)
        Event().wait(self.takes)


def library(database: PostgresDatabase, mails: MailServer) -> OnPostgres:
    return OnPostgres(database, BcryptHasher(KEYS.peppers, cost=journey.COST), mails=mails)


class Node:
    """What a process is: the library over the database that all share."""

    here: "Node"

    def __init__(self, url: str, schema: str, together: Barrier) -> None:
        database = PostgresDatabase(url, schema=schema)
        self.mails = MailServer()
        self.library = library(database, self.mails)
        self.together = together

    @classmethod
    def start(cls, url: str, schema: str, together: Barrier) -> None:
        logging.disable()
        cls.here = cls(url, schema, together)


def sign_in(number: int) -> float:
    """Sign in for some seconds in threads, each with accounts of its own; return how many a second
    were answered.
    """
    node = Node.here
    node.together.wait()
    until = perf_counter() + SECONDS

    def one_after_the_other(thread: int) -> int:
        answered = 0
        while perf_counter() < until:
            account = (number * THREADS + thread + 16 * answered) % ACCOUNTS
            answer = node.library.client.sign_in(
                {"email": f"abonne{account}@exemple.fr", "password": PASSWORD}
            )
            assert isinstance(answer, SignedIn)
            answered += 1
        return answered

    with ThreadPoolExecutor(THREADS) as pool:
        return sum(pool.map(one_after_the_other, range(THREADS))) / SECONDS


def deliver(takes: float) -> tuple[float, float, int]:
    """Deliver until nothing is due; return from when to when, and how many mails."""
    relay, mails = Node.here.library.relay, Node.here.mails
    before = len(mails.built)
    mails.takes = takes
    Node.here.together.wait()
    begun = perf_counter()
    while relay.deliver_due().handled:
        pass
    return begun, perf_counter(), len(mails.built) - before


def compare_nodes(schema: str) -> None:
    with ExitStack() as opened:
        one, two = (opened.enter_context(_processes(count, schema)) for count in (1, 2))
        turns = [(sum(one.map(sign_in, [0])), sum(two.map(sign_in, [0, 1]))) for _ in range(ROUNDS)]
    _tell("sign-ins a second", "node", turns)


def compare_relays(database: PostgresDatabase, takes: float) -> None:
    with ExitStack() as opened:
        one, four = (opened.enter_context(_processes(count, database.schema)) for count in (1, 4))
        turns = [
            (_mails_a_second(database, one, 1, takes), _mails_a_second(database, four, 4, takes))
            for _ in range(ROUNDS)
        ]
    _tell(f"mails a second, the mail server taking {takes * 1000:.0f} ms", "relay", turns)


def _processes(count: int, schema: str) -> ProcessPoolExecutor:
    context = get_context("spawn")
    arguments = (database_url(), schema, context.Barrier(count))
    return ProcessPoolExecutor(count, context, Node.start, arguments)


def _mails_a_second(
    database: PostgresDatabase, relays: ProcessPoolExecutor, count: int, takes: float
) -> float:
    mails = [AccountConfirmedMail(EmailAddress(f"a{number}@exemple.fr")) for number in range(MAILS)]
    PostgresStorage(database).commit(saving(queue=mails), Snapshot({}))
    begins, ends, delivered = zip(*relays.map(deliver, [takes] * count), strict=True)
    assert sum(delivered) == MAILS, "each mail leaves once"
    took: float = max(ends) - min(begins)
    return MAILS / took


def _tell(what: str, who: str, turns: list[tuple[float, float]]) -> None:
    one, several = map(statistics.median, zip(*turns, strict=True))
    ratio = statistics.median(more / alone for alone, more in turns)
    print(f"{what}: one {who} {one:.0f}, several {several:.0f}, {ratio:.2f} times", flush=True)  # noqa: T201 - a script's output


def main() -> None:
    logging.disable()
    durable()
    try:
        with PostgresDatabase(database_url(), schema=new_schema()) as database:
            open_account = library(database, MailServer())
            for number in range(ACCOUNTS):
                open_account(number)
            compare_nodes(database.schema)
            for takes in (0.0, 0.02):
                compare_relays(database, takes)
    finally:
        stop()


if __name__ == "__main__":
    main()
