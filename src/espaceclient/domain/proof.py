"""The three fields of a proof, as an account's opening and a contract's adding ask them."""

from typing import Self

from attrs import frozen

from espaceclient.domain.account import Subscription
from espaceclient.domain.formats import Formats
from espaceclient.domain.problem import Fields, Problem
from espaceclient.domain.values import Commune, Communes, ContractNumber, MeterNumber


@frozen
class TypedProof:
    """What a form says of a contract: each field is its value, or what is wrong with it."""

    commune: Commune | Problem
    contract_number: ContractNumber | Problem
    meter: MeterNumber | Problem

    @classmethod
    def from_fields(cls, fields: Fields, communes: Communes, formats: Formats) -> Self:
        """Read ``commune`` (its INSEE code), ``contract_number`` and ``meter_number``, these in the
        formats of the commune's operator.
        """
        commune = communes.parse(fields.get("commune", ""))
        operator = commune.operator if isinstance(commune, Commune) else None
        return cls(commune, *formats.of(operator).parse(fields))

    @property
    def each(self) -> tuple[object, ...]:
        return self.commune, self.contract_number, self.meter

    @property
    def subscription(self) -> Subscription | None:
        """What the form says, if nothing is wrong with it."""
        match (self.commune, self.contract_number, self.meter):
            case (Commune() as commune, ContractNumber() as number, MeterNumber() as meter):
                return Subscription(commune, number, meter)
            case _:
                return None


def fields_of_proof(subscription: Subscription) -> Fields:
    """Return the fields that say the same."""
    return {
        "commune": subscription.commune.code,
        "contract_number": subscription.contract_number.digits,
        "meter_number": subscription.meter.text,
    }
