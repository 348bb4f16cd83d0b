"""Calendar days, as people read them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from espaceclient.adapters.wording import TomlWording
from espaceclient.domain.instant import FOREVER

WORDING = TomlWording.french()


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 5, 30, 22, tzinfo=UTC), "31\u00a0mai 2026"),
        (datetime(2026, 5, 30, 21, 59, 59, tzinfo=UTC), "30\u00a0mai 2026"),
        (datetime(2026, 8, 1, 12, tzinfo=UTC), "1er\u00a0août 2026"),
        (datetime(2026, 12, 31, 23, tzinfo=UTC), "1er\u00a0janvier 2027"),
        (FOREVER, "31\u00a0décembre 9999"),
    ],
)
def test_a_day_is_that_of_paris_and_written_in_french(instant: datetime, day: str) -> None:
    assert WORDING.day(instant) == day


@pytest.mark.parametrize(
    ("until", "day"),
    [
        (datetime(2027, 6, 30, 22, tzinfo=UTC), "30\u00a0juin 2027"),
        (datetime(2027, 7, 1, 21, 59, 59, tzinfo=UTC), "30\u00a0juin 2027"),
    ],
)
def test_the_last_day_is_one_that_is_over_in_time(until: datetime, day: str) -> None:
    assert WORDING.last_day(until) == day


def test_another_time_zone_has_other_days() -> None:
    wording = TomlWording.french(time_zone=ZoneInfo("Indian/Reunion"))
    assert wording.day(datetime(2026, 5, 30, 20, tzinfo=UTC)) == "31\u00a0mai 2026"


@pytest.mark.parametrize("time_zone", ["Pacific/Noumea", "America/Cayenne"])
@pytest.mark.parametrize("instant", [datetime.min.replace(tzinfo=UTC), FOREVER])
def test_the_first_and_the_last_of_all_instants_have_a_day(
    instant: datetime, time_zone: str
) -> None:
    wording = TomlWording.french(time_zone=ZoneInfo(time_zone))
    assert (wording.day(instant), wording.last_day(instant)) != ("", "")
