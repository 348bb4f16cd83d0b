"""Accounts that nobody visits: warned 30 and 7 days before, then closed; never without both."""

from datetime import datetime, timedelta

import pytest
from attrs import evolve

from espaceclient.domain import event
from espaceclient.domain.account import Account
from espaceclient.domain.close_account import AccountClosed, Remains
from espaceclient.domain.event_outcome import ClosingReason
from espaceclient.domain.instant import FOREVER
from espaceclient.domain.mail import AccountClosedMail, AccountUnvisitedMail
from espaceclient.domain.retire_accounts import (
    AccountKept,
    AccountWarned,
    Step,
    decide,
    step,
    too_many,
)
from tests.domain.world import ACCOUNT, JEANNE, NOON, REGISTRATION, failed_attempts

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
TWO_YEARS = 730 * DAY
DUE = NOON + TWO_YEARS
ONCE = evolve(ACCOUNT, warnings=1, closes_at=DUE)
TWICE = evolve(ACCOUNT, warnings=2, closes_at=DUE)


@pytest.mark.parametrize(
    ("account", "at", "expected"),
    [
        (ACCOUNT, DUE - 30 * DAY - SECOND, AccountKept()),
        (ACCOUNT, DUE - 30 * DAY, AccountWarned()),
        (ONCE, DUE - 7 * DAY - SECOND, AccountKept()),
        (ONCE, DUE - 7 * DAY, AccountWarned()),
        (ONCE, DUE + DAY, AccountWarned()),
        (TWICE, DUE - SECOND, AccountKept()),
        (TWICE, DUE, AccountClosed()),
        (evolve(TWICE, closes_at=DUE + DAY), DUE + DAY - SECOND, AccountKept()),
        (evolve(TWICE, closes_at=DUE - 365 * DAY), DUE - 31 * DAY, AccountKept()),
        (evolve(TWICE, closes_at=DUE - 365 * DAY), DUE, AccountWarned()),
        (evolve(ACCOUNT, last_seen_at=NOON - DAY), DUE - 30 * DAY - SECOND, AccountKept()),
        (evolve(ACCOUNT, last_seen_at=NOON + DAY), DUE - 30 * DAY, AccountKept()),
        (evolve(ACCOUNT, last_seen_at=FOREVER), DUE, AccountKept()),
    ],
)
def test_what_is_done_depends_on_the_last_visit_and_the_warnings(
    account: Account, at: datetime, expected: Step
) -> None:
    assert step(account, TWO_YEARS, at) == expected


def test_the_first_warning_tells_when_the_account_is_closed() -> None:
    decision = decide(Remains(ACCOUNT, (), None), TWO_YEARS, DUE - 30 * DAY)
    assert decision.answer == AccountWarned()
    assert decision.save == (evolve(ACCOUNT, warnings=1, closes_at=DUE),)
    assert decision.queue == (AccountUnvisitedMail(JEANNE, NOON, DUE),)
    assert decision.events == (event.AccountUnvisited(ACCOUNT.id, DUE),)


@pytest.mark.parametrize(("account", "notice"), [(ACCOUNT, 30 * DAY), (ONCE, 7 * DAY)])
def test_a_warning_that_comes_late_leaves_as_much_time_as_one_in_time(
    account: Account, notice: timedelta
) -> None:
    late = DUE + 90 * DAY
    decision = decide(Remains(account, (), None), TWO_YEARS, late)
    closes_at = late + notice
    assert decision.save == (evolve(account, warnings=account.warnings + 1, closes_at=closes_at),)
    assert decision.queue == (AccountUnvisitedMail(JEANNE, NOON, closes_at),)


def test_warnings_of_an_end_that_a_setting_moved_are_sent_again() -> None:
    long_ago = evolve(TWICE, closes_at=DUE - 365 * DAY)
    decision = decide(Remains(long_ago, (), None), TWO_YEARS, DUE - 30 * DAY)
    assert decision.save == (evolve(ACCOUNT, warnings=1, closes_at=DUE),)
    assert decision.queue == (AccountUnvisitedMail(JEANNE, NOON, DUE),)


def test_after_both_warnings_the_account_is_closed() -> None:
    failed = failed_attempts(3)
    decision = decide(Remains(TWICE, (REGISTRATION,), failed), TWO_YEARS, DUE)
    assert decision.answer == AccountClosed()
    assert decision.delete == (TWICE, REGISTRATION, failed)
    assert decision.queue == (AccountClosedMail(JEANNE, ClosingReason.UNVISITED),)
    assert decision.events == (event.AccountClosed(ACCOUNT.id, ClosingReason.UNVISITED),)


def test_before_its_time_nothing_is_done() -> None:
    assert decide(Remains(ACCOUNT, (), None), TWO_YEARS, NOON).changes_nothing


@pytest.mark.parametrize(
    ("concerned", "looked_at", "allowed", "expected"),
    [(5, 5, 0, False), (6, 119, 0, True), (6, 120, 0, False), (6, 6, 6, False), (7, 7, 6, True)],
)
def test_more_than_five_percent_is_held_back(
    concerned: int, looked_at: int, allowed: int, *, expected: bool
) -> None:
    assert too_many(concerned, looked_at, allowed) is expected


def test_a_visit_takes_the_warnings_back() -> None:
    assert TWICE.visited(NOON + SECOND) == evolve(ACCOUNT, last_seen_at=NOON + SECOND)


@pytest.mark.parametrize(("after", "noted"), [(DAY - SECOND, False), (DAY, True)])
def test_a_visit_is_noted_once_a_day(after: timedelta, *, noted: bool) -> None:
    assert (ACCOUNT.visited(NOON + after) is not ACCOUNT) is noted
