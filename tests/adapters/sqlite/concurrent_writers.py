"""Writers that do the same at the same moment: threads of one process, or several processes."""

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from pathlib import Path
from types import TracebackType
from typing import ParamSpec, Self, TypeVar

from espaceclient.adapters.sqlite import SqliteDatabase, SqliteStorage
from espaceclient.domain.decision import Decision
from espaceclient.ports.errors import Conflict
from espaceclient.ports.storage import AnyLookup

P = ParamSpec("P")
T = TypeVar("T")

THREADS = 8
PROCESSES = 4
PATIENCE = 60
"""Seconds until a writer that does not come breaks the test instead of hanging it."""

_start: Barrier


def in_threads(task: Callable[[int], T], threads: int = THREADS) -> list[T]:
    """Call ``task`` with a number in each of so many threads, all at once."""
    start = threading.Barrier(threads)

    def together(number: int) -> T:
        start.wait(PATIENCE)
        return task(number)

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(together, range(threads)))


class Processes:
    """Four spawned processes."""

    def __init__(self) -> None:
        context = get_context("spawn")
        self._pool = ProcessPoolExecutor(
            PROCESSES, mp_context=context, initializer=_keep, initargs=(context.Barrier(PROCESSES),)
        )

    def run(self, task: Callable[[Path, int], T], path: Path) -> list[T]:
        """Call ``task``, which calls ``wait_for_the_others``, with the path and a number in each
        process.
        """
        return list(self._pool.map(task, [path] * PROCESSES, range(PROCESSES), timeout=PATIENCE))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pool.shutdown()


def _keep(start: Barrier) -> None:
    global _start  # noqa: PLW0603 - a barrier reaches a process only at its birth
    _start = start


def wait_for_the_others() -> None:
    _start.wait(PATIENCE)


def wins(
    database: SqliteDatabase,
    decision: Decision[None],
    lookups: Iterable[AnyLookup],
    wait: Callable[[], object],
) -> bool:
    """Look, wait, commit: did the decision come first?"""
    storage = SqliteStorage(database)
    seen = storage.read(*lookups)
    wait()
    try:
        storage.commit(decision, seen)
    except Conflict:
        return False
    return True
