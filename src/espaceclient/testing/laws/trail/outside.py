"""What a trail outside the process promises besides."""

from functools import partial

from espaceclient.ports.errors import StorageUnavailable
from espaceclient.ports.trail import AboutAccount, AboutSubject
from espaceclient.testing.laws.law import expect, expect_raised, law_of_one, opened
from espaceclient.testing.laws.storage.fixture import NOW
from espaceclient.testing.laws.trail.fixture import (
    ANNE,
    EVERYTHING,
    OpenTrail,
    StorageAndTrail,
    signed_out,
)
from espaceclient.testing.samples import HOUR


@law_of_one
def silence_is_no_empty_trail(made: StorageAndTrail) -> None:
    """A trail out of reach raises StorageUnavailable, and never says that nothing happened."""
    for asked in (EVERYTHING, AboutAccount(ANNE), AboutSubject("anne")):
        page = partial(made.trail.page, asked)
        expect_raised(StorageUnavailable, page, f"{asked} was answered")
    expect_raised(StorageUnavailable, partial(made.trail.purge, NOW, 10), "it was purged")


@law_of_one
def what_was_recorded_outlives_closing(open_trail: OpenTrail) -> None:
    """Events, their ids and what was purged are the same when the trail is closed and opened."""
    with opened(open_trail()) as made:
        made.record(signed_out(1), at=NOW - HOUR)
        made.record(signed_out(2), signed_out(2))
        made.trail.purge(NOW, 10)
        before = made.all()
    with opened(open_trail()) as made:
        made.record(signed_out(3), at=NOW + HOUR)
        after = made.all()
    expect(len(after) == len(before) + 1, f"{len(before)} events were {len(after) - 1} later")
    expect(after[:-1] == before, "they were others later")
