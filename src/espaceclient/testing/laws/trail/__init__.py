"""The laws of a trail. ``make`` gives a new, empty storage and the trail that it records in."""

from espaceclient.testing.laws.law import Law, laws_in
from espaceclient.testing.laws.trail import outside, reading, recording
from espaceclient.testing.laws.trail.fixture import OpenTrail, StorageAndTrail

TRAIL_LAWS: tuple[Law[StorageAndTrail], ...] = laws_in(recording, reading)

UNREACHABLE_TRAIL_LAWS: tuple[Law[StorageAndTrail], ...] = (outside.silence_is_no_empty_trail,)
"""For a trail that can be out of reach; ``make`` gives one that is."""

DURABLE_TRAIL_LAWS: tuple[Law[OpenTrail], ...] = (outside.what_was_recorded_outlives_closing,)
"""For a trail outside the process; ``make`` gives a function that opens it, again and again."""
