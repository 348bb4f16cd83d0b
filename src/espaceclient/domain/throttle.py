"""Limits: in the core, so that every caller has them. They can be tuned, never switched off."""

from datetime import datetime, timedelta

from attrs import evolve, field, frozen

from espaceclient.domain.bounds import Between
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.instant import FOREVER, require_utc
from espaceclient.domain.lifetimes import CLOCK_SKEW
from espaceclient.domain.registration import RegistrationId
from espaceclient.domain.session import SessionId
from espaceclient.domain.values import WIDEST_GROWTH

HOUR = timedelta(hours=1)
_MINUTE = timedelta(minutes=1)
_SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
_FORGOTTEN_AFTER_EACH = DAY
"""A row of so many failures is forgotten after as many days: one guess a day is what patience
gains.
"""


@frozen
class Limits:
    """How often is too often: counts from 1 to ten times the default, waits up to an hour, the
    longest up to a day.

    A limit per network is that of an IPv4 address and of a /64 of IPv6; a /56 may reach half as
    much again, and a /48 twice as much: see ``ClientNetwork``.

    Raises ``ValueError`` outside, for a first wait that is longer than the longest, and where one
    network, a /48 at the most, could use up alone what is allowed of a contract or a meter.
    """

    sign_in_failures_before_wait: int = field(default=5, validator=Between(1, 50))
    sign_in_first_wait: timedelta = field(default=_MINUTE, validator=Between(_SECOND, HOUR))
    sign_in_longest_wait: timedelta = field(default=HOUR, validator=Between(_SECOND, DAY))
    sign_in_failures_a_day: int = field(default=25, validator=Between(1, 250))
    sign_in_failures_in_a_row: int = field(default=100, validator=Between(1, 1000))
    sign_in_failures_an_hour_per_network: int = field(default=100, validator=Between(1, 1000))
    wrong_pairs_an_hour_per_contract_and_network: int = field(default=5, validator=Between(1, 50))
    wrong_pairs_an_hour_per_contract: int = field(default=50, validator=Between(3, 500))
    wrong_pairs_an_hour_per_meter: int = field(default=20, validator=Between(3, 200))
    wrong_pairs_an_hour_per_network: int = field(default=20, validator=Between(1, 200))
    openings_an_hour_per_contract: int = field(default=10, validator=Between(1, 100))
    openings_an_hour_per_recipient: int = field(default=7, validator=Between(1, 70))
    resets_an_hour_per_address: int = field(default=3, validator=Between(1, 30))
    resets_an_hour_per_network: int = field(default=30, validator=Between(1, 300))

    def __attrs_post_init__(self) -> None:
        if self.sign_in_first_wait > self.sign_in_longest_wait:
            raise ValueError("sign_in_first_wait must not be longer than sign_in_longest_wait")
        of_widest = WIDEST_GROWTH * self.wrong_pairs_an_hour_per_contract_and_network
        for name in ("wrong_pairs_an_hour_per_contract", "wrong_pairs_an_hour_per_meter"):
            if getattr(self, name) <= of_widest:
                raise ValueError(
                    f"{name} must be more than {WIDEST_GROWTH} times"
                    " wrong_pairs_an_hour_per_contract_and_network"
                )


@frozen
class HourlyCounterName:
    """What an hourly counter counts and of whom; stored only as a keyed fingerprint of this."""

    scope: str
    subject: str = field(repr=False)


@frozen
class FailedAttemptsName:
    """Which proofs failed and whose; stored only as a keyed fingerprint of this."""

    scope: str
    subject: str = field(repr=False)


def failed_sign_ins(email: EmailAddress) -> FailedAttemptsName:
    """Return the name of the failed proofs of an address's password, from browsers that are not
    known; a reset and an activation delete them.
    """
    return FailedAttemptsName("sign-in", email.key)


def failed_password_changes(session: SessionId) -> FailedAttemptsName:
    """Return the name of the wrong current passwords given in one session, to change it or to
    remove a contract.

    Nobody else counts there, so that no stranger keeps an owner from either.
    """
    return FailedAttemptsName("password change", session)


