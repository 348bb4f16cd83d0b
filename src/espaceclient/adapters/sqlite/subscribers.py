"""The register of subscribers in a table of generations, one of which is current."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from itertools import islice
from operator import itemgetter

from espaceclient.adapters.codec import to_instant, to_microseconds
from espaceclient.adapters.sqlite.database import SqliteDatabase
from espaceclient.domain.register_changes import RegisterChanges
from espaceclient.domain.values import Contract, MeterNumber, Subscriber
from espaceclient.ports.errors import (
    Conflict,
    PortError,
    StorageUnavailable,
    SubscribersUnavailable,
)
from espaceclient.ports.register import RegisterWouldShrink, ReplaceUnderWay

BATCH = 10_000
"""Rows per transaction: few enough that other writers wait for tens of milliseconds only."""

FIND = """
    SELECT meter, ended, since, customer FROM subscribers
    WHERE generation = (SELECT generation FROM register)
    AND operator = (SELECT id FROM operators WHERE name = ?) AND contract_number = ?
"""
COUNT = "SELECT count(*) FROM subscribers WHERE generation = (SELECT generation FROM register)"
INSERT = """
    INSERT INTO subscribers (generation, operator, contract_number, meter, ended, since, customer)
    VALUES (?, ?, ?, ?, ?, nullif(?, ''), nullif(?, ''))
"""
"""An empty text is NULL: a None takes Python much longer to pass, and so does a bool."""

COMPARE = """
    SELECT
        count(*) AS all_old,
        count(*) FILTER (WHERE NOT old.ended) AS in_force,
        count(*) FILTER (WHERE NOT old.ended AND new.ended IS NOT 0) AS lost,
        count(*) FILTER (WHERE new.ended IS NULL) AS removed,
        count(*) FILTER (WHERE old.ended < new.ended) AS ended,
        count(*) FILTER (
            WHERE old.ended > new.ended OR old.ended = new.ended
            AND (old.meter, old.since, old.customer) IS NOT (new.meter, new.since, new.customer)
        ) AS changed
    FROM subscribers AS old LEFT JOIN subscribers AS new ON new.generation = ?
    AND new.operator = old.operator AND new.contract_number = old.contract_number
    WHERE old.generation = ?
"""
SWEEP = """
    DELETE FROM subscribers WHERE (generation, operator, contract_number) IN (
        SELECT generation, operator, contract_number FROM subscribers WHERE generation = ? LIMIT ?
    )
