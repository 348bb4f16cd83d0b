"""The days of an export, written 31/12/2026 or 2026-12-31."""

import re
from collections.abc import Callable
from datetime import date, datetime, tzinfo
from functools import lru_cache

from espaceclient.domain.instant import beginning_of
from espaceclient.domain.problem import Problem

_MIDNIGHT = r"(?:[ T]00:00(?::00(?:\.0+)?)?)?"
_FRENCH = re.compile(rf"([0-9]{{1,2}})/([0-9]{{1,2}})/([0-9]{{4}}){_MIDNIGHT}")
_ISO = re.compile(rf"([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}){_MIDNIGHT}")

Beginning = Callable[[str], datetime | Problem | None]


def beginnings(zone: tzinfo) -> Beginning:
    """Return what reads a day as the instant, in UTC, at which it begins in a time zone.

    An empty text is ``None``; a midnight behind the day, as spreadsheets and databases write it,
    says nothing more. Problem: ``since/not_a_day``.
    """

    @lru_cache(maxsize=32_768)  # a file repeats its days: so many are ninety years
    def beginning(text: str) -> datetime | Problem | None:
        written = text.strip()
        if not written:
            return None
        try:
            return beginning_of(_day(written), zone)
        except ValueError:
            return Problem("since", "since/not_a_day", {"day": written})

    return beginning


def _day(written: str) -> date:
    if french := _FRENCH.fullmatch(written):
        day, month, year = map(int, french.groups())
        return date(year, month, day)
    if iso := _ISO.fullmatch(written):
        return date.fromisoformat(iso[1])
    raise ValueError
