from itertools import product

import pytest

from espaceclient.adapters.sqlite import SqliteDatabase, event_feed, outbox, subscribers, trail
from espaceclient.adapters.sqlite.lookups import questions
from espaceclient.domain.account import AccountId
from espaceclient.domain.billing_event import BillingEventId
from espaceclient.domain.holding import HoldingId
from espaceclient.domain.registration import RegistrationId
from espaceclient.domain.reset import ResetId
from espaceclient.domain.session import SessionId
from espaceclient.ports.storage import (
    AccountAtAddress,
    AccountById,
    AccountOfContract,
    AccountOfReset,
    AccountOfSession,
    AnyLookup,
    AppliedEventById,
    EndedContractByKey,
    EndlessHoldings,
    Expired,
    FailedAttemptsByKey,
    HoldingById,
    HoldingsOfAccount,
    HoldingsOfContract,
    HoldingsOfSession,
    HourlyCounterByKey,
    RegistrationById,
    RegistrationsAtAddress,
    RegistrationsFor,
    RegistrationsOfContract,
    ResetById,
    SessionById,
    SessionsOfAccount,
)
from espaceclient.ports.trail import (
    AboutAccount,
    AboutContract,
    AboutSubject,
    Everything,
    Question,
)
from tests.adapters.sqlite.samples import contract
from tests.client_fixture import NOON

LOOKUPS: list[AnyLookup] = [
    AccountAtAddress("key"),
    AccountById(AccountId("id")),
    AccountOfContract(contract(1)),
    AccountOfSession(SessionId("id")),
    AccountOfReset(ResetId("id")),
    HoldingById(HoldingId("id")),
    HoldingsOfAccount(AccountId("id")),
    HoldingsOfSession(SessionId("id")),
    HoldingsOfContract(contract(1)),
    EndlessHoldings("id", 500),
    RegistrationById(RegistrationId("id")),
    RegistrationsFor("key", contract(1)),
    RegistrationsAtAddress("key"),
    RegistrationsOfContract(contract(1)),
    ResetById(ResetId("id")),
    SessionById(SessionId("id")),
    SessionsOfAccount(AccountId("id")),
    HourlyCounterByKey("key"),
    FailedAttemptsByKey("key"),
    AppliedEventById(BillingEventId("id")),
    EndedContractByKey("key"),
    Expired(NOON, 500),
]
QUESTIONS: list[Question] = [
    Everything(),
    AboutAccount(AccountId("id")),
    AboutSubject("subject"),
    AboutContract(contract(1)),
]
STATEMENTS = [
    trail.PURGE,
    *(trail.PAGE.format(condition=trail.condition(asked)[0]) for asked in QUESTIONS),
    outbox.LEASE_NEXT,
    outbox.DELIVERED,
    outbox.DEFER,
    outbox.RELEASE,
    outbox.DEAD_LETTER,
    outbox.RETRY,
    event_feed.DUE,
    event_feed.LEASE,
    event_feed.DELIVERED,
    event_feed.RENEW,
    event_feed.DEFER,
    event_feed.RELEASE,
    event_feed.DEAD_LETTER,
    event_feed.OLDEST_DUE,
    event_feed.RETRY,
    event_feed.DISCARD,
    subscribers.FIND,
    subscribers.COUNT,
    subscribers.SWEEP,
    "DELETE FROM accounts WHERE id = ?",
]


def _plan(database: SqliteDatabase, statement: str) -> list[str]:
    with database.reading() as connection:
        parameters = (None,) * statement.count("?")
        return [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)]


def _searches_only(plan: list[str]) -> bool:
    # The table of one row, which names the current generation, has nothing to search.
    return not any(step.startswith("SCAN") and step != "SCAN register" for step in plan)


@pytest.mark.parametrize("lookup", LOOKUPS, ids=lambda lookup: type(lookup).__name__)
def test_no_lookup_scans_a_table(database: SqliteDatabase, lookup: AnyLookup) -> None:
    for question, columns in product(questions(lookup), ("select", "select_versions")):
        plan = _plan(database, f"{getattr(question.table, columns)} WHERE {question.condition}")
        assert _searches_only(plan), plan


@pytest.mark.parametrize("statement", STATEMENTS)
def test_no_statement_scans_a_table(database: SqliteDatabase, statement: str) -> None:
    plan = _plan(database, statement)
    assert _searches_only(plan), plan


def test_what_is_due_is_found_in_its_order_without_sorting(database: SqliteDatabase) -> None:
    for question in questions(Expired(NOON, 500)):
        plan = _plan(database, f"{question.table.select} WHERE {question.condition}")
        assert not any("TEMP B-TREE" in step for step in plan), plan


@pytest.mark.parametrize("statement", [outbox.LEASE_NEXT, outbox.ENTRIES])
def test_mails_are_found_in_their_order_without_sorting(
    database: SqliteDatabase, statement: str
) -> None:
    assert not any("TEMP B-TREE" in step for step in _plan(database, statement))


@pytest.mark.parametrize("statement", [event_feed.ENTRIES, event_feed.SUMMARY])
def test_what_was_delivered_is_not_read_to_show_the_feed(
    database: SqliteDatabase, statement: str
) -> None:
    first = _plan(database, statement)[0]
    assert first.startswith("SCAN events USING ")
    assert first.endswith("INDEX events_of_the_feed")


@pytest.mark.parametrize("statement", [event_feed.DUE, event_feed.ENTRIES, event_feed.OLDEST_DUE])
def test_whose_turn_it_is_is_found_by_an_index(database: SqliteDatabase, statement: str) -> None:
    plan = _plan(database, statement)
    assert "SEARCH older USING INDEX events_by_turn (<expr>=? AND position<?)" in plan, plan


@pytest.mark.parametrize(
    "statement",
    ["SELECT 1 FROM sessions WHERE account = ?", "SELECT 1 FROM resets WHERE account = ?"],
)
def test_what_goes_with_an_account_is_found_by_an_index(
    database: SqliteDatabase, statement: str
) -> None:
    (step,) = _plan(database, statement)
    assert step.endswith("(account=?)")


@pytest.mark.parametrize("asked", QUESTIONS, ids=lambda asked: type(asked).__name__)
def test_a_page_of_the_trail_is_found_in_its_order_without_sorting(
    database: SqliteDatabase, asked: Question
) -> None:
    plan = _plan(database, trail.PAGE.format(condition=trail.condition(asked)[0]))
    assert not any("TEMP B-TREE" in step for step in plan), plan
