"""Does it take longer to tell who may see what when there are more accounts?

``python -m tests.benchmarks.entitlement [sizes…]``, by default 1 1000 100000 1000000 accounts with
a contract each, on a SQLite file that grows. Told are the median µs of ``may_see``, of a session,
and of ``may_account_see``, of an account, each of random accounts, and their ratio to the first
size. A million accounts take some minutes to store.
"""

import statistics
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter_ns

from attrs import frozen

from espaceclient import Communes, EspaceClient, SessionToken
from espaceclient.adapters.memory import ManualClock, MemoryHasher, MemorySubscribers
from espaceclient.adapters.sqlite import SqliteDatabase, SqliteStorage
from espaceclient.adapters.system import SystemTokens
from espaceclient.answers import Entitled
from espaceclient.domain.decision import Decision
from espaceclient.domain.lifetimes import Lifetimes
from espaceclient.domain.session import Session, SessionId
from espaceclient.domain.token import Purpose
from espaceclient.ports.storage import Snapshot
from tests.benchmarks.holders import OPENED_AT, Holder, fill
from tests.client_fixture import KEYS

ASKED, ROUNDS = 500, 4
"""How many accounts are asked about, and how often each."""


@frozen
class Asked:
    holder: Holder
    session: SessionToken


def sign_in(database: SqliteDatabase, tokens: SystemTokens, size: int) -> list[Asked]:
    """Open a session of each of some random accounts."""
    draw = Random(size)  # noqa: S311 -- which accounts are asked about, always the same ones
    holders = [Holder(draw.randrange(size)) for _ in range(ASKED)]
    ids = [SessionId(f"session-{size}-{place}") for place in range(ASKED)]
    sessions = tuple(
        Session.opened(session, holder.account, OPENED_AT, Lifetimes())
        for session, holder in zip(ids, holders, strict=True)
    )
    SqliteStorage(database).commit(Decision(None, OPENED_AT, save=sessions), Snapshot({}))
    return [
        Asked(holder, SessionToken(tokens.sign(Purpose.SESSION, session)))
        for session, holder in zip(ids, holders, strict=True)
    ]


def median_microseconds(ask: Callable[[Asked], object], everybody: list[Asked]) -> float:
    took = []
    for each in everybody * ROUNDS:
        began = perf_counter_ns()
        answer = ask(each)
        took.append(perf_counter_ns() - began)
        assert isinstance(answer, Entitled)
    return statistics.median(took) / 1000


def measure(client: EspaceClient, everybody: list[Asked]) -> tuple[float, float]:
    return (
        median_microseconds(
            lambda each: client.may_see(each.session, each.holder.contract), everybody
        ),
        median_microseconds(
            lambda each: client.may_account_see(each.holder.account.id, each.holder.contract),
            everybody,
        ),
    )


def main(sizes: list[int]) -> None:
    tokens = SystemTokens.of(KEYS)
    first: tuple[float, float] | None = None
    with (
        TemporaryDirectory() as folder,
        closing(SqliteDatabase(Path(folder, "espaceclient.sqlite3"))) as database,
    ):
        client = EspaceClient(
            communes=Communes(()),
            subscribers=MemorySubscribers([]),
            storage=SqliteStorage(database),
            hasher=MemoryHasher(),
            tokens=tokens,
            clock=ManualClock(OPENED_AT),
        )
        stored = 0
        for size in sizes:
            fill(database, range(stored, size))
            stored = size
            medians = measure(client, sign_in(database, tokens, size))
            first = first or medians
            by_session, by_account = (
                f"{median:6.0f} µs ({median / least:4.2f})"
                for median, least in zip(medians, first, strict=True)
            )
            print(  # noqa: T201 -- its result
                f"{size:>9,} accounts  may_see {by_session}  may_account_see {by_account}",
                flush=True,
            )


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [1, 1000, 100_000, 1_000_000])