def failed_activations(registration: RegistrationId) -> FailedAttemptsName:
    """Return the name of the wrong passwords given behind one activation link."""
    return FailedAttemptsName("activation", registration)


@frozen
class HourlyCounter:
    """How often something happened since ``opened_at``; forgotten one hour later."""

    key: str
    count: int
    opened_at: datetime = field(validator=require_utc)

    @property
    def expires_at(self) -> datetime:
        return self.opened_at + HOUR

    def one_more(self) -> "HourlyCounter":
        return evolve(self, count=self.count + 1)


def counter_now(counter: HourlyCounter | None, key: str, now: datetime) -> HourlyCounter:
    """Take the counter as it stands now: an expired one, or one of a clock that has been set back
    since, counts as none.
    """
    if counter is None or not counter.opened_at - CLOCK_SKEW <= now < counter.expires_at:
        return HourlyCounter(key, 0, now)
    return counter


@frozen
class FailedAttempts:
    """Failed proofs of one secret: in a row, and within the day that began at ``day_began_at``."""

    key: str
    in_a_row: int
    in_the_day: int
    day_began_at: datetime = field(validator=require_utc)
    last_failed_at: datetime = field(validator=require_utc)
    expires_at: datetime = field(validator=require_utc)

    def counts(self, now: datetime) -> bool:
        """Tell whether it counts now: not once it has expired, nor when it was made by a clock that
        has been set back since.
        """
        return self.last_failed_at - CLOCK_SKEW <= now < self.expires_at

    def blocked(self, now: datetime, limits: Limits) -> bool:
        """Tell whether a proof, right or wrong, is refused now."""
        return self.blocked_until(now, limits) is not None

    def blocked_until(self, now: datetime, limits: Limits) -> datetime | None:
        """Return until when proofs are refused, ``FOREVER`` where only a reset helps; ``None`` when
        they are not refused now.
        """
        if self.in_a_row >= limits.sign_in_failures_in_a_row:
            return FOREVER
        wait = _wait(self.in_a_row, limits)
        # No wait blocks nobody, also when the clock has stepped back behind the last failure.
        ends = [self.last_failed_at + wait] if wait > timedelta(0) else []
        if self.in_the_day >= limits.sign_in_failures_a_day:
            ends.append(self.day_began_at + DAY)
        return max((end for end in ends if now < end), default=None)

    def failed(self, now: datetime, limits: Limits) -> "FailedAttempts":
        in_a_row = self.in_a_row + 1
        needs_reset = in_a_row >= limits.sign_in_failures_in_a_row
        new_day = now >= self.day_began_at + DAY
        return FailedAttempts(
            self.key,
            in_a_row=in_a_row,
            in_the_day=1 if new_day else self.in_the_day + 1,
            day_began_at=now if new_day else self.day_began_at,
            last_failed_at=now,
            expires_at=FOREVER if needs_reset else now + in_a_row * _FORGOTTEN_AFTER_EACH,
        )

    def succeeded(self) -> "FailedAttempts":
        """End the row; the day's failures still count."""
        return evolve(self, in_a_row=0)


def failed_attempts_now(
    failed_attempts: FailedAttempts | None, key: str, now: datetime
) -> FailedAttempts:
    """Take failed attempts as they stand now: those that do not count are none."""
    if failed_attempts is None or not failed_attempts.counts(now):
        return FailedAttempts(key, 0, 0, now, now, now)
    return failed_attempts


def _wait(in_a_row: int, limits: Limits) -> timedelta:
    doublings = in_a_row - limits.sign_in_failures_before_wait
    if doublings < 0:
        return timedelta(0)
    # 17 doublings of a second are more than a day, the longest wait there is; a bound keeps the
    # product finite.
    return min(limits.sign_in_first_wait * (1 << min(doublings, 17)), limits.sign_in_longest_wait)
