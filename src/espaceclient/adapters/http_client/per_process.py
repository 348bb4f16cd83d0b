"""What a fork must not share: threads, which it does not copy, and connections, over which two
processes would read each other's answers.
"""

import os
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class PerProcess(Generic[T]):
    """Something that each process has of its own, made when it first asks for it. Thread-safe.

    What another process has made is neither used nor closed.
    """

    def __init__(self, make: Callable[[], T]) -> None:
        """``make`` is called twice by two threads that ask first at once; one of both is used."""
        self._make = make
        self._made: dict[int, T] = {}

    def own(self) -> T:
        """Return this process's own."""
        process = os.getpid()
        made = self._made.get(process)
        return self._made.setdefault(process, self._make()) if made is None else made
