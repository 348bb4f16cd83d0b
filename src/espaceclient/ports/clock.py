"""The clock: the only source of the current time."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the current time. An implementation is thread-safe."""

    def now(self) -> datetime:
        """Return the current time as an aware datetime whose offset from UTC is zero.

        The value is read anew at each call and is never a local time. Outside of tests it is
        within one minute of the actual time. It may step back slightly between two calls (NTP does
        that); no caller relies on successive values being in order.
        """
        ...
