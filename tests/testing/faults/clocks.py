"""Clocks that get one thing wrong."""

from datetime import UTC, datetime, timedelta

from espaceclient.adapters.system import SystemClock
from espaceclient.testing.laws import (
    clock,
)
from tests.testing.faults.fault import Fault


class Naive:
    def now(self) -> datetime:
        return datetime.now(UTC).replace(tzinfo=None)  # noqa: TID251 - the mistake


class TwoHoursAhead(SystemClock):
    def now(self) -> datetime:
        return super().now() + timedelta(hours=2)


class Jumps(SystemClock):
    back = timedelta(0)

    def now(self) -> datetime:
        self.back += timedelta(hours=1)
        return super().now() - self.back


CLOCK_FAULTS = (
    Fault("tells naive times", clock.the_time_is_aware_and_in_utc, Naive),
    Fault("tells local time as UTC", clock.the_clock_tells_the_worlds_time, TwoHoursAhead),
    Fault("jumps back", clock.the_clock_hardly_steps_back, Jumps),
)
