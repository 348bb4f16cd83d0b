"""A bulkhead: threads of its own and a bounded, fair queue for use cases of one kind.

Whatever holds its threads up, the others go on.
"""

import logging
from collections.abc import Callable
from functools import partial
from typing import ParamSpec, TypeVar

from anyio import move_on_after
from anyio.lowlevel import RunVar

from espaceclient.adapters.async_client.busy import Busy
from espaceclient.adapters.async_client.threads import run_in_thread
from espaceclient.adapters.async_client.turns import Turn, Turns
from espaceclient.domain.values import ClientNetwork

LONGEST_WAIT = 3.0
"""Seconds in a queue; after them nobody expects an answer, and the queue is free for others."""

P = ParamSpec("P")
T = TypeVar("T")
_logger = logging.getLogger(__name__)


class Bulkhead:
    """Runs use cases in at most ``threads`` threads at a time.

    Those who come meanwhile wait as ``Turns`` says, for ``longest_wait`` seconds at most. Each
    event loop has threads and a queue of its own, made when it first asks: one bulkhead may serve
    several loops, one after the other or side by side, and a process forked from its own.
    """

    def __init__(
        self,
        threads: int,
        *,
        waiting: int,
        waiting_of_one: int,
        longest_wait: float = LONGEST_WAIT,
    ) -> None:
        self._make_turns = partial(Turns, threads, waiting, waiting_of_one)
        self._turns_of_loop: RunVar[Turns] = RunVar("turns")
        self._waiting = set[Turn]()  # in all event loops
        self._longest_wait = longest_wait
        self.refused = 0
        """How many were refused so far."""

    @property
    def waiting(self) -> int:
        """How many wait now."""
        return len(self._waiting)

    async def run(
        self, network: ClientNetwork, use_case: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a use case for somebody of ``network`` in a thread, and return its result.

        Whoever is cancelled while waiting leaves the queue; a use case that was begun goes on to
        its end, and keeps its thread until then.

        Raises ``Busy`` without starting it, whatever the request, when too many are waiting, or
        when no thread became free in ``longest_wait`` seconds.
        """
        turns = self._turns()
        try:
            turn = turns.join(network)
            await self._come(turns, turn)
        except Busy:
            self.refused += 1
            _logger.warning(
                "requests are refused: too many are waiting already", extra={"repeats": True}
            )
            raise
        return await run_in_thread(
            partial(use_case, *args, **kwargs), then=partial(turns.leave, turn)
        )

    def _turns(self) -> Turns:
        turns = self._turns_of_loop.get(None)
        if turns is None:
            turns = self._make_turns()
            self._turns_of_loop.set(turns)
        return turns

    async def _come(self, turns: Turns, turn: Turn) -> None:
        """Wait for the turn's place; leave without one when cancelled, or after too long."""
        if turn.came.is_set():
            return
        self._waiting.add(turn)
        try:
            with move_on_after(self._longest_wait):
                await turn.came.wait()
            if not turn.came.is_set():
                raise Busy
        except BaseException:  # a cancellation is none of Exception's
            turns.leave(turn)
            raise
        finally:
            self._waiting.discard(turn)
