"""Use cases in threads: once begun, one goes on to its end, whatever becomes of whoever awaits it.

No thread can be stopped from outside, and a place that is given back before its thread is free
would let one more of them run than there are places.
"""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from anyio import CapacityLimiter
from anyio.to_thread import run_sync

T = TypeVar("T")


async def run_in_thread(use_case: Callable[[], T], then: Callable[[], None]) -> T:
    """Run a use case in a thread, and return its result; call ``then`` once it has ended.

    Under asyncio whoever is cancelled goes at once, under trio when the use case has ended.
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
    return await asyncio.shield(task)


def _under_asyncio() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
