import sqlite3
import stat
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread

import pytest
from attrs import evolve

from espaceclient import Contract, Operator, Subscriber
from espaceclient.adapters.sqlite import (
    RegisterWouldShrink,
    ReplaceUnderWay,
    SqliteDatabase,
    SqliteStorage,
    SqliteSubscribers,
)
from espaceclient.adapters.sqlite.subscribers import BATCH
from espaceclient.domain.register_changes import RegisterChanges
from espaceclient.ports.errors import SubscribersUnavailable
from espaceclient.ports.storage import Snapshot
from tests.adapters.sqlite.concurrent_writers import PATIENCE, Processes, wait_for_the_others
from tests.adapters.sqlite.samples import account, contract, line, saving
from tests.client_fixture import REGISTER

MANY = 2 * BATCH + 1


@pytest.fixture
def subscribers(database: SqliteDatabase) -> SqliteSubscribers:
    return SqliteSubscribers(database)


def _rows(database: SqliteDatabase) -> int:
    with database.reading() as connection:
        rows: int = connection.execute("SELECT count(*) FROM subscribers").fetchone()[0]
        return rows


def test_a_register_never_filled_holds_nobody(subscribers: SqliteSubscribers) -> None:
    assert (subscribers.find(contract(1)), subscribers.count()) == (None, 0)


@pytest.mark.parametrize("subscriber", REGISTER)
def test_lines_come_back_as_they_went_at_their_operator(
    subscribers: SqliteSubscribers, subscriber: Subscriber
) -> None:
    assert subscribers.replace(REGISTER).contracts == 4
    assert subscribers.find(subscriber.contract) == subscriber


def test_a_contract_at_an_operator_never_heard_of_is_not_found(
    subscribers: SqliteSubscribers,
) -> None:
    subscribers.replace([line(1)])
    assert subscribers.find(Contract(Operator("Nowhere"), contract(1).number)) is None


def test_a_replacement_forgets_the_old_lines(
    database: SqliteDatabase, subscribers: SqliteSubscribers
) -> None:
    subscribers.replace(line(number) for number in range(MANY))
    assert subscribers.replace([line(1, "B00000001")], allowed=MANY).contracts == 1
    assert subscribers.find(contract(1)) == line(1, "B00000001")
    assert subscribers.find(contract(2)) is None
    assert _rows(database) == 1


def test_lines_in_any_order_and_number_are_all_there(subscribers: SqliteSubscribers) -> None:
    assert subscribers.replace(line(number) for number in reversed(range(MANY))).contracts == MANY
    assert subscribers.count() == MANY


BEGUN = datetime(2026, 7, 1, 12, 30, 0, 1, tzinfo=UTC)
TEN = [evolve(line(number), since=BEGUN, customer=f"C{number}") for number in range(10)]


@pytest.mark.parametrize(
    ("new", "changes"),
    [
        pytest.param(TEN, (0, 0, 0, 0, 0), id="nothing"),
        pytest.param([*TEN, line(10)], (1, 0, 0, 0, 0), id="added"),
        pytest.param(TEN[1:], (0, 1, 0, 0, 1), id="removed"),
        pytest.param([*TEN[1:], line(10)], (1, 1, 0, 0, 1), id="one for another"),
        pytest.param([*TEN[1:], evolve(TEN[0], ended=True)], (0, 0, 0, 1, 1), id="ended"),
        pytest.param(
            [*TEN[1:], evolve(TEN[0], ended=True, customer=None)], (0, 0, 0, 1, 1), id="both"
        ),
        pytest.param([*TEN[1:], line(0, "B00000001")], (0, 0, 1, 0, 0), id="another meter"),
        pytest.param([*TEN[1:], evolve(TEN[0], since=None)], (0, 0, 1, 0, 0), id="no beginning"),
        pytest.param([*TEN[1:], evolve(TEN[0], customer="D")], (0, 0, 1, 0, 0), id="a customer"),
    ],
)
def test_a_replacement_tells_what_it_changes(
    subscribers: SqliteSubscribers, new: list[Subscriber], changes: tuple[int, ...]
) -> None:
    subscribers.replace(TEN)
    added, removed, changed, ended, lost = changes
    assert subscribers.replace(new) == RegisterChanges(
        contracts=len(new),
        added=added,
        removed=removed,
        changed=changed,
        ended=ended,
        in_force=10,
        lost=lost,
    )


