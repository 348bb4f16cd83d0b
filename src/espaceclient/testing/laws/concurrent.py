"""Callers that start at once, in threads that take turns as often as the interpreter lets them, and
callers that may hang: none is waited for without a bound.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TooLong
from contextlib import contextmanager
from functools import partial
from threading import Barrier, Thread
from typing import TypeVar

from espaceclient.testing.laws.law import LawBroken

T = TypeVar("T")

CALLERS = 8
MEETINGS, MOST_PASSES = 4, 6
"""So often several relays shall have shared what is due; on a busy machine one may have taken all
before the others came.
"""
_LONGEST_WAIT = 60
"""Seconds until a caller that never starts, or never ends, counts as an error."""


def at_once(callers: Sequence[Callable[[], T]]) -> list[T]:
    """Run all at once, each in its thread; returns their results in order, or raises what one of
    them raised.
    """
    start = Barrier(len(callers))

    def run(caller: Callable[[], T]) -> T:
        start.wait(_LONGEST_WAIT)
        return caller()

    with switching_every(1e-6):
        running = [_started(partial(run, caller)) for caller in callers]
        return [_result(each, _LONGEST_WAIT) for each in running]


def in_time(call: Callable[[], T], seconds: float) -> T:
    """Return what a call returns, or raise what it raises, if it ends within so many seconds."""
    return _result(_started(call), seconds)


def _started(call: Callable[[], T]) -> "Future[T]":
    """Call in a thread of its own, which holds up no end of the process if it hangs."""
    future: Future[T] = Future()

    def run() -> None:
        try:
            future.set_result(call())
        except BaseException as error:  # noqa: BLE001 - whoever waits for it is told
            future.set_exception(error)

    Thread(target=run, daemon=True).start()
    return future


def _result(running: "Future[T]", seconds: float) -> T:
    try:
        return running.result(seconds)
    except TooLong:
        if running.done():  # it raised one of that kind itself
            raise
        raise LawBroken(f"a call still waited after {seconds:g} seconds") from None


@contextmanager
def switching_every(seconds: float) -> Iterator[None]:
    """Let threads take turns as often as that."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(seconds)
    try:
        yield
    finally:
        sys.setswitchinterval(before)
