"""A connection that is cut between any two messages: all is stored once or nothing, and asking
again under the same id stores what is missing.
"""

from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import timedelta
from functools import partial
from itertools import count

import pytest

from espaceclient.adapters.postgres import PostgresDatabase, PostgresStorage
from espaceclient.domain.decision import Decision, DecisionId
from espaceclient.domain.event import SignedIn
from espaceclient.domain.throttle import HourlyCounter
from espaceclient.ports.errors import OutcomeUnknown, StorageUnavailable
from espaceclient.ports.gates import gates
from espaceclient.ports.storage import AccountById, HourlyCounterByKey, Snapshot
from espaceclient.testing.laws.storage.fixture import NOTHING_SEEN, saving
from espaceclient.testing.samples import A_MAIL, EPOCH, sample_account, sample_holding
from tests.adapters.postgres.cutting import CuttingProxy, Sender
from tests.postgres_fixture import EMPTY, database_url, empty_database, url_with

ANNE = sample_account("anne", "anne")
COUNTER = HourlyCounter("counter", 1, EPOCH)
LOOKUPS = (AccountById(ANNE.id), HourlyCounterByKey(COUNTER.key))
OPENING: Decision[None] = Decision(
    None,
    EPOCH,
    save=(ANNE, sample_holding("holding", ANNE, 1)),
    delete=(COUNTER,),
    queue=(A_MAIL,),
    events=(SignedIn(ANNE.id),),
    id=DecisionId("the decision"),
)
STATE = """
    SELECT (SELECT count(*) FROM {schema}.accounts), (SELECT count(*) FROM {schema}.holdings),
        (SELECT count(*) FROM {schema}.hourly_counters), (SELECT count(*) FROM {schema}.outbox),
        (SELECT count(*) FROM {schema}.events)
"""
BEFORE, AFTER = (0, 0, 1, 0, 0), (1, 1, 0, 1, 1)
SOON = timedelta(seconds=2)
SENDERS: tuple[Sender, ...] = ("client", "server")

POSSIBLE = {("answered", AFTER), ("unknown", BEFORE), ("unknown", AFTER), ("refused", BEFORE)}

Ask = Callable[[PostgresStorage, Snapshot], None]


@pytest.fixture
def prepared() -> Iterator[PostgresDatabase]:
    with empty_database() as database:
        yield database


@pytest.fixture
def proxy() -> Iterator[CuttingProxy]:
    url = url_with(database_url(), sslmode="disable", gssencmode="disable")
    with closing(CuttingProxy(url)) as proxy:
        yield proxy


@pytest.fixture
def storage(prepared: PostgresDatabase, proxy: CuttingProxy) -> Iterator[PostgresStorage]:
    with PostgresDatabase(
        proxy.url, schema=prepared.schema, connections=1, patience=SOON, time_out=SOON
    ) as database:
        yield PostgresStorage(database)


def at_once(storage: PostgresStorage, seen: Snapshot) -> None:
    storage.commit(OPENING, seen)


def under_locks(storage: PostgresStorage, seen: Snapshot) -> None:
    with storage.exclusively(gates(OPENING, seen)) as attempt:
        attempt.commit(OPENING, attempt.read(*LOOKUPS))


def outcome_of(call: Callable[[], None]) -> str:
    try:
        call()
    except OutcomeUnknown:
        return "unknown"
    except StorageUnavailable:
        return "refused"
    return "answered"


def every_cut(
    proxy: CuttingProxy, sender: Sender, times: int = 1, *, greeting: bool = False
) -> Iterator[int]:
    """Cut in the place of one message after the other, until there are no more."""
    for messages in count():
        proxy.cut_after(sender, messages, times=times, greeting=greeting)
        yield messages
        proxy.restore()
        if not proxy.cuts:
            return


def refilled(database: PostgresDatabase) -> Snapshot:
    """Leave nothing but the counter, and return what is seen then."""
    database.run(lambda connection: connection.execute(EMPTY.format(database.schema).encode()))
    storage = PostgresStorage(database)
    storage.commit(saving(COUNTER), NOTHING_SEEN)
    return storage.read(*LOOKUPS)


@pytest.mark.parametrize("sender", SENDERS)
def test_a_read_is_answered_wherever_its_connection_is_cut(
    prepared: PostgresDatabase, storage: PostgresStorage, proxy: CuttingProxy, sender: Sender
) -> None:
    refilled(prepared)
    found = [storage.read(*LOOKUPS).one(LOOKUPS[1]) for _ in every_cut(proxy, sender)]
    assert set(found) == {COUNTER}
    assert len(found) > 4


@pytest.mark.parametrize("sender", SENDERS)
def test_a_commit_succeeds_once_wherever_its_connection_is_cut(
    prepared: PostgresDatabase, storage: PostgresStorage, proxy: CuttingProxy, sender: Sender
) -> None:
    found: list[tuple[int, ...]] = []
    for _ in every_cut(proxy, sender):
        at_once(storage, refilled(prepared))
        found += prepared.fetch(STATE)
    assert set(found) == {AFTER}
    assert len(found) > 20


@pytest.mark.parametrize("sender", SENDERS)
@pytest.mark.parametrize(("ask", "cuts"), [(at_once, 2), (under_locks, 1)])
def test_a_commit_that_nobody_answered_is_stored_whole_or_not_and_once_when_asked_again(
    prepared: PostgresDatabase,
    storage: PostgresStorage,
    proxy: CuttingProxy,
    sender: Sender,
    ask: Ask,
    cuts: int,
) -> None:
    outcomes = set()
    for _ in every_cut(proxy, sender, times=cuts):
        seen = refilled(prepared)
        outcome = outcome_of(partial(ask, storage, seen))
        outcomes.add((outcome, *prepared.fetch(STATE)))
        proxy.restore()
        ask(storage, seen)
        assert prepared.fetch(STATE) == [AFTER]
    assert outcomes <= POSSIBLE
    assert len(outcomes) > 1


@pytest.mark.parametrize("sender", SENDERS)
def test_a_database_is_unavailable_wherever_its_first_connection_is_cut(
    prepared: PostgresDatabase, proxy: CuttingProxy, sender: Sender
) -> None:
    """Until the server has told what it is, and that its schema is known."""
    refusals = 0
    for _ in every_cut(proxy, sender, greeting=True):
        with suppress(StorageUnavailable):
            PostgresDatabase(proxy.url, schema=prepared.schema).close()
            continue
        refusals += 1
    assert refusals > 5
    PostgresDatabase(proxy.url, schema=prepared.schema).close()
