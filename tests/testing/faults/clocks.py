"""Clocks that get one thing wrong."""

from datetime import UTC, datetime, timedelta, tzinfo

from espaceclient.adapters.system import SystemClock
from espaceclient.testing.laws import clock
from tests.testing.faults.fault import Fault


class Naive:
    def now(self) -> datetime:
        return datetime.now(UTC).replace(tzinfo=None)  # noqa: TID251 - the mistake


class TwoHoursAhead(SystemClock):
    def now(self) -> datetime:
        return super().now() + timedelta(hours=2)


class London(tzinfo):
    def utcoffset(self, local: datetime | None) -> timedelta:
        return timedelta(hours=1 if local and 4 <= local.month <= 10 else 0)

    def dst(self, local: datetime | None) -> timedelta:
        return self.utcoffset(local)

    def tzname(self, local: datetime | None) -> str:
        return "BST" if self.utcoffset(local) else "GMT"


class LondonsInWinter:
    def now(self) -> datetime:
        return datetime(2026, 1, 15, 8, tzinfo=London())


class ReadAtItsStart(SystemClock):
    def __init__(self) -> None:
        self._start = super().now()

    def now(self) -> datetime:
        return self._start


class Jumps(SystemClock):
    back = timedelta(0)

    def now(self) -> datetime:
        self.back += timedelta(hours=1)
        return super().now() - self.back


CLOCK_FAULTS = (
    Fault("tells naive times", clock.the_time_is_aware_and_in_utc, Naive),
    Fault("tells local time as UTC", clock.the_clock_tells_the_worlds_time, TwoHoursAhead),
    Fault("tells London's time, in winter", clock.the_time_is_aware_and_in_utc, LondonsInWinter),
    Fault("is read once, at the start", clock.the_clock_goes_on, ReadAtItsStart),
    Fault("jumps back", clock.the_clock_hardly_steps_back, Jumps),
)
