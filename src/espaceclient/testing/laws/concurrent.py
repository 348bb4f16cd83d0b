"""Callers that start at once, in threads that take turns as often as the interpreter lets them."""

import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import TypeVar

T = TypeVar("T")

CALLERS = 8
MEETINGS, MOST_PASSES = 4, 6
"""So often several relays shall have shared what is due; on a busy machine one may have taken all
before the others came.
"""
_LONGEST_WAIT = 60
"""Seconds until a caller that never starts counts as an error."""


def at_once(callers: Sequence[Callable[[], T]]) -> list[T]:
    """Run all at once, each in its thread; returns their results in order, or raises what one of
    them raised.
    """
    start = Barrier(len(callers))

    def run(caller: Callable[[], T]) -> T:
        start.wait(_LONGEST_WAIT)
        return caller()

    with switching_every(1e-6), ThreadPoolExecutor(len(callers)) as pool:
        return list(pool.map(run, callers))


@contextmanager
def switching_every(seconds: float) -> Iterator[None]:
    """Let threads take turns as often as that."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(seconds)
    try:
        yield
    finally:
        sys.setswitchinterval(before)
