"""A day is an instant once it is known where it begins."""

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import pytest

from espaceclient.domain.instant import beginning_of, in_utc

PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("day", "zone", "instant"),
    [
        (date(2026, 12, 31), PARIS, datetime(2026, 12, 30, 23, tzinfo=UTC)),
        (date(2026, 7, 1), PARIS, datetime(2026, 6, 30, 22, tzinfo=UTC)),
        (date(2026, 3, 29), PARIS, datetime(2026, 3, 28, 23, tzinfo=UTC)),
        (date(2026, 10, 25), PARIS, datetime(2026, 10, 24, 22, tzinfo=UTC)),
        (date(2026, 7, 1), ZoneInfo("Indian/Reunion"), datetime(2026, 6, 30, 20, tzinfo=UTC)),
        (date(2026, 7, 1), UTC, datetime(2026, 7, 1, tzinfo=UTC)),
        # Its clocks went from 23:59:59 to 01:00: the day began an hour late.
        (date(2018, 11, 4), ZoneInfo("America/Sao_Paulo"), datetime(2018, 11, 4, 3, tzinfo=UTC)),
    ],
)
def test_a_day_begins_at_its_midnight(day: date, zone: tzinfo, instant: datetime) -> None:
    assert beginning_of(day, zone) == instant


def test_a_day_that_begins_before_the_calendar_of_utc_is_refused() -> None:
    with pytest.raises(ValueError, match="0001-01-01 is out of the calendar of UTC"):
        beginning_of(date(1, 1, 1), timezone(timedelta(hours=1)))


@pytest.mark.parametrize(
    "beyond",
    [
        datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))),
        datetime(9999, 12, 31, 23, tzinfo=timezone(-timedelta(hours=12))),
    ],
)
def test_an_instant_that_utc_cannot_tell_is_refused(beyond: datetime) -> None:
    with pytest.raises(ValueError, match="out of the calendar of UTC"):
        in_utc(beyond)
