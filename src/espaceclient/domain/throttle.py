"""Limits: in the core, so that every caller has them. They can be tuned, never switched off."""

from collections.abc import Callable
from datetime import datetime, timedelta

from attrs import evolve, field, frozen
from attrs.validators import and_, ge, le

from espaceclient.domain.instant import FOREVER, require_utc

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
STREAK_FORGOTTEN_AFTER = timedelta(days=365)


def _limit(default: int) -> int:
    """Declare a limit that may be tuned from 1 to ten times what the design says."""
    declared: int = field(default=default, validator=and_(ge(1), le(default * 10)))
    return declared


def _positive_up_to(longest: timedelta) -> Callable[[object, object, timedelta], None]:
    def check(_instance: object, attribute: object, value: timedelta) -> None:
        if not timedelta(seconds=1) <= value <= longest:
            raise ValueError(f"{getattr(attribute, 'name', 'wait')} must be from 1 s to {longest}, not {value}")

    return check


@frozen
class Limits:
    """How often is too often. Raises ``ValueError`` below 1 or above ten times the default."""

    sign_in_failures_before_wait: int = _limit(5)
    sign_in_first_wait: timedelta = field(default=timedelta(seconds=60), validator=_positive_up_to(HOUR))
    sign_in_longest_wait: timedelta = field(default=HOUR, validator=_positive_up_to(DAY))
    sign_in_failures_a_day: int = _limit(25)
    sign_in_failures_in_a_row: int = _limit(100)
    wrong_pairs_an_hour_per_contract: int = _limit(5)
    wrong_pairs_an_hour_per_origin: int = _limit(20)
    openings_an_hour_per_contract: int = _limit(10)
    resets_an_hour_per_address: int = _limit(3)


@frozen
class Tally:
    """How often something happened since ``opened_at``; forgotten one hour later."""

    key: str
    count: int
    opened_at: datetime = field(validator=require_utc)

    @property
    def expires_at(self) -> datetime:
        return self.opened_at + HOUR

    def one_more(self) -> "Tally":
        return evolve(self, count=self.count + 1)


def tally_now(tally: Tally | None, key: str, now: datetime) -> Tally:
    """Take the tally as it stands now: one that is due counts as none, whether purged or not."""
    if tally is None or now >= tally.expires_at:
        return Tally(key, 0, now)
    return tally


@frozen
class Streak:
    """Failed proofs of one secret: in a row, and within the day that began at ``day_began_at``."""

    key: str
    in_a_row: int
    in_the_day: int
    day_began_at: datetime = field(validator=require_utc)
    last_failed_at: datetime = field(validator=require_utc)
    expires_at: datetime = field(validator=require_utc)

    def blocked(self, now: datetime, limits: Limits) -> bool:
        """Tell whether a proof, right or wrong, is refused now."""
        if self.in_a_row >= limits.sign_in_failures_in_a_row:
            return True
        if self.in_the_day >= limits.sign_in_failures_a_day and now < self.day_began_at + DAY:
            return True
        wait = _wait(self.in_a_row, limits)
        # No wait blocks nobody, also when the clock has stepped back behind the last failure.
        return wait > timedelta(0) and now < self.last_failed_at + wait

    def failed(self, now: datetime, limits: Limits) -> "Streak":
        in_a_row = self.in_a_row + 1
        needs_reset = in_a_row >= limits.sign_in_failures_in_a_row
        new_day = now >= self.day_began_at + DAY
        return Streak(
            self.key,
            in_a_row=in_a_row,
            in_the_day=1 if new_day else self.in_the_day + 1,
            day_began_at=now if new_day else self.day_began_at,
            last_failed_at=now,
            expires_at=FOREVER if needs_reset else now + STREAK_FORGOTTEN_AFTER,
        )

    def succeeded(self) -> "Streak":
        """End the row; the day's failures still count."""
        return evolve(self, in_a_row=0)


def streak_now(streak: Streak | None, key: str, now: datetime) -> Streak:
    """Take the streak as it stands now: one that is due counts as none, whether purged or not."""
    if streak is None or now >= streak.expires_at:
        return Streak(key, 0, 0, now, now, now + DAY)
    return streak


def _wait(in_a_row: int, limits: Limits) -> timedelta:
    doublings = in_a_row - limits.sign_in_failures_before_wait
    if doublings < 0:
        return timedelta(0)
    # Past 12 doublings (68 h) any wait is the longest one; a bound keeps the product finite.
    return min(limits.sign_in_first_wait * (1 << min(doublings, 12)), limits.sign_in_longest_wait)
