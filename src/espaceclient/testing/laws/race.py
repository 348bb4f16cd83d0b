"""Rivals that start at once, as unkindly as the interpreter can be made to switch between them."""

import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import TypeVar

T = TypeVar("T")

RIVALS = 8
_LONGEST_WAIT = 60
"""Seconds until a rival that never starts counts as an error."""


def race(rivals: Sequence[Callable[[], T]]) -> list[T]:
    """Run all at once, each in its thread; returns their results in order, or raises what one of
    them raised.
    """
    start = Barrier(len(rivals))

    def run(rival: Callable[[], T]) -> T:
        start.wait(_LONGEST_WAIT)
        return rival()

    with _restless(), ThreadPoolExecutor(len(rivals)) as pool:
        return list(pool.map(run, rivals))


@contextmanager
def _restless() -> Iterator[None]:
    """Let threads take turns after every few instructions."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        yield
    finally:
        sys.setswitchinterval(before)
