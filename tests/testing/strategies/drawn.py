"""A look at what a strategy draws: enough of it that each named extreme is there."""

from typing import TypeVar

from hypothesis.strategies import SearchStrategy

from espaceclient.testing.laws.law import for_all

T = TypeVar("T")


def drawn(strategy: SearchStrategy[T], examples: int = 200) -> list[T]:
    found: list[T] = []
    for_all(strategy, found.append, examples=examples)
    return found
