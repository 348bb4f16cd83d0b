"""A contract as billing writes it: an operator, by name or code, and a number."""

from collections.abc import Iterable

from espaceclient.adapters.subscribers_csv.operators import AnyOperators, KnownOperators
from espaceclient.domain.formats import GUIDE_FORMATS, Formats
from espaceclient.domain.problem import Problem
from espaceclient.domain.values import Contract, ContractNumber, Operator


class ContractReader:
    """With ``operators``, those of any other are refused; without, they are taken as written.
    ``formats`` are those in which each operator writes its numbers.

    Raises ``ValueError`` for operators that differ only in case, accents or spaces.
    """

    def __init__(
        self, operators: Iterable[Operator] | None = None, formats: Formats = GUIDE_FORMATS
    ) -> None:
        self._formats = formats
        self._operators = AnyOperators() if operators is None else KnownOperators(operators)

    def __call__(self, operator: str, number: str) -> Contract | Problem:
        """Return the contract; the problems are those of a line of an export."""
        read = self._operators.parse(operator)
        if isinstance(read, Problem):
            return read
        contract_number = ContractNumber.parse(number, self._formats.of(read).contract)
        if isinstance(contract_number, Problem):
            return contract_number
        return Contract(read, contract_number)
