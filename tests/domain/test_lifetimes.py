"""How long things live: to the second, and never longer than the design says."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from espaceclient import Lifetimes
from espaceclient.domain.lifetimes import Validity

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("after", "alive"),
    [
        (timedelta(0), True),
        (timedelta(hours=48, seconds=-1), True),
        (timedelta(hours=48, microseconds=-1), True),
        (timedelta(hours=48), False),
        (timedelta(hours=48, seconds=1), False),
    ],
)
def test_an_activation_link_lives_until_just_before_48_hours(
    after: timedelta, *, alive: bool
) -> None:
    assert Validity.starting(NOON, Lifetimes().activation).covers(NOON + after) is alive


@pytest.mark.parametrize(
    ("before", "alive"),
    [(timedelta(minutes=5), True), (timedelta(minutes=5, microseconds=1), False)],
)
def test_something_issued_in_the_future_is_taken_within_clock_skew_only(
    before: timedelta, *, alive: bool
) -> None:
    assert Validity.starting(NOON, timedelta(hours=1)).covers(NOON - before) is alive


@pytest.mark.parametrize(
    ("name", "longest"),
    [
        ("activation", timedelta(hours=48)),
        ("reset", timedelta(hours=24)),
        ("session_idle", timedelta(minutes=30)),
        ("session_total", timedelta(hours=12)),
    ],
)
def test_a_lifetime_is_configurable_down_not_up(name: str, longest: timedelta) -> None:
    assert getattr(Lifetimes(**{name: longest}), name) == longest
    with pytest.raises(ValueError, match=name):
        Lifetimes(**{name: longest + timedelta(microseconds=1)})


def test_a_lifetime_out_of_bounds_tells_the_bounds() -> None:
    with pytest.raises(ValueError, match=r"^reset must be from 1 minute to 1 day, not 2 days$"):
        Lifetimes(reset=timedelta(days=2))


@pytest.mark.parametrize("name", ["activation", "reset", "session_idle", "session_total"])
def test_a_lifetime_is_at_least_a_minute(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        Lifetimes(**{name: timedelta(seconds=59)})


def test_the_designs_lifetimes_are_the_defaults() -> None:
    assert Lifetimes() == Lifetimes(
        activation=timedelta(hours=48),
        reset=timedelta(hours=1),
        session_idle=timedelta(minutes=30),
        session_total=timedelta(hours=12),
    )


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 1, 1),  # noqa: DTZ001 - a naive time is what is refused
        NOON.astimezone(timezone(timedelta(hours=1))),
    ],
)
def test_an_instant_is_aware_and_in_utc(moment: datetime) -> None:
    with pytest.raises(ValueError, match="since must be an aware datetime in UTC"):
        Validity(moment, NOON)
