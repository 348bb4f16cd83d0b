"""The register of subscribers in a table of generations, one of which is current."""

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from itertools import islice
from time import monotonic

import psycopg

from espaceclient.adapters.codec import to_instant, to_microseconds
from espaceclient.adapters.postgres.connection import NEVER, Connection
from espaceclient.adapters.postgres.database import COMMIT, PostgresDatabase
from espaceclient.adapters.postgres.errors import cause_of, translated
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
"""Rows per transaction: none of them lasts."""

FIND = """
    SELECT meter, ended, since, customer FROM {schema}.subscribers
    WHERE generation = (SELECT generation FROM {schema}.register WHERE id = 1)
    AND operator = (SELECT id FROM {schema}.operators WHERE name = %s) AND contract_number = %s
"""
COUNT = """
    SELECT count(*) FROM {schema}.subscribers
    WHERE generation = (SELECT generation FROM {schema}.register WHERE id = 1)
"""
CURRENT = "SELECT generation FROM {schema}.register WHERE id = 1"
PUBLISH = "UPDATE {schema}.register SET generation = %s WHERE id = 1"
NAME = "INSERT INTO {schema}.operators (name) VALUES (%s) ON CONFLICT (name) DO NOTHING"
NAMED = "SELECT id FROM {schema}.operators WHERE name = %s"
COPY = """
    COPY {schema}.subscribers
    (generation, operator, contract_number, meter, ended, since, customer) FROM STDIN
"""
COMPARE = """
    SELECT
        count(*) AS all_old,
        count(*) FILTER (WHERE NOT old.ended) AS in_force,
        count(*) FILTER (WHERE NOT old.ended AND new.ended IS NOT FALSE) AS lost,
        count(*) FILTER (WHERE new.ended IS NULL) AS removed,
        count(*) FILTER (WHERE old.ended < new.ended) AS ended,
        count(*) FILTER (
            WHERE old.ended > new.ended OR old.ended = new.ended
            AND (old.meter, old.since, old.customer)
                IS DISTINCT FROM (new.meter, new.since, new.customer)
        ) AS changed
    FROM {schema}.subscribers AS old LEFT JOIN {schema}.subscribers AS new
    ON new.generation = %s
    AND new.operator = old.operator AND new.contract_number = old.contract_number
    WHERE old.generation = %s
"""
SWEEP = """
    DELETE FROM {schema}.subscribers WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM {schema}.subscribers WHERE generation = %s LIMIT %s
    ))
"""
ALONE = "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))"


