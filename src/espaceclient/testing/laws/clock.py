"""The laws of a clock."""

from datetime import UTC, datetime, timedelta
from threading import Event
from time import monotonic

from espaceclient.ports.clock import Clock
from espaceclient.testing.laws.concurrent import CALLERS, at_once
from espaceclient.testing.laws.law import expect, law_of_one
from espaceclient.testing.samples import MINUTE

_LONGEST_WAIT = 1.5
"""Seconds: a clock that tells whole seconds has moved by then."""


@law_of_one
def the_time_is_aware_and_in_utc(clock: Clock) -> None:
    """The time is an aware datetime in UTC, whoever asks and however often."""
    for told in at_once([clock.now] * CALLERS):
        expect(told.utcoffset() is not None, f"{told!r} is naive")
        # London's time is UTC in winter.
        for time in (told, told.replace(month=1, day=1), told.replace(month=7, day=1)):
            expect(time.utcoffset() == timedelta(0), f"{told!r} is a local time")


@law_of_one
def the_clock_hardly_steps_back(clock: Clock) -> None:
    """Read twice, the clock does not step back by more than a little."""
    first, second = clock.now(), clock.now()
    expect(second >= first - MINUTE, f"{first} was followed by {second}")


@law_of_one
def the_clock_tells_the_worlds_time(clock: Clock) -> None:
    """The clock tells the world's time, to a minute, and not a local time under the name of UTC."""
    before = datetime.now(UTC)  # noqa: TID251 - what the law compares with
    told = clock.now()
    after = datetime.now(UTC)  # noqa: TID251 - as above: whoever is held up in between accuses nobody
    expect(before - MINUTE < told < after + MINUTE, f"it told {told} at {before}")


@law_of_one
def the_clock_goes_on(clock: Clock) -> None:
    """The clock goes on by itself."""
    first, until = clock.now(), monotonic() + _LONGEST_WAIT
    late = False
    while clock.now() == first:
        expect(not late, f"it told {first} for more than {_LONGEST_WAIT} seconds")
        Event().wait(0.001)
        late = monotonic() > until  # before the clock is asked: whoever is held up accuses nobody


CLOCK_LAWS = (the_time_is_aware_and_in_utc, the_clock_hardly_steps_back)

WORLD_CLOCK_LAWS = (the_clock_tells_the_worlds_time, the_clock_goes_on)
"""For a clock that people's time is read from; one that stands still in tests does not keep it."""
