"""A look at what a strategy draws: enough of it that each named extreme is there."""

from collections.abc import Callable, Collection
from contextlib import suppress
from typing import TypeVar

from hypothesis.strategies import SearchStrategy

from espaceclient.testing.laws.law import for_all

T = TypeVar("T")


def drawn(strategy: SearchStrategy[T], examples: int = 200) -> list[T]:
    found: list[T] = []
    for_all(strategy, found.append, examples=examples)
    return found


def told(
    wanted: Collection[object],
    strategy: SearchStrategy[T],
    of_each: Callable[[T], Collection[object]],
    at_most: int = 500,
) -> set[object]:
    """Draw until all that is wanted was told ``of_each``, so many times at most; return all that
    was told.
    """
    all_: set[object] = set()

    def look(each: T) -> None:
        all_.update(of_each(each))
        if all_.issuperset(wanted):
            raise _Enough

    with suppress(_Enough):
        for_all(strategy, look, examples=at_most)
    return all_


class _Enough(Exception):
    """All that is wanted was told."""
