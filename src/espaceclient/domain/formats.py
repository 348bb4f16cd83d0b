"""The formats of each operator: how its contract and meter numbers are written."""

from collections.abc import Iterable, Mapping

from attrs import field, frozen

from espaceclient.domain.number_format import (
    CONTRACT_FORMAT,
    METER_FORMAT,
    ContractFormat,
    MeterFormat,
)
from espaceclient.domain.problem import Fields, Problem
from espaceclient.domain.values import ContractNumber, MeterNumber, Operator

Proof = tuple[ContractNumber | Problem, MeterNumber | Problem]


@frozen
class OperatorFormats:
    """How one operator writes its numbers; by default as the guide says."""

    contract: ContractFormat = CONTRACT_FORMAT
    meter: MeterFormat = METER_FORMAT

    def parse(self, fields: Fields) -> Proof:
        """Read ``contract_number`` and ``meter_number`` as a subscriber typed them."""
        return (
            ContractNumber.parse(fields.get("contract_number", ""), self.contract),
            MeterNumber.parse(fields.get("meter_number", ""), self.meter),
        )


def _copy(formats: Mapping[str, OperatorFormats]) -> Mapping[str, OperatorFormats]:
    return dict(formats)


@frozen
class Formats:
    """The formats of all operators: those ``by_operator``, under its code, and the ``default``."""

    default: OperatorFormats = field(factory=OperatorFormats)
    by_operator: Mapping[str, OperatorFormats] = field(factory=dict, converter=_copy, hash=False)

    def of(self, operator: Operator | None) -> OperatorFormats:
        """Return the formats of an operator; those of none are the default."""
        return (
            self.default if operator is None else self.by_operator.get(operator.code, self.default)
        )

    def require_known(self, operators: Iterable[Operator]) -> None:
        """Raise ``ValueError`` for the formats of an operator that is not among these: a code that
        is mistyped would leave its operator with the default, unnoticed.
        """
        known = sorted(operator.code for operator in operators)
        for code in sorted(self.by_operator.keys() - set(known)):
            raise ValueError(f"no commune has the operator {code!r}; theirs are {known}")


GUIDE_FORMATS = Formats()
"""The guide's for every operator."""