"""


class SqliteSubscribers:
    """The ``Subscribers`` port over a ``SqliteDatabase``, filled by ``replace``.

    Every method raises ``SubscribersUnavailable`` when the database cannot answer.
    """

    def __init__(self, database: SqliteDatabase) -> None:
        self._database = database

    def find(self, contract: Contract) -> Subscriber | None:
        with _as_subscribers(), self._database.reading() as connection:
            row = connection.execute(
                FIND, (contract.operator.code, contract.number.digits)
            ).fetchone()
        try:
            return read_line(contract, *row) if row else None
        except (ValueError, OverflowError) as error:  # its message quotes the line
            raise SubscribersUnavailable("a line of the register cannot be read") from error

    def count(self) -> int:
        """Return the number of contracts in the register."""
        with _as_subscribers(), self._database.reading() as connection:
            total: int = connection.execute(COUNT).fetchone()[0]
            return total

    def replace(self, subscribers: Iterable[Subscriber], *, allowed: int = 0) -> RegisterChanges:
        """Replace the whole register, or leave it unchanged; return what has changed.

        The new lines are written as another generation in short transactions, so that other writers
        can go on. Readers see the old register until the new one is complete. The remains of a
        replacement that was interrupted are removed by the next one.

        ``allowed`` is how many contracts in force may be lost although they are more than
        ``RegisterChanges.too_many`` lets pass.

        Raises ``RegisterWouldShrink`` when more are lost, ``ReplaceUnderWay`` while another
        replacement runs in any process, ``ValueError`` when a contract occurs twice, and whatever
        iterating over ``subscribers`` raises.
        """
        with _as_subscribers(), self._alone():
            current = self._current()
            self._sweep(current - 1)
            self._sweep(current + 1)
            count = self._write(current + 1, subscribers)
            changes = self._compare(current, count)
            if changes.too_many(allowed):
                self._forget(current + 1)
                raise RegisterWouldShrink(changes)
            with self._database.writing() as connection:
                connection.execute("UPDATE register SET generation = ?", (current + 1,))
            self._forget(current)
            return changes

    def _compare(self, current: int, contracts: int) -> RegisterChanges:
        """Compare the next generation, of so many contracts, with the current one."""
        with self._database.reading() as connection:
            row = connection.execute(COMPARE, (current + 1, current)).fetchone()
        all_old, in_force, lost, removed, ended, changed = row
        return RegisterChanges(
            contracts=contracts,
            added=contracts - (all_old - removed),
            removed=removed,
            changed=changed,
            ended=ended,
            in_force=in_force,
            lost=lost,
        )

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold a lock between processes: an exclusive transaction on an empty database beside ours.

        It ends with the process, however the process ends.
        """
        path = self._database.path
        aside = path.with_name(f"{path.name}-replace")
        with ExitStack() as held:
            try:
                aside.touch(mode=0o600)
                lock = held.enter_context(
                    closing(sqlite3.connect(aside, timeout=0, isolation_level=None))
                )
                lock.execute("BEGIN EXCLUSIVE")
            except OSError as error:
                raise SubscribersUnavailable(
                    f"{aside} cannot be created: {error.strerror}"
                ) from error
            except sqlite3.Error as error:
                raise _not_alone(error) from error
            yield

    def _current(self) -> int:
        with self._database.reading() as connection:
            generation: int = connection.execute("SELECT generation FROM register").fetchone()[0]
            return generation

    def _write(self, generation: int, subscribers: Iterable[Subscriber]) -> int:
        count = 0
        lines = iter(subscribers)
        while batch := list(islice(lines, BATCH)):
            try:
                with self._database.writing() as connection:
                    _insert(connection, generation, batch)
            except Conflict as error:
                raise ValueError("two lines have the same contract") from error
            count += len(batch)
        return count

    def _forget(self, generation: int) -> None:
        """Delete a generation that is of no use any more; what is left, the next replacement
        deletes.
        """
        with suppress(PortError):
            self._sweep(generation)

    def _sweep(self, generation: int) -> None:
        swept = BATCH
        while swept == BATCH:
            with self._database.writing() as connection:
                swept = connection.execute(SWEEP, (generation, BATCH)).rowcount


def _not_alone(error: sqlite3.Error) -> PortError:
    if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
        return ReplaceUnderWay("the register of subscribers is being replaced by another process")
    return SubscribersUnavailable(str(error))


def _insert(connection: sqlite3.Connection, generation: int, batch: list[Subscriber]) -> None:
    operators = _OperatorIds(connection)
    rows = [
        (
            generation,
            operators[line.contract.operator.code],
            line.contract.number.digits,
            line.meter.text,
            int(line.ended),
            to_microseconds(line.since) if line.since else "",
            line.customer or "",
        )
        for line in batch
    ]
    # Sorted as the table is, a batch touches each page only once.
    connection.executemany(INSERT, sorted(rows, key=itemgetter(1, 2)))


class _OperatorIds(dict[str, int]):
    """The id of each operator's code; one that is new gets its own."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__()
        self._connection = connection

    def __missing__(self, code: str) -> int:
        self._connection.execute(
            "INSERT INTO operators (name) VALUES (?) ON CONFLICT (name) DO NOTHING", (code,)
        )
        found = self._connection.execute("SELECT id FROM operators WHERE name = ?", (code,))
        self[code] = number = int(found.fetchone()[0])
        return number


def read_line(
    contract: Contract, meter: str, ended: int, since: int | None, customer: str | None
) -> Subscriber:
    """Read a line of the register; raises ``ValueError`` or ``OverflowError`` if it is damaged."""
    begun = None if since is None else to_instant(since)
    return Subscriber(contract, MeterNumber(meter), bool(ended), begun, customer)


@contextmanager
def _as_subscribers() -> Iterator[None]:
    """Translate a failure of the storage into one of the register."""
    try:
        yield
    except StorageUnavailable as error:
        raise SubscribersUnavailable(str(error)) from error
