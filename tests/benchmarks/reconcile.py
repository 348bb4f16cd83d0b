"""Time and memory of reconciling the holdings of a database with its register.

``python -m tests.benchmarks.reconcile [holdings]``, 100,000 by default, on a SQLite file. In one
process each, one after the other: a register that bears all of them out; one that tells customer
references for the first time, which are noted; one that lacks a hundredth of them, which ends.
Resident memory is told when the process begins to reconcile, and at its peak.
"""

import resource
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from espaceclient import Communes, Keys, Subscriber
from espaceclient.adapters.composition import Composition
from espaceclient.adapters.memory import ManualClock
from espaceclient.adapters.sqlite import (
    SqliteDatabase,
    SqliteOutbox,
    SqliteStorage,
    SqliteSubscribers,
)
from tests.benchmarks.holders import METER, Holder, fill

NOW = datetime(2026, 6, 1, tzinfo=UTC)
REGISTERS = ("the same", "with references", "a hundredth gone")


def register(kind: str, holdings: int) -> Iterator[Subscriber]:
    for number in range(holdings):
        if kind == "a hundredth gone" and number % 100 == 0:
            continue
        customer = None if kind == "the same" else f"C{number}"
        yield Subscriber(Holder(number).contract, METER, customer=customer)


def measure(path: Path) -> str:
    with SqliteDatabase(path) as database:
        client = Composition(
            communes=Communes(()),
            subscribers=SqliteSubscribers(database),
            storage=SqliteStorage(database),
            outbox=SqliteOutbox(database),
            keys=Keys(),
            clock=ManualClock(NOW),
        ).client()
        before, began = _peak(), perf_counter()
        answer = client.reconcile()
        took = perf_counter() - began
    return f"{took:6.1f} s, resident memory {before:.0f} to {_peak():.0f} MiB: {answer}"


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(holdings: int) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "espaceclient.sqlite3")
        with SqliteDatabase(path) as database:
            fill(database, range(holdings))
        for kind in REGISTERS:
            with SqliteDatabase(path) as database:
                SqliteSubscribers(database).replace(register(kind, holdings), allowed=holdings)
            print(f"{holdings:,} holdings, {kind}:", flush=True)  # noqa: T201 -- its result
            subprocess.run([sys.executable, "-m", __spec__.name, str(path)], check=True)


if __name__ == "__main__":
    if sys.argv[1:] and Path(sys.argv[1]).is_file():
        print(measure(Path(sys.argv[1])))  # noqa: T201 -- its result
    else:
        main(int(sys.argv[1]) if sys.argv[1:] else 100_000)
