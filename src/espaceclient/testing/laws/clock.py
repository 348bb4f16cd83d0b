"""The laws of a clock."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Event
from time import monotonic

from espaceclient.ports.clock import Clock
from espaceclient.testing.laws.law import Fixture, expect, law, opened
from espaceclient.testing.laws.race import RIVALS, race

MakeClock = Callable[[], Fixture[Clock]]

_A_LITTLE = timedelta(minutes=1)
_LONGEST_WAIT = 1.5
"""Seconds: a clock that tells whole seconds has moved by then."""


@law
def the_time_is_aware_and_in_utc(make: MakeClock) -> None:
    """The time is an aware datetime in UTC, whoever asks and however often."""
    with opened(make()) as made:
        for told in race([made.now] * RIVALS):
            expect(told.utcoffset() is not None, f"{told!r} is naive")
            # London's time is UTC in winter.
            for time in (told, told.replace(month=1, day=1), told.replace(month=7, day=1)):
                expect(time.utcoffset() == timedelta(0), f"{told!r} is a local time")


@law
def the_clock_hardly_steps_back(make: MakeClock) -> None:
    """Read twice, the clock does not step back by more than a little."""
    with opened(make()) as made:
        first, second = made.now(), made.now()
        expect(second >= first - _A_LITTLE, f"{first} was followed by {second}")


@law
def the_clock_tells_the_worlds_time(make: MakeClock) -> None:
    """The clock tells the world's time, to a minute, and not a local time under the name of UTC."""
    with opened(make()) as made:
        before = datetime.now(UTC)  # noqa: TID251 - what the law compares with
        told = made.now()
        after = datetime.now(UTC)  # noqa: TID251 - as above: whoever is held up in between accuses nobody
        expect(before - _A_LITTLE < told < after + _A_LITTLE, f"it told {told} at {before}")


@law
def the_clock_goes_on(make: MakeClock) -> None:
    """The clock goes on by itself."""
    with opened(make()) as made:
        first, until = made.now(), monotonic() + _LONGEST_WAIT
        late = False
        while made.now() == first:
            expect(not late, f"it told {first} for more than {_LONGEST_WAIT} seconds")
            Event().wait(0.001)
            late = (
                monotonic() > until
            )  # before the clock is asked: whoever is held up accuses nobody


CLOCK_LAWS = (the_time_is_aware_and_in_utc, the_clock_hardly_steps_back)

WORLD_CLOCK_LAWS = (the_clock_tells_the_worlds_time, the_clock_goes_on)
"""For a clock that people's time is read from; one that stands still in tests does not keep it."""
