"""Holdings begin after those before them, as long as anybody remembers these."""

from datetime import timedelta

from attrs import evolve

from espaceclient.domain.billing_event import EndedContract, key_of, latest_end, remembered
from espaceclient.domain.holding import EndReason, HoldingId, own_words_of, starting
from tests.domain.world import ACCOUNT, HOLDING, NOON, SECOND, SUBSCRIPTION

DAY = timedelta(days=1)
BEFORE = HOLDING.ended(NOON - 2 * DAY, EndReason.HOLDER_CHANGED, readable_for=DAY)
SINCE_LONG_AGO = evolve(SUBSCRIPTION, began=NOON - 30 * DAY)
END = EndedContract(key_of(SUBSCRIPTION.contract), NOON, EndReason.CONTRACT_ENDED, NOON + DAY)


def test_a_holding_begins_when_the_one_before_ends_as_long_as_that_can_be_read() -> None:
    now = NOON - DAY - SECOND
    held = starting(HoldingId("2"), ACCOUNT.id, SINCE_LONG_AGO, (BEFORE,), None, now)
    assert held.since == NOON - 2 * DAY


def test_a_holding_that_has_expired_counts_as_gone_whether_or_not_it_was_purged() -> None:
    purged = starting(HoldingId("2"), ACCOUNT.id, SINCE_LONG_AGO, (), None, NOON)
    assert starting(HoldingId("2"), ACCOUNT.id, SINCE_LONG_AGO, (BEFORE,), None, NOON) == purged


def test_the_words_of_a_holding_that_has_expired_are_nobodys() -> None:
    assert own_words_of(ACCOUNT, (BEFORE,), NOON) == {"Jeanne@exemple.fr", "Jeanne"}


def test_an_end_that_has_expired_is_forgotten_whether_or_not_it_was_purged() -> None:
    assert remembered(END, NOON + DAY - SECOND) == END
    assert latest_end(END, NOON + DAY - SECOND) == NOON
    assert remembered(END, NOON + DAY) is None
    assert latest_end(END, NOON + DAY) is None
