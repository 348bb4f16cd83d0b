"""A bulkhead for password hashing: its own threads and a bounded queue.

A burst of requests that hash passwords does not slow the other pages down.
"""

import os
from collections.abc import Callable
from functools import partial
from typing import ParamSpec, TypeVar

from anyio import CapacityLimiter
from anyio.to_thread import run_sync

MOST_WAITING = 32
"""Number of waiting use cases; with bcrypt at cost 12, the last one waits for some seconds."""

P = ParamSpec("P")
T = TypeVar("T")


class BulkheadFull(Exception):
    """The queue is full; the use case was not started."""


class HashingBulkhead:
    """Runs use cases that hash passwords.

    ``threads`` of them run at the same time, by default two for each CPU; ``most_waiting`` more
    wait for a thread. It belongs to one event loop.
    """

    def __init__(
        self, threads: int = 2 * (os.cpu_count() or 1), most_waiting: int = MOST_WAITING
    ) -> None:
        self._limiter = CapacityLimiter(threads)
        self._most = threads + most_waiting
        self._present = 0

    async def run(self, use_case: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a use case in a thread and return its result.

        Raises ``BulkheadFull`` without starting it when the queue is full, whatever the request.
        """
        if self._present >= self._most:
            raise BulkheadFull
        self._present += 1
        try:
            return await run_sync(partial(use_case, *args, **kwargs), limiter=self._limiter)
        finally:
            self._present -= 1