def test_contracts_that_had_ended_are_removed_or_reopened_without_a_loss(
    subscribers: SqliteSubscribers,
) -> None:
    subscribers.replace([line(1), evolve(line(2), ended=True), evolve(line(3), ended=True)])
    assert subscribers.replace([line(1), line(2)]) == RegisterChanges(
        contracts=2, added=0, removed=1, changed=1, ended=0, in_force=1, lost=0
    )


def test_the_first_register_is_all_added(subscribers: SqliteSubscribers) -> None:
    assert subscribers.replace(TEN) == RegisterChanges(
        contracts=10, added=10, removed=0, changed=0, ended=0, in_force=0, lost=0
    )


@pytest.mark.parametrize("loses", [[], [evolve(each, ended=True) for each in TEN[:2]]])
def test_a_register_that_loses_more_than_a_tenth_is_refused_and_leaves_nothing_behind(
    database: SqliteDatabase, subscribers: SqliteSubscribers, loses: list[Subscriber]
) -> None:
    subscribers.replace(TEN)
    with pytest.raises(RegisterWouldShrink, match="would lose 2 of 10 contracts in force") as told:
        subscribers.replace([*TEN[2:], *loses], allowed=1)
    assert told.value.changes.lost == 2
    assert subscribers.find(contract(0)) == TEN[0]
    assert _rows(database) == 10


def test_a_loss_that_is_allowed_passes(subscribers: SqliteSubscribers) -> None:
    subscribers.replace(TEN)
    assert subscribers.replace(TEN[2:], allowed=2).contracts == 8
    assert subscribers.find(contract(0)) is None


@pytest.mark.parametrize("damage", ["since = 9000000000000000000", "customer = ' '"])
def test_a_line_that_is_damaged_is_no_answer(
    database: SqliteDatabase, subscribers: SqliteSubscribers, damage: str
) -> None:
    subscribers.replace([line(1)])
    with database.writing() as connection:
        connection.execute(f"UPDATE subscribers SET {damage}")  # noqa: S608 - our own values
    with pytest.raises(SubscribersUnavailable, match="cannot be read"):
        subscribers.find(contract(1))


def test_readers_see_the_old_register_and_writers_write_until_the_new_one_is_whole(
    database: SqliteDatabase, subscribers: SqliteSubscribers
) -> None:
    subscribers.replace([line(1)])
    found: list[Subscriber | None] = []

    def lines() -> Iterator[Subscriber]:
        for number in range(MANY):
            yield line(number, "N00000002")
        found.append(subscribers.find(contract(1)))
        SqliteStorage(database).commit(saving(account(1)), Snapshot({}))

    subscribers.replace(lines())
    found.append(subscribers.find(contract(1)))
    assert found == [line(1), line(1, "N00000002")]


def test_lines_that_break_off_leave_the_old_register(
    database: SqliteDatabase, subscribers: SqliteSubscribers
) -> None:
    def lines() -> Iterator[Subscriber]:
        yield from (line(number) for number in range(MANY))
        raise OSError("the disk is gone")

    subscribers.replace([line(7, "B00000001")])
    with suppress(OSError):
        subscribers.replace(lines())
    assert subscribers.find(contract(7)) == line(7, "B00000001")
    assert subscribers.count() == 1
    subscribers.replace([line(8)], allowed=1)
    assert _rows(database) == 1


