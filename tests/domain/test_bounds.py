"""A value outside its bounds is refused, in words that whoever configures it understands."""

from datetime import timedelta

import pytest
from attrs import field, frozen

from espaceclient.domain.bounds import Between

NONE = timedelta(0)
SECOND = timedelta(seconds=1)


@frozen
class Configured:
    wait: timedelta = field(validator=Between(NONE, timedelta(days=2, minutes=1, seconds=5)))
    count: int = field(default=3, validator=Between(3, 7))


@pytest.mark.parametrize("wait", [NONE, SECOND, timedelta(days=2, minutes=1, seconds=5)])
@pytest.mark.parametrize("count", [3, 7])
def test_both_bounds_are_allowed(wait: timedelta, count: int) -> None:
    assert Configured(wait, count) == Configured(wait=wait, count=count)


@pytest.mark.parametrize(
    ("wait", "said"),
    [
        (timedelta(days=2, hours=1), "2 days 1 hour"),
        (timedelta(days=2, minutes=1, seconds=6), "2 days 1 minute 6 seconds"),
        (-SECOND, "-1 day, 23:59:59"),
        (timedelta(days=3, microseconds=1), "3 days, 0:00:00.000001"),
    ],
)
def test_a_time_is_told_in_words_if_it_is_of_whole_seconds(wait: timedelta, said: str) -> None:
    with pytest.raises(ValueError, match="wait") as refused:
        Configured(wait)
    expected = f"wait must be from 0 seconds to 2 days 1 minute 5 seconds, not {said}"
    assert str(refused.value) == expected


@pytest.mark.parametrize("count", [2, 8])
def test_a_number_is_told_as_it_is(count: int) -> None:
    with pytest.raises(ValueError, match=f"^count must be from 3 to 7, not {count}$"):
        Configured(NONE, count)
