"""What the model counts: failed proofs, and what happened within an hour."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from attrs import define, evolve, field

from espaceclient.domain.instant import FOREVER
from espaceclient.testing.samples import DAY, HOUR, MINUTE
from espaceclient.testing.stateful.limits import LIMITS, Limit
from espaceclient.testing.stateful.model_records import SKEW, purge_expired

Name = tuple[int, str, object]
"""The newest key at that time, what is counted, and of whom."""

KNOWN_FOR = 396 * DAY


@define
class Failures:
    day_began_at: datetime
    last_at: datetime
    in_a_row: int = 0
    in_the_day: int = 0
    end: datetime = FOREVER

    def block(self, now: datetime) -> bool:
        if self.in_a_row >= LIMITS.sign_in_failures_in_a_row:
            return True
        if self.in_the_day >= LIMITS.sign_in_failures_a_day and now < self.day_began_at + DAY:
            return True
        over = self.in_a_row - LIMITS.sign_in_failures_before_wait
        return over >= 0 and now < self.last_at + min(MINUTE * 2**over, HOUR)

    @classmethod
    def of_known_browser(cls, now: datetime) -> "Failures":
        return cls(now, now, end=now + KNOWN_FOR)

    def one_more_in_known_browser(self, now: datetime) -> None:
        end = self.end
        self.one_more(now)
        self.end = end

    def one_more(self, now: datetime) -> None:
        if now >= self.day_began_at + DAY:
            self.day_began_at, self.in_the_day = now, 0
        self.in_a_row, self.in_the_day, self.last_at = self.in_a_row + 1, self.in_the_day + 1, now
        stays = self.in_a_row >= LIMITS.sign_in_failures_in_a_row
        self.end = FOREVER if stays else now + self.in_a_row * DAY


@define
class Window:
    opened_at: datetime
    count: int = 0

    @property
    def end(self) -> datetime:
        return self.opened_at + HOUR


@define
class Counters:
    """A new key gives every counter a new name; what lies under an older one waits to be purged."""

    newest_key: int = 0
    failures: dict[Name, Failures] = field(factory=dict)
    windows: dict[Name, Window] = field(factory=dict)

    def reached(self, limits: Iterable[Limit], now: datetime) -> bool:
        return any(self._window(scope, whose, now).count >= most for scope, whose, most in limits)

    def count(self, limits: Sequence[Limit], now: datetime) -> None:
        for scope, whose, _ in limits:
            window = self._window(scope, whose, now)
            window.count += 1
            self.windows[self.newest_key, scope, whose] = window

    def _window(self, scope: str, whose: object, now: datetime) -> Window:
        """Return what was counted in the present hour; it is kept only once something more is
        counted.
        """
        window = self.windows.get((self.newest_key, scope, whose))
        return window if window and window.opened_at - SKEW <= now < window.end else Window(now)

    def blocked(self, scope: str, whose: str, now: datetime) -> bool:
        failures = self.found(scope, whose, now)
        return failures is not None and failures.block(now)

    def fail(self, scope: str, whose: str, now: datetime) -> None:
        failures = self.found(scope, whose, now) or Failures(now, now)
        failures.one_more(now)
        self.failures[self.newest_key, scope, whose] = failures

    def forgive(self, scope: str, whose: str, now: datetime) -> None:
        """End the row; the day's failures still count."""
        failures = self.found(scope, whose, now)
        if failures is not None:
            failures.in_a_row = 0

    def know(self, browser: str, email: str, failures: Failures) -> None:
        """From now on a browser is known at an address, and has failures of its own there."""
        self.failures[self.newest_key, "browser", (browser, email)] = failures

    def follow(self, scope: str, former: str, new: str) -> None:
        """Let what failed under a former name count under a new one as well."""
        failed = self.failures.get((self.newest_key, scope, former))
        self.forget(scope, new)
        if failed is not None:
            self.failures[self.newest_key, scope, new] = evolve(failed)

    def forget(self, scope: str, whose: object) -> None:
        self.failures.pop((self.newest_key, scope, whose), None)

    def purge(self, now: datetime) -> int:
        return purge_expired(self.failures, now) + purge_expired(self.windows, now)

    def found(self, scope: str, whose: object, now: datetime) -> Failures | None:
        """Return the failures that count now; those of a clock since set right do not, nor those
        long past.
        """
        failures = self.failures.get((self.newest_key, scope, whose))
        return failures if failures and failures.last_at - SKEW <= now < failures.end else None
