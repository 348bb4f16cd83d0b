"""A mapping of contracts, line by line: the old number and the new one."""

from collections.abc import Iterator
from pathlib import Path

from attrs import frozen

from espaceclient.adapters.subscribers_csv.contracts import ContractReader
from espaceclient.adapters.subscribers_csv.reject import Reject
from espaceclient.adapters.subscribers_csv.table import Format, Table, open_table
from espaceclient.domain.problem import Problem
from espaceclient.domain.values import Contract

_OPERATOR, _NUMBER = "societe", "numero_contrat"
_NEW_OPERATOR, _NEW_NUMBER = "nouvelle_societe", "nouveau_numero"


@frozen
class Renumbered:
    """A line that was read: its physical number, the contract as it is called, and as it will."""

    line: int
    old: Contract
    new: Contract


class RenumberingFile:
    """A file with the columns ``societe``, ``numero_contrat``, ``nouveau_numero``, and
    ``nouvelle_societe`` if contracts pass to another operator.

    ``written`` gives the delimiter and the encoding, which are detected otherwise.
    """

    def __init__(
        self, path: Path, read_contract: ContractReader, written: Format | None = None
    ) -> None:
        self.path = path
        self._read_contract = read_contract
        self._format = written or Format()

    def __iter__(self) -> Iterator[Renumbered | Reject]:
        """Read the file once, in its order; raises ``UnreadableFile``."""
        with open_table(self.path, (_OPERATOR, _NUMBER, _NEW_NUMBER), self._format) as table:
            columns = _Columns.of(table)
            for line, text, fields in table:
                read = fields if isinstance(fields, Problem) else self._read(fields, columns)
                match read:
                    case Problem():
                        yield Reject(line, read, text)
                    case (old, new):
                        yield Renumbered(line, old, new)

    def _read(self, fields: list[str], columns: "_Columns") -> tuple[Contract, Contract] | Problem:
        operator = fields[columns.operator]
        new_operator = "" if columns.new_operator is None else fields[columns.new_operator]
        old = self._read_contract(operator, fields[columns.number])
        new = self._read_contract(new_operator.strip() or operator, fields[columns.new_number])
        if isinstance(old, Problem):
            return old
        return new if isinstance(new, Problem) else (old, new)


@frozen
class _Columns:
    operator: int
    number: int
    new_operator: int | None
    new_number: int

    @classmethod
    def of(cls, table: Table) -> "_Columns":
        return cls(
            table.column(_OPERATOR),
            table.column(_NUMBER),
            table.optional_column(_NEW_OPERATOR),
            table.column(_NEW_NUMBER),
        )
