"""The price of a hash, and what is missing to it."""

from collections.abc import Callable

LEAST_COST = 4
"""The lowest cost that bcrypt has: its rounds are the unit of the price."""


def gauge_of(cost: int) -> int:
    """Return the cost of an eighth of a hash at ``cost``: enough to time others by."""
    return max(LEAST_COST, cost - 3)


def missing(cost: int, gauge: int, gauged: int, checked: int) -> list[int]:
    """Return the costs of the hashes that, after one at ``gauge`` and a check, make up one at
    ``cost``.

    ``gauged`` and ``checked`` are how long both took, in one unit. What lacks is rounded up to
    whole units, and each bit of their number is a hash. A check that took longer than all of it
    lacks nothing.
    """
    whole, part = 1 << (cost - LEAST_COST), 1 << (gauge - LEAST_COST)
    units = max(0, whole - part - part * checked // max(1, gauged))
    return [LEAST_COST + bit for bit in range(units.bit_length()) if units >> bit & 1]


Stopwatch = Callable[[], int]
"""Tells nanoseconds since some moment."""
