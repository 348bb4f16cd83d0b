"""Limits: waits that double, days that end, rows that only a reset breaks."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from espaceclient import EmailAddress, Limits
from espaceclient.domain.instant import FOREVER
from espaceclient.domain.registration import RegistrationId
from espaceclient.domain.session import SessionId
from espaceclient.domain.throttle import (
    FailedAttempts,
    FailedAttemptsName,
    HourlyCounter,
    counter_now,
    failed_activations,
    failed_attempts_now,
    failed_password_changes,
    failed_sign_ins,
)

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
LIMITS = Limits()


def tuned(name: str, value: int | timedelta) -> Limits:
    """Tune one limit; what one network may reach is always less than what all may."""
    values: dict[str, Any] = {
        "wrong_pairs_an_hour_per_contract_and_network": 1,
        "wrong_pairs_an_hour_per_contract": 500,
        "wrong_pairs_an_hour_per_meter": 200,
    }
    return Limits(**{**values, name: value})


def after_failures(count: int, *, every: timedelta = timedelta(0)) -> FailedAttempts:
    failed_attempts = failed_attempts_now(None, "key", NOON)
    for turn in range(count):
        failed_attempts = failed_attempts.failed(NOON + every * turn, LIMITS)
    return failed_attempts


def test_failed_attempts_keep_their_names_so_that_a_new_release_forgets_none() -> None:
    sign_ins = failed_sign_ins(EmailAddress("Jeanne@exemple.fr"))
    changes = failed_password_changes(SessionId("session-1"))
    activations = failed_activations(RegistrationId("registration-1"))
    assert sign_ins == FailedAttemptsName("sign-in", "jeanne@exemple.fr")
    assert changes == FailedAttemptsName("password change", "session-1")
    assert activations == FailedAttemptsName("activation", "registration-1")


@pytest.mark.parametrize(
    ("failures", "seconds"),
    [(1, 0), (4, 0), (5, 60), (6, 120), (7, 240), (10, 1920), (11, 3600), (20, 3600)],
)
def test_the_wait_is_a_minute_after_five_failures_and_doubles_to_an_hour(
    failures: int, seconds: int
) -> None:
    failed_attempts = after_failures(failures)
    assert failed_attempts.blocked(NOON + timedelta(seconds=seconds, microseconds=-1), LIMITS) is (
        seconds > 0
    )
    assert not failed_attempts.blocked(NOON + timedelta(seconds=seconds), LIMITS)


def test_the_25th_failure_of_a_day_ends_the_day() -> None:
    failed_attempts = after_failures(25)
    assert failed_attempts.blocked(NOON + timedelta(hours=24, microseconds=-1), LIMITS)
    assert not failed_attempts.blocked(NOON + timedelta(hours=24), LIMITS)


def test_a_new_day_counts_anew() -> None:
    failed_attempts = after_failures(25).failed(NOON + timedelta(hours=24), LIMITS)
    assert (failed_attempts.in_the_day, failed_attempts.in_a_row) == (1, 26)
    assert failed_attempts.day_began_at == NOON + timedelta(hours=24)
    assert after_failures(2, every=timedelta(hours=23)).day_began_at == NOON


def test_a_hundred_in_a_row_are_never_reset_by_time() -> None:
    failed_attempts = after_failures(100, every=timedelta(hours=2))
    assert failed_attempts.blocked(datetime(2999, 1, 1, tzinfo=UTC), LIMITS)


def test_the_hundredth_failure_in_a_row_is_kept_for_ever() -> None:
    assert after_failures(99).expires_at == NOON + timedelta(days=99)
    assert after_failures(100).expires_at == FOREVER


def test_a_wait_doubles_from_a_second_to_a_day_when_so_tuned() -> None:
    limits = Limits(sign_in_first_wait=timedelta(seconds=1), sign_in_longest_wait=timedelta(days=1))
    failed_attempts = after_failures(24)
    assert failed_attempts.blocked(NOON + timedelta(days=1, microseconds=-1), limits)
    assert not failed_attempts.blocked(NOON + timedelta(days=1), limits)


def test_a_success_ends_the_row_but_not_the_day() -> None:
    failed_attempts = after_failures(24).succeeded().failed(NOON, LIMITS)
    assert (failed_attempts.in_a_row, failed_attempts.in_the_day) == (1, 25)


@pytest.mark.parametrize("failures", [1, 2, 99])
def test_a_row_of_failures_is_forgotten_after_as_many_days(failures: int) -> None:
    failed_attempts = after_failures(failures)
    assert (
        failed_attempts_now(failed_attempts, "key", NOON + timedelta(days=failures)).in_a_row == 0
    )
    assert (
        failed_attempts_now(
            failed_attempts, "key", NOON + timedelta(days=failures, microseconds=-1)
        ).in_a_row
        == failures
    )


@pytest.mark.parametrize(
    ("back", "counts"),
    [(timedelta(minutes=5), True), (timedelta(minutes=5, microseconds=1), False)],
)
def test_what_a_clock_that_ran_ahead_counted_is_void_once_it_is_set_right(
    back: timedelta, *, counts: bool
) -> None:
    assert (failed_attempts_now(after_failures(5), "key", NOON - back).in_a_row == 5) is counts
    assert (counter_now(HourlyCounter("key", 5, NOON), "key", NOON - back).count == 5) is counts


def test_the_first_wait_is_no_longer_than_the_longest() -> None:
    with pytest.raises(
        ValueError, match=r"^sign_in_first_wait must not be longer than sign_in_longest_wait$"
    ):
        Limits(sign_in_longest_wait=timedelta(seconds=59))


@pytest.mark.parametrize(
    "name", ["wrong_pairs_an_hour_per_contract", "wrong_pairs_an_hour_per_meter"]
)
def test_one_network_alone_never_reaches_what_is_allowed_altogether(name: str) -> None:
    other: dict[str, Any] = {
        "wrong_pairs_an_hour_per_contract_and_network": 10,
        "wrong_pairs_an_hour_per_contract": 50,
        "wrong_pairs_an_hour_per_meter": 50,
    }
    assert getattr(Limits(**{**other, name: 21}), name) == 21
    expected = f"^{name} must be more than 2 times wrong_pairs_an_hour_per_contract_and_network$"
    with pytest.raises(ValueError, match=expected):
        Limits(**{**other, name: 20})


def test_a_counter_is_forgotten_after_an_hour() -> None:
    counter = HourlyCounter("key", 5, NOON)
    assert counter_now(counter, "key", NOON + timedelta(hours=1, microseconds=-1)) == counter
    assert counter_now(counter, "key", NOON + timedelta(hours=1)) == HourlyCounter(
        "key", 0, NOON + timedelta(hours=1)
    )


def test_no_counter_counts_as_an_empty_one() -> None:
    assert counter_now(None, "key", NOON) == HourlyCounter("key", 0, NOON)


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [
        ("sign_in_failures_before_wait", 1, 50),
        ("sign_in_failures_a_day", 1, 250),
        ("sign_in_failures_in_a_row", 1, 1000),
        ("sign_in_failures_an_hour_per_network", 1, 1000),
        ("wrong_pairs_an_hour_per_contract_and_network", 1, 50),
        ("wrong_pairs_an_hour_per_contract", 3, 500),
        ("wrong_pairs_an_hour_per_meter", 3, 200),
        ("wrong_pairs_an_hour_per_network", 1, 200),
        ("openings_an_hour_per_contract", 1, 100),
        ("openings_an_hour_per_recipient", 1, 70),
        ("resets_an_hour_per_address", 1, 30),
        ("resets_an_hour_per_network", 1, 300),
    ],
)
def test_a_limit_is_tuned_within_bounds_never_switched_off(
    name: str, least: int, most: int
) -> None:
    for accepted in (least, most):
        assert getattr(tuned(name, accepted), name) == accepted
    for refused in (least - 1, most + 1):
        with pytest.raises(ValueError, match=name):
            tuned(name, refused)


@pytest.mark.parametrize(
    ("name", "longest"),
    [("sign_in_first_wait", timedelta(hours=1)), ("sign_in_longest_wait", timedelta(days=1))],
)
def test_a_wait_is_tuned_within_bounds_never_switched_off(name: str, longest: timedelta) -> None:
    assert getattr(tuned(name, longest), name) == longest
    for refused in (timedelta(0), longest + timedelta(microseconds=1)):
        with pytest.raises(ValueError, match=name):
            tuned(name, refused)


@given(st.integers(1, 99))
def test_more_failures_never_make_a_shorter_wait(failures: int) -> None:
    fewer, more = after_failures(failures), after_failures(failures + 1)
    for seconds in (0, 59, 60, 119, 120, 3599):
        moment = NOON + timedelta(seconds=seconds)
        assert more.blocked(moment, LIMITS) >= fewer.blocked(moment, LIMITS)
