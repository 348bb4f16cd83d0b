"""How do many fare that want the same at once?

``python -m tests.benchmarks.rivals [threads…]``, by default 32 64: so many threads fail to sign in
at one address, and open an account with one contract, on memory and on a SQLite file. Told are the
calls a second, the most commits that one of them tried, and how many ended in a ``Conflict``.
"""

import logging
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Barrier, local
from time import perf_counter

from espaceclient import EspaceClient, Limits, Policy
from espaceclient.adapters.memory import (
    ManualClock,
    MemoryHasher,
    MemoryStorage,
    MemorySubscribers,
)
from espaceclient.adapters.sqlite import SqliteDatabase, SqliteStorage
from espaceclient.adapters.system import SystemTokens
from espaceclient.domain.decision import Decision
from espaceclient.ports.errors import Conflict
from espaceclient.ports.exclusive_storage import ExclusiveStorage
from espaceclient.ports.gates import Gates
from espaceclient.ports.storage import AnyLookup, Snapshot, Storage
from espaceclient.testing.samples import BEGINNING, COMMUNES, KEYS, REGISTER, SOMEBODY

ROUNDS = 10
POLICY = Policy(
    limits=Limits(
        sign_in_failures_before_wait=50,
        sign_in_failures_a_day=250,
        openings_an_hour_per_contract=100,
    )
)
Call = Callable[[EspaceClient, int, int], object]


def fail_to_sign_in(client: EspaceClient, round_: int, _: int) -> object:
    wrong = {"email": f"anne{round_}@exemple.fr", "password": "not mine"}
    return client.sign_in(wrong)


def open_an_account(client: EspaceClient, round_: int, caller: int) -> object:
    email = f"anne{round_}.{caller}@exemple.fr"
    return client.open_account({**SOMEBODY, "email": email})


class Counting:
    """Counts the commits that each thread tries."""

    def __init__(self, storage: Storage, mine: local | None = None) -> None:
        self._storage, self.mine = storage, mine or local()

    def read(self, *lookups: AnyLookup) -> Snapshot:
        return self._storage.read(*lookups)

    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        self.mine.tried += 1
        self._storage.commit(decision, seen)


class CountingExclusive(Counting):
    def __init__(self, storage: ExclusiveStorage) -> None:
        super().__init__(storage)
        self._exclusive = storage

    @contextmanager
    def exclusively(self, gates: Gates) -> Iterator[Storage]:
        with self._exclusive.exclusively(gates) as held:
            yield Counting(held, self.mine)


def measure(storage: ExclusiveStorage, call: Call, threads: int) -> str:
    counting, start = CountingExclusive(storage), Barrier(threads)
    client = EspaceClient(
        communes=COMMUNES,
        subscribers=MemorySubscribers(REGISTER),
        storage=counting,
        hasher=MemoryHasher(),
        tokens=SystemTokens.of(KEYS),
        clock=ManualClock(BEGINNING),
        policy=POLICY,
    )

    def run(round_: int, caller: int) -> tuple[int, bool]:
        counting.mine.tried = 0
        start.wait()
        try:
            call(client, round_, caller)
        except Conflict:
            return counting.mine.tried, True
        return counting.mine.tried, False

    outcomes, begun = list[tuple[int, bool]](), perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        for round_ in range(ROUNDS):
            outcomes += pool.map(run, [round_] * threads, range(threads))
    rate = len(outcomes) / (perf_counter() - begun)
    tried, lost = max(tried for tried, _ in outcomes), sum(lost for _, lost in outcomes)
    return (
        f"{rate:8.0f}/s, most commits tried {tried:2}, conflicts raised {lost} of {len(outcomes)}"
    )


def main(sizes: list[int]) -> None:
    logging.disable()  # of limits, once a call
    for call in (fail_to_sign_in, open_an_account):
        for threads in sizes:
            told = f"{call.__name__:16} {threads:3} threads"
            sys.stdout.write(f"{told}, memory: {measure(MemoryStorage(), call, threads)}\n")
            with TemporaryDirectory() as folder, SqliteDatabase(Path(folder) / "e") as database:
                rate = measure(SqliteStorage(database), call, threads)
                sys.stdout.write(f"{told}, SQLite: {rate}\n")


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [32, 64])
