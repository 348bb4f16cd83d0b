"""A billing export, line by line: a subscriber, or the reason why the line is not used."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from datetime import tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from attrs import define, evolve, field, frozen
from attrs.validators import min_len, optional

from espaceclient.adapters.subscribers_csv.days import Beginning, beginnings
from espaceclient.adapters.subscribers_csv.folding import fold
from espaceclient.adapters.subscribers_csv.operators import AnyOperators, KnownOperators
from espaceclient.adapters.subscribers_csv.reject import Reject
from espaceclient.adapters.subscribers_csv.table import Format, Table, open_table
from espaceclient.domain.formats import GUIDE_FORMATS, Formats
from espaceclient.domain.instant import FRENCH_TIME
from espaceclient.domain.problem import Problem
from espaceclient.domain.values import (
    Contract,
    ContractNumber,
    MeterNumber,
    Operator,
    Subscriber,
    parse_customer,
)

Progress = Callable[[int, int], None]
"""Called with the bytes read so far and the file's size, every 10,000 lines and at the end."""

_PROGRESS_EVERY = 10_000
_USUAL_STATE = "etat"
_ENDED = {"actif": False, "active": False, "resilie": True, "resiliee": True}


def no_progress(_read: int, _size: int) -> None:
    pass


@frozen
class Columns:
    """The names of an export's columns; case, accents and surrounding spaces do not matter.

    ``state`` is the column that says whether a contract has ended. When it is ``None``, the column
    ``etat`` is used if there is one; otherwise no contract counts as ended. ``since`` is the column
    of the day on which the present subscriber's contract begins, ``customer`` that of the customer
    reference; when one is ``None``, no line tells it. A column that is named here must exist.
    """

    operator: str = field(default="societe", validator=min_len(1))
    contract: str = field(default="numero_contrat", validator=min_len(1))
    meter: str = field(default="numero_compteur", validator=min_len(1))
    state: str | None = field(default=None, validator=optional(min_len(1)))
    since: str | None = field(default=None, validator=optional(min_len(1)))
    customer: str | None = field(default=None, validator=optional(min_len(1)))


@define  # not frozen: one is created for every line, and freezing doubles the time
class Entry:
    """A line that was read: its physical number, its subscriber and its text."""

    line: int
    subscriber: Subscriber
    text: str = field(repr=False)


class BillingExport:
    """A file of subscribers.

    With ``operators``, lines of any other operator are refused; without, the operators' names are
    taken as they are written. ``written`` gives the delimiter and the encoding, which are detected
    otherwise. ``formats`` are those in which each operator writes its numbers. A day begins in
    ``time_zone``, Europe/Paris by default. Raises ``ValueError`` for operators that differ only in
    case, accents or spaces.
    """

    def __init__(
        self,
        path: Path,
        columns: Columns | None = None,
        operators: Iterable[Operator] | None = None,
        written: Format | None = None,
        formats: Formats = GUIDE_FORMATS,
        time_zone: tzinfo | None = None,
    ) -> None:
        self.path = path
        self._columns = columns or Columns()
        self._operators = AnyOperators() if operators is None else KnownOperators(operators)
        self._format = written or Format()
        self._formats = formats
        self._time_zone = time_zone

    def tells_state(self) -> bool:
        """Return whether the header has a column for ended contracts; raises ``UnreadableFile``."""
        with self._open() as table:
            return _state_column(table, self._columns) is not None

    def lines(self, progress: Progress = no_progress) -> Iterator[Entry | Reject]:
        """Read the file once, in its order, one line in memory at a time.

        Raises ``UnreadableFile``.
        """
        with self._open() as table:
            beginning = self._beginning()
            parse = _LineParser(table, self._columns, self._operators, self._formats, beginning)
            for count, (line, text, fields) in enumerate(table, 1):
                parsed = fields if isinstance(fields, Problem) else parse(fields)
                yield (
                    Reject(line, parsed, text)
                    if isinstance(parsed, Problem)
                    else Entry(line, parsed, text)
                )
                if count % _PROGRESS_EVERY == 0:
                    progress(table.bytes_read, table.size)
            progress(table.size, table.size)

    def _beginning(self) -> Beginning:
        return beginnings(self._time_zone or ZoneInfo(FRENCH_TIME))

    def _open(self) -> AbstractContextManager[Table]:
        columns = self._columns
        wanted = (columns.operator, columns.contract, columns.meter, columns.state or _USUAL_STATE)
        return open_table(self.path, wanted, self._format)


class _LineParser:
    def __init__(
        self,
        table: Table,
        columns: Columns,
        operators: AnyOperators | KnownOperators,
        formats: Formats,
        beginning: Beginning,
    ) -> None:
        self._operators = operators
        self._formats = formats
        self._beginning = beginning
        self._operator = table.column(columns.operator)
        self._contract = table.column(columns.contract)
        self._meter = table.column(columns.meter)
        self._state = _state_column(table, columns)
        self._since = None if columns.since is None else table.column(columns.since)
        self._customer = None if columns.customer is None else table.column(columns.customer)
        self._tells_details = self._since is not None or self._customer is not None

    def __call__(self, fields: list[str]) -> Subscriber | Problem:
        operator = self._operators.parse(fields[self._operator])
        if isinstance(operator, Problem):
            return operator
        formats = self._formats.of(operator)
        match (
            ContractNumber.parse(fields[self._contract], formats.contract),
            MeterNumber.parse(fields[self._meter], formats.meter),
            False if self._state is None else _parse_state(fields[self._state]),
        ):
            case (
                ContractNumber() as number,
                MeterNumber() as meter,
                bool() as ended,
            ):
                subscriber = Subscriber(Contract(operator, number), meter, ended)
                return self._detailed(subscriber, fields) if self._tells_details else subscriber
            case parsed:
                return next(problem for problem in parsed if isinstance(problem, Problem))

    def _detailed(self, subscriber: Subscriber, fields: list[str]) -> Subscriber | Problem:
        since = None if self._since is None else self._beginning(fields[self._since])
        if isinstance(since, Problem):
            return since
        customer = None if self._customer is None else parse_customer(fields[self._customer])
        if isinstance(customer, Problem):
            return customer
        return evolve(subscriber, since=since, customer=customer)


def _state_column(table: Table, columns: Columns) -> int | None:
    return (
        table.optional_column(_USUAL_STATE)
        if columns.state is None
        else table.column(columns.state)
    )


def _parse_state(text: str) -> bool | Problem:
    """Return whether the contract has ended."""
    ended = _ENDED.get(fold(text))
    return Problem("state", "state/unknown", {"state": text.strip()}) if ended is None else ended
