"""The wait between two attempts of which the first lost a race."""

import random
from collections.abc import Callable
from threading import Event

Backoff = Callable[[int], None]
"""Called with the number of attempts that have lost so far, from 1; waits, then returns."""

UNIT = 0.001
LONGEST = 0.05
"""Seconds. A commit takes about the unit; all the waits of a use case stay under a second."""


def longest_wait(lost: int) -> float:
    """Return for how long to wait at most, in seconds: twice as long after each lost attempt."""
    return min(UNIT * (1 << lost), LONGEST)


def wait_briefly(lost: int) -> None:
    """Wait a random time, so that attempts that met once do not meet again."""
    Event().wait(random.uniform(0, longest_wait(lost)))  # noqa: S311 - nobody gains by guessing it
