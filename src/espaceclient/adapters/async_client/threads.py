"""Use cases in threads: once begun, one goes on to its end, whatever becomes of whoever awaits it.

No thread can be stopped from outside, and a place that is given back before its thread is free
would let one more of them run than there are places.
"""

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from anyio import CapacityLimiter
from anyio.to_thread import run_sync

from espaceclient.ports.errors import PortError

T = TypeVar("T")
_logger = logging.getLogger(__name__)


async def run_in_thread(use_case: Callable[[], T], then: Callable[[], None]) -> T:
    """Run a use case in a thread, and return its result; call ``then`` once it has ended.

    Under asyncio whoever is cancelled goes at once, under trio when the use case has ended. What a
    use case raises that nobody awaits any more is logged, unless whoever raised it has done so.
    """
    # The caller counts its threads; those of other code are not to be waited for.
    run = partial(run_sync, use_case, limiter=CapacityLimiter(1))
    if not _under_asyncio():  # trio cancels by scopes alone, which run_sync is shielded from
        try:
            return await run()
        finally:
            then()
    task = asyncio.create_task(run())
    task.add_done_callback(lambda _: then())
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        task.add_done_callback(_tell_failure)
        raise


def _tell_failure(task: asyncio.Task[T]) -> None:
    error = None if task.cancelled() else task.exception()
    if error is not None and not isinstance(error, PortError):
        _logger.error("a use case failed that nobody awaited any more", exc_info=error)


def _under_asyncio() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
