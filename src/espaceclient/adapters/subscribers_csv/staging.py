"""Staging of an export on disk, to find contradictory lines in files of any size.

The staging database has no name: SQLite keeps it in the folder for temporary files
(``SQLITE_TMPDIR`` or ``TMPDIR``) and it disappears with its connection, even when the process is
killed.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from itertools import islice

from espaceclient.adapters.subscribers_csv.errors import StagingFailed
from espaceclient.adapters.subscribers_csv.export import BillingExport, Entry, Progress, no_progress
from espaceclient.adapters.subscribers_csv.reject import Reject
from espaceclient.domain.problem import Problem
from espaceclient.domain.values import Contract, ContractNumber, MeterNumber, Operator, Subscriber

_BATCH = 500

# Nothing here outlives the process, so it needs no journal and no sync; the cache is 16 MiB.
_SCHEMA = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -16384;
CREATE TABLE entry (
  operator INTEGER, contract TEXT, meter TEXT, ended INTEGER, since TEXT, customer TEXT,
  line INTEGER, text TEXT
) STRICT;
CREATE TABLE reject (line INTEGER, problem TEXT, text TEXT) STRICT;
"""

# An empty text is NULL: a None takes Python much longer to pass.
_INSERT = "INSERT INTO entry VALUES (?, ?, ?, ?, nullif(?, ''), nullif(?, ''), ?, ?)"

# Built once all lines are in; it covers the queries by contract.
_INDEX = """
CREATE INDEX by_contract ON entry (operator, contract, meter, ended, since, customer)
"""

_REFUSE_CONTRADICTIONS = """
CREATE TABLE contradictory AS
WITH repeated AS MATERIALIZED (
  SELECT operator, contract, count(*) AS lines FROM entry
  GROUP BY operator, contract HAVING lines > 1
)
SELECT operator, contract, lines FROM repeated JOIN entry USING (operator, contract)
GROUP BY operator, contract
HAVING min(meter) <> max(meter) OR min(ended) <> max(ended)
OR min(ifnull(since, '')) <> max(ifnull(since, ''))
OR min(ifnull(customer, '')) <> max(ifnull(customer, ''));

INSERT INTO reject
SELECT
  line,
  json_array(
    'contract', 'contract/contradictory', json_object('contract', contract, 'lines', lines)
  ),
  text
FROM contradictory JOIN entry USING (operator, contract);

DELETE FROM entry WHERE (operator, contract) IN (SELECT operator, contract FROM contradictory);
"""

_COUNT = """
SELECT count(*), ifnull(sum(ended), 0), ifnull(sum(lines - 1), 0)
FROM (
  SELECT ended, count(*) AS lines FROM entry
  GROUP BY operator, contract, meter, ended, since, customer
)
"""

_SUBSCRIBERS = """
SELECT DISTINCT contract, meter, ended, since, customer FROM entry
WHERE operator = ? ORDER BY contract, meter, ended, since, customer
"""


class Staged:
    """The content of an export: its subscribers, each contract once, and its rejected lines.

    ``accepted`` is the number of subscribers, ended contracts included; ``ended`` that of ended
    contracts; ``repeated`` that of lines equal to another line; ``refused`` that of lines that are
    not used.
    """

    def __init__(self, database: sqlite3.Connection, operators: dict[Operator, int]) -> None:
        self._database = database
        self._operators = operators
        self.accepted, self.ended, self.repeated = database.execute(_COUNT).fetchone()
        (self.refused,) = database.execute("SELECT count(*) FROM reject").fetchone()

    def subscribers(self) -> Iterator[Subscriber]:
        """Iterate over the subscribers by operator's code and contract number.

        Raises ``StagingFailed``.
        """
        with _translated():
            for operator, number in sorted(self._operators.items()):
                for row in self._database.execute(_SUBSCRIBERS, (number,)):
                    contract, meter, ended, since, customer = row
                    yield Subscriber(
                        Contract(operator, ContractNumber(contract)),
                        MeterNumber(meter),
                        bool(ended),
                        since and datetime.fromisoformat(since),
                        customer,
                    )

    def rejects(self) -> Iterator[Reject]:
        """Iterate over the rejected lines in the order of the file; raises ``StagingFailed``."""
        with _translated():
            for line, problem, text in self._database.execute(
                "SELECT line, problem, text FROM reject ORDER BY line"
            ):
                yield Reject(line, Problem(*json.loads(problem)), text)


@contextmanager
def stage(export: BillingExport, progress: Progress = no_progress) -> Iterator[Staged]:
    """Read a whole export and give its content for as long as the context lasts.

    The memory used does not depend on the size of the file. Equal lines about a contract count
    once; lines about one contract that contradict each other are all rejected. ``progress`` is
    called as ``Progress`` says. Raises ``UnreadableFile`` or ``StagingFailed``.
    """
    with closing(sqlite3.connect("", isolation_level=None)) as database:
        with _translated():
            staged = Staged(database, _fill(database, export, progress))
        yield staged


def _fill(
    database: sqlite3.Connection, export: BillingExport, progress: Progress
) -> dict[Operator, int]:
    operators: dict[Operator, int] = {}
    lines = export.lines(progress)
    database.executescript(_SCHEMA)
    database.execute("BEGIN")
    while batch := list(islice(lines, _BATCH)):
        entries = [_entry_row(line, operators) for line in batch if isinstance(line, Entry)]
        rejects = [_reject_row(line) for line in batch if isinstance(line, Reject)]
        database.executemany(_INSERT, entries)
        database.executemany("INSERT INTO reject VALUES (?, ?, ?)", rejects)
    database.execute(_INDEX)
    database.execute("COMMIT")
    database.executescript(_REFUSE_CONTRADICTIONS)
    return operators


_Row = tuple[int, str, str, int, str, str, int, str]


def _entry_row(entry: Entry, operators: dict[Operator, int]) -> _Row:
    subscriber = entry.subscriber
    contract = subscriber.contract
    number = operators.setdefault(contract.operator, len(operators))
    return (
        number,
        contract.number.digits,
        subscriber.meter.text,
        int(subscriber.ended),
        subscriber.since.isoformat() if subscriber.since else "",
        subscriber.customer or "",
        entry.line,
        entry.text,
    )


def _reject_row(reject: Reject) -> tuple[int, str, str]:
    problem = reject.problem
    return reject.line, json.dumps((problem.field, problem.code, dict(problem.values))), reject.text


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise StagingFailed(
            f"the lines cannot be stored in the folder for temporary files: {error}"
        ) from error
