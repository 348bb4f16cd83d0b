"""What an export holds of an account at an instant, to the last field."""

from datetime import timedelta

import pytest
from attrs import evolve

from espaceclient import Communes
from espaceclient.domain import event
from espaceclient.domain.account_view import AccountView
from espaceclient.domain.export_account import Held, decide_for_owner
from espaceclient.domain.holding import EndReason
from espaceclient.domain.sessions import Facts as SessionsFacts
from espaceclient.domain.sessions import Sessions
from espaceclient.domain.sessions import decide as list_sessions
from espaceclient.domain.support import SupportedAccount
from espaceclient.values import ClientNetwork
from tests.domain.world import ACCOUNT, HOLDING, NOON, REGISTRATION, SECOND, SESSION, SUBSCRIPTION

DAY = timedelta(days=1)
COMMUNES = Communes.of([SUBSCRIPTION.commune])
WARNED = evolve(ACCOUNT, closes_at=NOON + 30 * DAY)
ENDED = evolve(HOLDING, subscription=evolve(SUBSCRIPTION, began=NOON - 9 * DAY)).ended(
    NOON - DAY, EndReason.CONTRACT_ENDED, readable_for=396 * DAY
)
HELD = Held(WARNED, (ENDED,), (SESSION,), (), (), (REGISTRATION,), None)


def test_when_an_account_closes_is_exported_and_shown() -> None:
    fields = HELD.readable(COMMUNES, NOON)
    assert fields["account"]["closes_at"] == "2026-01-31T12:00:00+00:00"
    assert AccountView.of(WARNED, (), COMMUNES, NOON).closes_at == NOON + 30 * DAY
    assert SupportedAccount.of(WARNED, (), (), COMMUNES, NOON).closes_at == NOON + 30 * DAY


def test_the_period_of_a_contract_is_exported() -> None:
    (contract,) = HELD.readable(COMMUNES, NOON)["contracts"]
    assert (contract["began"], contract["until"]) == (
        "2025-12-23T12:00:00+00:00",
        "2025-12-31T12:00:00+00:00",
    )


@pytest.mark.parametrize(("before", "there"), [(SECOND, 1), (timedelta(0), 0)])
def test_a_request_is_exported_until_it_expires(before: timedelta, there: int) -> None:
    requests = HELD.readable(COMMUNES, REGISTRATION.expires_at - before)["requests"]
    told = {"asked_at": "2026-01-01T12:00:00+00:00", "expires_at": "2026-01-03T12:00:00+00:00"}
    assert requests == [told] * there


def test_an_export_is_told_from_where() -> None:
    decision = decide_for_owner(SESSION, HELD, COMMUNES, ClientNetwork("192.0.2.7"), NOON)
    assert decision.events == (event.AccountExported(ACCOUNT.id, "192.0.2.0/24"),)


def test_sessions_are_as_of_the_instant_at_which_they_were_asked_for() -> None:
    answer = list_sessions(SessionsFacts(NOON, SESSION, ACCOUNT, {})).answer
    assert answer == Sessions(NOON, ())
