"""Threads of their own for whatever hashes a password, so that a rush of it leaves the other pages
as quick.
"""

import os
from collections.abc import Callable
from functools import partial
from typing import ParamSpec, TypeVar

from anyio import CapacityLimiter
from anyio.to_thread import run_sync

MOST_WAITING = 32
"""With bcrypt at cost 12, the last of them waits some seconds."""

P = ParamSpec("P")
T = TypeVar("T")


class BulkheadFull(Exception):
    """Nothing was done: there are more to hash for than can soon be served."""


class HashingBulkhead:
    def __init__(
        self, threads: int = 2 * (os.cpu_count() or 1), most_waiting: int = MOST_WAITING
    ) -> None:
        self._limiter = CapacityLimiter(threads)
        self._most = threads + most_waiting
        self._present = 0

    async def run(self, use_case: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a use case; raises ``BulkheadFull``, whatever was asked, when the queue is full."""
        if self._present >= self._most:
            raise BulkheadFull
        self._present += 1
        try:
            return await run_sync(partial(use_case, *args, **kwargs), limiter=self._limiter)
        finally:
            self._present -= 1