def test_a_contract_that_stands_twice_is_refused_and_the_old_register_stays(
    subscribers: SqliteSubscribers,
) -> None:
    subscribers.replace([line(1)])
    with pytest.raises(ValueError, match="two lines have the same contract"):
        subscribers.replace([line(2), evolve(line(2), customer="C7")])
    assert subscribers.find(contract(1)) == line(1)


def test_the_second_of_two_replacements_at_once_is_refused_and_harms_nothing(
    path: Path, subscribers: SqliteSubscribers
) -> None:
    halfway, go_on = Event(), Event()

    def lines() -> Iterator[Subscriber]:
        yield from (line(number) for number in range(MANY))
        halfway.set()
        go_on.wait(PATIENCE)

    first = Thread(target=subscribers.replace, args=(lines(),))
    first.start()
    assert halfway.wait(PATIENCE)
    with SqliteDatabase(path) as other, pytest.raises(ReplaceUnderWay):
        SqliteSubscribers(other).replace([line(1)])
    go_on.set()
    first.join(PATIENCE)
    assert subscribers.count() == MANY


def _replace(path: Path, process: int) -> bool:
    wait_for_the_others()
    with SqliteDatabase(path) as database, suppress(ReplaceUnderWay):
        SqliteSubscribers(database).replace(line(number, f"A0{process}") for number in range(MANY))
        return True
    return False


def test_replacements_of_several_processes_leave_one_whole_register(
    processes: Processes, database: SqliteDatabase, subscribers: SqliteSubscribers
) -> None:
    assert True in processes.run(_replace, database.path)
    assert subscribers.count() == MANY
    meters = {
        found.meter
        for number in (0, BATCH, MANY - 1)
        if (found := subscribers.find(contract(number)))
    }
    assert len(meters) == 1


def test_a_replacement_has_happened_even_if_the_old_lines_cannot_be_removed(
    database: SqliteDatabase, subscribers: SqliteSubscribers
) -> None:
    subscribers.replace([line(1)])
    with database.writing() as connection:
        connection.execute(
            "CREATE TRIGGER no BEFORE DELETE ON subscribers BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
    assert subscribers.replace([line(2)], allowed=1).contracts == 1
    assert (subscribers.find(contract(1)), subscribers.find(contract(2))) == (None, line(2))


def test_a_register_that_does_not_answer_is_never_an_empty_one(path: Path) -> None:
    database = SqliteDatabase(path)
    database.close()
    with pytest.raises(SubscribersUnavailable):
        SqliteSubscribers(database).find(contract(1))


def test_a_register_that_cannot_be_written_says_so(path: Path, database: SqliteDatabase) -> None:
    impatient = SqliteDatabase(path, busy_timeout=timedelta(0))
    with impatient, database.writing(), pytest.raises(SubscribersUnavailable, match="locked"):
        SqliteSubscribers(impatient).replace([line(1)])


def test_a_lock_is_for_its_owner_alone(path: Path, subscribers: SqliteSubscribers) -> None:
    subscribers.replace([line(1)])
    assert stat.S_IMODE(path.with_name(path.name + "-replace").stat().st_mode) == 0o600


def test_a_lock_that_cannot_be_created_is_said(path: Path, subscribers: SqliteSubscribers) -> None:
    path.with_name(path.name + "-replace").symlink_to(path / "nowhere")
    with pytest.raises(SubscribersUnavailable, match="cannot be created"):
        subscribers.replace([line(1)])


def test_a_lock_that_cannot_be_opened_is_not_taken_for_a_concurrent_import(
    path: Path, subscribers: SqliteSubscribers
) -> None:
    path.with_name(path.name + "-replace").mkdir()
    with pytest.raises(SubscribersUnavailable, match="unable to open"):
        subscribers.replace([line(1)])


def test_errors_of_the_lines_own_database_come_out_as_they_are(
    subscribers: SqliteSubscribers,
) -> None:
    def lines() -> Iterator[Subscriber]:
        yield line(1)
        raise sqlite3.OperationalError("theirs")

    with pytest.raises(sqlite3.OperationalError, match="theirs"):
        subscribers.replace(lines())
