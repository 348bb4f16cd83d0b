"""Processes of their own that open one storage: several that act at once, and one that ends without
a word.
"""

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, SpawnContext
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Barrier
from threading import BrokenBarrierError, Event, Thread
from typing import Any, TypeVar

from espaceclient.testing.laws.concurrent import switching_every
from espaceclient.testing.laws.law import Fixture, LawBroken, expect, opened

T = TypeVar("T")
R = TypeVar("R")
Open = Callable[[], Fixture[T]]
Task = Callable[[T, int, Callable[[], object]], R]
"""Given what was opened, the process's number, and what waits for the other processes. It goes
there by its name: a function of a module.
"""

PROCESSES = 4
ENDED = 3
"""What a process that ends on purpose leaves as its exit code."""
_LONGEST_WAIT = 120
"""Seconds until a process that says nothing counts as an error."""


def _clean(open_: Open[Any]) -> ForkServerContext | SpawnContext:
    """Return how processes are started that share nothing with this one.

    A fork would bring connections along that belong to its parent. A server that forks has none,
    and has loaded once what takes a second to load.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    opening = getattr(open_, "func", open_)
    context.set_forkserver_preload(["espaceclient.testing", opening.__module__])
    return context


def at_once_in_processes(open_: Open[T], task: Task[T, R]) -> list[R]:
    """Let ``task`` act in four processes; returns what each of them returned."""
    context = _clean(open_)
    start = context.Barrier(PROCESSES)
    receivers, senders = zip(*(context.Pipe(duplex=False) for _ in range(PROCESSES)), strict=True)
    processes = [
        context.Process(target=_act, args=(open_, task, number, start, sender))
        for number, sender in enumerate(senders)
    ]
    with _running(processes):
        for sender in senders:
            sender.close()  # the process has the only one left: its end closes the pipe
        results = [_heard(receiver, start) for receiver in receivers]
    failures = [result for result in results if isinstance(result, _Failure)]
    waited = f"they waited {_LONGEST_WAIT} seconds for each other"
    expect(not failures, "; ".join(filter(None, failures)) or waited)
    return results


def end_in_a_process(open_: Open[T], task: Callable[[T], object]) -> None:
    """Let ``task``, a function of a module, act in a process that ends then and there: nothing is
    closed.
    """
    process = _clean(open_).Process(target=_act_and_end, args=(open_, task))
    with _running([process]):
        process.join(_LONGEST_WAIT)
        code = process.exitcode
        expect(code is not None, f"the process said nothing for {_LONGEST_WAIT} seconds")
        expect(code == ENDED, f"the process failed with exit code {code} before it came to it")


class _Failure(str):
    """What went wrong in a process, in a few words."""

    __slots__ = ()


@contextmanager
def _running(processes: Sequence[BaseProcess]) -> Iterator[None]:
    """Start them; none is left behind, however it comes out."""
    started: list[BaseProcess] = []
    try:
        for process in processes:
            process.start()
            started.append(process)
        yield
    except BaseException:
        for process in started:
            process.kill()
        raise
    finally:
        for process in started:
            process.join(_LONGEST_WAIT)


def _act(open_: Open[T], task: Task[T, R], number: int, start: Barrier, sender: Connection) -> None:
    try:
        with opened(open_()) as made, _interrupted_often():
            result = task(made, number, lambda: start.wait(_LONGEST_WAIT))
        sender.send(result)
    except BrokenBarrierError:
        sender.send(_Failure())  # another one has more to tell
    except Exception as error:  # noqa: BLE001 - the law is told, whatever it was
        start.abort()
        sender.send(_Failure(f"{type(error).__name__} was raised in a process: {error}"))


@contextmanager
def _interrupted_often() -> Iterator[None]:
    """Take the interpreter away at each chance: the steps of a commit fall apart, and other
    processes come in between.
    """
    done = Event()

    def spin() -> None:
        while not done.is_set():
            pass

    spinning = Thread(target=spin, daemon=True)
    with switching_every(0.002):  # so long each step of this process waits
        spinning.start()
        try:
            yield
        finally:
            done.set()
            spinning.join()


def _act_and_end(open_: Open[T], task: Callable[[T], object]) -> None:
    with opened(open_()) as made:
        task(made)
        os._exit(ENDED)


def _heard(receiver: Connection, start: Barrier) -> Any:
    try:
        if not receiver.poll(_LONGEST_WAIT):
            raise LawBroken(f"one of them said nothing for {_LONGEST_WAIT} seconds")
        return receiver.recv()
    except EOFError:
        start.abort()
        return _Failure("a process died")
