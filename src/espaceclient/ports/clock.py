"""The time."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Thread-safe."""

    def now(self) -> datetime:
        """Tell the time as an aware datetime in UTC, whatever the season.

        Outside of tests it is the world's time to a minute, read at each call. It may step back a
        little; nothing relies on its order.
        """
        ...