class PostgresSubscribers:
    """The ``Subscribers`` port over a ``PostgresDatabase``, filled by ``replace``.

    Every method raises ``SubscribersUnavailable`` when the database cannot answer.
    """

    def __init__(self, database: PostgresDatabase) -> None:
        self._database = database

    def find(self, contract: Contract) -> Subscriber | None:
        with _as_subscribers():
            rows = self._database.fetch(FIND, contract.operator.code, contract.number.digits)
        try:
            return read_line(contract, *rows[0]) if rows else None
        except (ValueError, OverflowError) as error:  # its message quotes the line
            raise SubscribersUnavailable("a line of the register cannot be read") from error

    def count(self) -> int:
        """Return the number of contracts in the register."""
        with _as_subscribers():
            ((total,),) = self._database.fetch(COUNT)
            return int(total)

    def replace(self, subscribers: Iterable[Subscriber], *, allowed: int = 0) -> RegisterChanges:
        """Replace the whole register, or leave it unchanged; return what has changed.

        The new lines are written as another generation in short transactions. Readers see the old
        register until the new one is complete. The remains of a replacement that was interrupted
        are removed by the next one.

        ``allowed`` is how many contracts in force may be lost although they are more than
        ``RegisterChanges.too_many`` lets pass.

        Raises ``RegisterWouldShrink`` when more are lost, ``ReplaceUnderWay`` while another
        replacement runs on any node, ``ValueError`` when a contract occurs twice, and whatever
        iterating over ``subscribers`` raises.
        """
        with _as_subscribers(), self._alone() as held:
            ((current,),) = self._database.fetch(CURRENT)
            self._sweep(current - 1)
            self._sweep(current + 1)
            count = self._write(current + 1, subscribers)
            changes = self._compare(current, count)
            if changes.too_many(allowed):
                self._forget(current + 1)
                raise RegisterWouldShrink(changes)
            self._publish(held, current + 1)
            self._forget(current)
            return changes

    def _compare(self, current: int, contracts: int) -> RegisterChanges:
        """Compare the next generation, of so many contracts, with the current one."""
        with self._database.transaction() as connection:
            connection.deadline = NEVER  # a large register takes its time
            connection.execute(b"SET LOCAL statement_timeout = 0")
            compare = self._database.sql(COMPARE)
            row = connection.execute(compare, (current + 1, current)).fetchone()
        all_old, in_force, lost, removed, ended, changed = row or (0,) * 6
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
    def _alone(self) -> Iterator[Connection]:
        """Hold a lock between nodes in a transaction of its own, which ends with the process."""
        with closing(self._database.connect()) as connection:
            try:
                connection.execute(b"BEGIN")
                name = f"{self._database.schema}: replace the register"
                held = connection.execute(self._database.sql(ALONE), (name,)).fetchone()
            except psycopg.Error as error:
                raise translated(error) from cause_of(error)
            if held != (True,):
                raise ReplaceUnderWay(
                    "the register of subscribers is being replaced by another process"
                )
            yield connection

    def _publish(self, held: Connection, generation: int) -> None:
        """Have readers see a generation, in the transaction that kept others away: had the server
        ended it, another replacement could have swept away what this one has written.
        """
        held.deadline = monotonic() + self._database.time_out.total_seconds()
        try:
            held.execute(self._database.sql(PUBLISH), (generation,))
            held.execute(COMMIT)
        except psycopg.Error as error:
            raise translated(error) from cause_of(error)

    def _write(self, generation: int, subscribers: Iterable[Subscriber]) -> int:
        count = 0
        lines = iter(subscribers)
        while batch := list(islice(lines, BATCH)):
            try:
                with self._database.transaction() as connection:
                    self._copy(connection, generation, batch)
            except Conflict as error:
                raise ValueError("two lines have the same contract") from error
            count += len(batch)
        return count

    def _copy(self, connection: Connection, generation: int, batch: list[Subscriber]) -> None:
        ids = self._ids(connection, {line.contract.operator.code for line in batch})
        with (
            connection.cursor() as cursor,
            cursor.copy(self._database.sql(COPY)) as copy,
        ):
            for line in batch:
                since = None if line.since is None else to_microseconds(line.since)
                named = (ids[line.contract.operator.code], line.contract.number.digits)
                told = (line.meter.text, line.ended, since, line.customer)
                copy.write_row((generation, *named, *told))

    def _ids(self, connection: Connection, codes: set[str]) -> dict[str, int]:
        """Return the id of each operator's code; one that is new gets its own."""
        ids: dict[str, int] = {}
        for code in sorted(codes):
            connection.execute(self._database.sql(NAME), (code,))
            found = connection.execute(self._database.sql(NAMED), (code,)).fetchone()
            ids[code] = int(found[0]) if found else 0
        return ids

    def _forget(self, generation: int) -> None:
        """Delete a generation that is of no use any more; what is left, the next replacement
        deletes.
        """
        with suppress(PortError):
            self._sweep(generation)

    def _sweep(self, generation: int) -> None:
        while self._database.change(SWEEP, generation, BATCH) == BATCH:
            pass


def read_line(
    contract: Contract,
    meter: str,
    ended: bool,  # noqa: FBT001 - a column of a row
    since: int | None,
    customer: str | None,
) -> Subscriber:
    """Read a line of the register; raises ``ValueError`` or ``OverflowError`` if it is damaged."""
    begun = None if since is None else to_instant(since)
    return Subscriber(contract, MeterNumber(meter), ended, begun, customer)


@contextmanager
def _as_subscribers() -> Iterator[None]:
    """Translate a failure of the storage into one of the register."""
    try:
        yield
    except StorageUnavailable as error:
        raise SubscribersUnavailable(str(error)) from error
