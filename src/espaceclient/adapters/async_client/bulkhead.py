"""A bulkhead: threads of its own and a bounded, fair queue for use cases of one kind.

Whatever holds its threads up, the other pages go on.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import ParamSpec, TypeVar

from anyio import CapacityLimiter, move_on_after
from anyio.to_thread import run_sync

from espaceclient.adapters.async_client.turns import BulkheadFull, Turns
from espaceclient.domain.values import ClientNetwork

LONGEST_WAIT = 3.0
"""Seconds in a queue; after them nobody expects an answer, and the queue is free for others."""

P = ParamSpec("P")
T = TypeVar("T")


class Bulkhead:
    """Runs use cases in at most ``threads`` threads at a time; belongs to one event loop.

    Those who come meanwhile wait as ``Turns`` says, for ``longest_wait`` seconds at most.
    """

    def __init__(
        self,
        threads: int,
        *,
        waiting: int,
        waiting_of_one: int,
        longest_wait: float = LONGEST_WAIT,
    ) -> None:
        self._limiter = CapacityLimiter(threads)
        self._turns = Turns(threads, waiting, waiting_of_one)
        self._longest_wait = longest_wait
        self.refused = 0
        """How many were refused so far."""

    @property
    def waiting(self) -> int:
        """How many wait now."""
        return self._turns.waiting

    async def run(
        self, network: ClientNetwork, use_case: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a use case for somebody of ``network`` in a thread, and return its result.

        Raises ``BulkheadFull`` without starting it, whatever the request, when too many are
        waiting, or when no thread became free in ``longest_wait`` seconds.
        """
        async with self._place(network):
            return await run_sync(partial(use_case, *args, **kwargs), limiter=self._limiter)

    @asynccontextmanager
    async def _place(self, network: ClientNetwork) -> AsyncIterator[None]:
        """Wait for a place, and hand it on; count who is refused."""
        try:
            turn = self._turns.join(network)
        except BulkheadFull:
            self.refused += 1
            raise
        try:
            with move_on_after(self._longest_wait):
                await turn.came.wait()
            if not turn.came.is_set():
                self.refused += 1
                raise BulkheadFull
            yield
        finally:
            self._turns.leave(turn)
