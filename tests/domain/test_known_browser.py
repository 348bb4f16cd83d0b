"""A known browser: for thirteen months after its last success, with failures of its own."""

from datetime import timedelta

import pytest
from attrs import evolve

from espaceclient import Limits
from espaceclient.domain.known_browser import (
    failed_in_known_browser,
    failed_sign_ins_of_browser,
    known_for_longer,
    known_now,
    newly_known,
)
from espaceclient.domain.registration import BrowserId
from espaceclient.domain.sign_in import Failures
from espaceclient.domain.throttle import FailedAttempts, FailedAttemptsName
from tests.domain.world import JEANNE, NOON, counter, failed_attempts, rates

LIMITS = Limits()
MONTHS = timedelta(days=396)
KNOWN = newly_known("browser", NOON)


def failed(times: int) -> FailedAttempts:
    record = KNOWN
    for _ in range(times):
        record = failed_in_known_browser(record, NOON, LIMITS)
    return record


def test_it_is_named_by_the_browser_and_the_address() -> None:
    assert failed_sign_ins_of_browser(JEANNE, BrowserId("one")) == FailedAttemptsName(
        "sign-in from browser", "one jeanne@exemple.fr"
    )


def test_nothing_has_failed_in_a_browser_that_is_newly_known() -> None:
    assert FailedAttempts("browser", 0, 0, NOON, NOON, NOON + MONTHS) == KNOWN
    assert not KNOWN.blocked(NOON, LIMITS)


@pytest.mark.parametrize(
    ("after", "known"),
    [
        (timedelta(0), True),
        (MONTHS - timedelta(seconds=1), True),
        (MONTHS, False),
        (timedelta(minutes=-5), True),
        (timedelta(minutes=-6), False),
    ],
)
def test_it_is_known_for_thirteen_months_by_a_clock_that_is_right(
    after: timedelta, *, known: bool
) -> None:
    assert known_now(KNOWN, NOON + after) == (KNOWN if known else None)


def test_a_browser_of_which_nothing_is_stored_is_not_known() -> None:
    assert known_now(None, NOON) is None


@pytest.mark.parametrize("times", [1, 100])
def test_failures_prolong_nothing_and_shorten_nothing(times: int) -> None:
    assert failed(times) == evolve(KNOWN, in_a_row=times, in_the_day=times)


def test_a_success_ends_the_row_and_prolongs_it_and_the_day_still_counts() -> None:
    later = NOON + timedelta(days=1)
    assert known_for_longer(failed(3), later) == evolve(
        KNOWN, in_the_day=3, expires_at=later + MONTHS
    )


LOCKED = Failures(failed_attempts(5, 5), rates(network=(100, 100)), KNOWN)


def test_where_it_is_known_neither_address_nor_network_refuses() -> None:
    assert not LOCKED.block(NOON, LIMITS)
    assert evolve(LOCKED, of_browser=failed(5)).block(NOON, LIMITS)
    assert evolve(LOCKED, of_browser=None).block(NOON, LIMITS)


@pytest.mark.parametrize(
    "failures",
    [
        Failures(failed_attempts(), rates(network=(100, 100)), None),
        Failures(failed_attempts(5, 5), rates(network=(99, 100)), None),
    ],
    ids=["the network", "the address"],
)
def test_where_it_is_not_known_either_refuses(failures: Failures) -> None:
    assert failures.block(NOON, LIMITS)


def test_where_it_is_known_it_alone_counts() -> None:
    assert LOCKED.one_more(NOON, LIMITS).counted == (failed(1),)
    assert LOCKED.ended("browser", NOON) == (KNOWN,)


def test_where_it_is_not_known_address_and_network_count() -> None:
    failures = Failures(failed_attempts(), rates(network=(7, 100)), None)
    assert failures.one_more(NOON, LIMITS).counted == (failed_attempts(1, 1), counter("network", 8))
    assert failures.ended("browser", NOON) == (KNOWN,)


def test_where_it_is_not_known_a_success_makes_it_known_and_ends_the_addresss_row() -> None:
    failures = Failures(failed_attempts(3, 3), rates(network=(7, 100)), None)
    ended = evolve(failed_attempts(3, 3), in_a_row=0)
    assert failures.ended("browser", NOON) == (KNOWN, ended)
