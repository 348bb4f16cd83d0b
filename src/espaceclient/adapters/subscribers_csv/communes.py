"""Communes and their operators from a file such as ``samples/communes.csv``."""

from pathlib import Path

from espaceclient.adapters.subscribers_csv.errors import UnreadableFile
from espaceclient.adapters.subscribers_csv.folding import fold
from espaceclient.adapters.subscribers_csv.table import Format, Table, open_table
from espaceclient.domain.problem import Problem
from espaceclient.domain.values import Commune, Communes, Operator

_CODE, _NAME, _OPERATOR = "code_insee", "commune", "societe"
_OPERATOR_CODE = "code_societe"

_UNREADABLE = {
    "line/undecodable": "the line cannot be read as {encoding}",
    "line/too_long": "the line is longer than {longest} bytes",
    "line/bad_quotes": "the line has an unmatched quotation mark",
    "line/wrong_fields": "the line has {found} fields but the header has {expected}",
}
"""What ``Table`` says of a line, in English as all errors of the configuration."""


def read_communes(path: Path, written: Format | None = None) -> Communes:
    """Return the communes of a file, in its order.

    The file has the columns ``code_insee``, ``commune`` and ``societe`` (the operator's name), and
    may have ``code_societe`` (the operator's code, by default its name).
    ``written`` gives its delimiter and encoding, which are detected otherwise. No line is skipped:
    the first mistake raises ``UnreadableFile`` with its line.
    """
    with open_table(path, (_CODE, _NAME, _OPERATOR), written or Format()) as table:
        return _Reader(table).read()


class _Reader:
    def __init__(self, table: Table) -> None:
        self._table = table
        self._columns = [table.column(name) for name in (_CODE, _NAME, _OPERATOR)]
        self._operator_code = table.optional_column(_OPERATOR_CODE)
        self._communes: dict[str, Commune] = {}
        self._by_name: dict[str, Operator] = {}
        self._by_code: dict[str, Operator] = {}

    def read(self) -> Communes:
        for line, _text, fields in self._table:
            commune = self._commune(line, fields)
            if commune.code in self._communes:
                raise self._mistake(line, f"the code {commune.code} occurs twice")
            self._communes[commune.code] = commune
        if not self._communes:
            raise self._mistake(None, "there is no commune below the header")
        return Communes.of(self._communes.values())

    def _commune(self, line: int, fields: list[str] | Problem) -> Commune:
        if isinstance(fields, Problem):
            raise self._mistake(line, _UNREADABLE[fields.code].format(**fields.values))
        code, name, company = (" ".join(fields[at].split()) for at in self._columns)
        if not (name and company):
            raise self._mistake(line, "the commune or its operator has no name")
        its_code = "" if self._operator_code is None else fields[self._operator_code].strip()
        operator = self._operator(line, Operator(company, its_code or company))
        try:
            return Commune(code.upper(), name, operator)
        except ValueError as error:
            raise self._mistake(line, f'"{code}" is not a five-character INSEE code') from error

    def _operator(self, line: int, operator: Operator) -> Operator:
        """Return the operator; refuse a second spelling, whose contracts would not match."""
        same_name = self._by_name.setdefault(fold(operator.name), operator)
        same_code = self._by_code.setdefault(fold(operator.code), operator)
        if same_name.name != operator.name:
            reason = f'the operator "{same_name.name}" is also spelled "{operator.name}"'
        elif same_name.code != operator.code:
            codes = f'"{same_name.code}" and "{operator.code}"'
            reason = f'the operator "{operator.name}" has two codes, {codes}'
        elif same_code.name != operator.name:
            names = f'"{same_code.name}" and "{operator.name}"'
            reason = f'the operators {names} have the same code, "{operator.code}"'
        else:
            return operator
        raise self._mistake(line, reason)

    def _mistake(self, line: int | None, reason: str) -> UnreadableFile:
        return UnreadableFile(self._table.path, line, reason)
