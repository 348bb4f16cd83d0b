"""The operator that a line of an export names."""

from collections.abc import Iterable

from espaceclient.adapters.subscribers_csv.folding import fold
from espaceclient.domain.problem import Problem
from espaceclient.domain.values import Operator

MOST_OPERATORS = 1000
"""A column with more distinct names than this is not one of operators."""


class KnownOperators:
    """Operators of the communes served, recognised by name or code, without regard to case, accents
    and spaces.

    Raises ``ValueError`` when two of them differ in nothing else.
    """

    def __init__(self, operators: Iterable[Operator]) -> None:
        self._known: dict[str, Operator] = {}
        for operator in operators:
            for text in (operator.name, operator.code):
                if self._known.setdefault(fold(text), operator) != operator:
                    raise ValueError("two operators differ only in case, accents or spaces")

    def parse(self, text: str) -> Operator | Problem:
        """Problems: ``operator/required``, ``operator/unknown``."""
        name = fold(text)
        if not name:
            return Problem("operator", "operator/required")
        return self._known.get(name) or Problem(
            "operator", "operator/unknown", {"name": text.strip()}
        )


class AnyOperators:
    """Operators as the file names them, apart from spaces."""

    def __init__(self) -> None:
        self._by_text: dict[str, Operator] = {}

    def parse(self, text: str) -> Operator | Problem:
        """Problems: ``operator/required``, ``operator/too_many``."""
        return self._by_text.get(text) or self._meet(text)

    def _meet(self, text: str) -> Operator | Problem:
        if not text.strip():
            return Problem("operator", "operator/required")
        if len(self._by_text) == MOST_OPERATORS:
            return Problem("operator", "operator/too_many", {"most": MOST_OPERATORS})
        return self._by_text.setdefault(text, Operator(text))
