"""Retiring accounts page by page: held back as a whole, and never whoever came back meanwhile."""

from datetime import datetime, timedelta

import pytest

from espaceclient import Lifetimes
from espaceclient.answers import Retired, SessionFound, TooManyRetired
from espaceclient.domain.account import Account, AccountId
from espaceclient.domain.decision import Decision
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.mail import AccountClosedMail, AccountUnvisitedMail
from espaceclient.domain.policy import Policy
from espaceclient.ports.storage import AccountById, AccountsInOrder, Snapshot
from espaceclient.testing.samples import PASSWORD_HASH
from tests.client_fixture import NOON, ClientFixture, client_fixture

DAY = timedelta(days=1)


def with_accounts(world: ClientFixture, count: int) -> None:
    for number in range(count):
        email = EmailAddress(f"{number}@exemple.fr")
        account = Account(AccountId(f"{number:03}"), email, PASSWORD_HASH, NOON)
        world.memory.commit(Decision(None, NOON, save=(account,)), Snapshot({}))


def at(world: ClientFixture, now: datetime) -> None:
    world.clock.advance(now - world.clock.now())


def accounts(world: ClientFixture) -> tuple[Account, ...]:
    every = AccountsInOrder("", 1000)
    return world.memory.read(every).all(every)


@pytest.fixture
def world() -> ClientFixture:
    return client_fixture()


def test_run_every_day_each_warning_is_sent_once_and_then_the_account_closed(
    world: ClientFixture,
) -> None:
    with_accounts(world, 2)
    told: list[tuple[int, int, int]] = []
    for day in range(695, 735):
        at(world, NOON + day * DAY)
        answer = world.client.retire_accounts()
        assert isinstance(answer, Retired)
        if answer.warned or answer.closed:
            told.append((day, answer.warned, answer.closed))
    assert told == [(700, 2, 0), (723, 2, 0), (730, 0, 2)]
    assert [type(mail) for mail in world.mails] == [
        *[AccountUnvisitedMail] * 4,
        *[AccountClosedMail] * 2,
    ]
    assert accounts(world) == ()


def test_whoever_signs_in_or_comes_by_is_kept(world: ClientFixture) -> None:
    session = world.activated()
    at(world, NOON + 723 * DAY)
    world.client.retire_accounts()
    (warned,) = accounts(world)
    assert (warned.warnings, warned.closes_at) == (1, NOON + 753 * DAY)
    session = world.signed_in()
    (kept,) = accounts(world)
    assert (kept.warnings, kept.closes_at, kept.last_seen_at) == (0, None, NOON + 723 * DAY)
    at(world, NOON + 723 * DAY + timedelta(minutes=5))
    assert isinstance(world.client.find_session(session), SessionFound)
    assert accounts(world) == (kept,)


def test_a_visit_of_another_day_is_noted_with_the_session(world: ClientFixture) -> None:
    world.activated()
    at(world, NOON + timedelta(hours=20))
    session = world.signed_in()
    assert accounts(world)[0].last_seen_at == NOON
    for minutes in range(0, 300, 20):
        at(world, NOON + timedelta(hours=20, minutes=minutes))
        world.client.find_session(session)
    assert accounts(world)[0].last_seen_at == NOON + timedelta(hours=24)


def test_a_dry_run_tells_what_would_be_done_and_does_nothing(world: ClientFixture) -> None:
    with_accounts(world, 3)
    at(world, NOON + 700 * DAY)
    before = accounts(world)
    assert world.client.retire_accounts(dry_run=True) == Retired(3, 3, 0, None)
    assert (accounts(world), world.mails) == (before, [])


def test_too_many_are_held_back_until_somebody_allows_them(world: ClientFixture) -> None:
    with_accounts(world, 6)
    at(world, NOON + 700 * DAY)
    before = accounts(world)
    assert world.client.retire_accounts() == TooManyRetired(6, 6, 0)
    assert accounts(world) == before
    assert world.client.retire_accounts(allow=6) == Retired(6, 6, 0, None)


def test_it_goes_on_after_an_account_in_pages(world: ClientFixture) -> None:
    with_accounts(world, 5)
    at(world, NOON + 700 * DAY)
    seen: list[int] = []
    assert world.client.retire_accounts(at_most=2, tell=seen.append) == Retired(2, 2, 0, "001")
    assert world.client.retire_accounts("001", at_most=9) == Retired(3, 3, 0, None)
    assert seen == [2]
    assert {each.warnings for each in accounts(world)} == {1}


def test_an_account_that_went_or_was_visited_meanwhile_is_left_alone(world: ClientFixture) -> None:
    with_accounts(world, 3)
    at(world, NOON + 700 * DAY)

    def meanwhile(_looked_at: int) -> None:
        gone, back = (AccountById(AccountId(each)) for each in ("000", "001"))
        seen = world.memory.read(gone, back)
        one, other = seen.one(gone), seen.one(back)
        assert one
        assert other
        visited = other.visited(world.clock.now())
        world.memory.commit(Decision(None, world.clock.now(), save=(visited,), delete=(one,)), seen)

    assert world.client.retire_accounts(tell=meanwhile) == Retired(3, 1, 0, None)
    assert [each.warnings for each in accounts(world)] == [0, 1]


def test_a_utility_may_keep_them_for_one_year_and_no_less() -> None:
    world = client_fixture(policy=Policy(lifetimes=Lifetimes(unvisited_account=365 * DAY)))
    with_accounts(world, 1)
    at(world, NOON + 335 * DAY)
    assert world.client.retire_accounts() == Retired(1, 1, 0, None)
    for refused in (365 * DAY - timedelta(microseconds=1), 731 * DAY):
        with pytest.raises(ValueError, match="unvisited_account"):
            Lifetimes(unvisited_account=refused)
