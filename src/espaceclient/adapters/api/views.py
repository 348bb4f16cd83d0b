"""What answers show of the domain's values, as JSON."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from espaceclient.domain.holding import EndReason, Holding
from espaceclient.domain.instant import FOREVER
from espaceclient.domain.number_format import NumberFormat
from espaceclient.domain.values import Commune, Operator


class View(BaseModel):
    model_config = ConfigDict(json_schema_extra={"additionalProperties": False})


class OperatorView(View):
    """The company that manages a contract; the code never changes."""

    code: str = Field(examples=["Société Eau de Marseille Métropole"])
    name: str = Field(examples=["Société Eau de Marseille Métropole"])

    @classmethod
    def of(cls, operator: Operator) -> Self:
        return cls(code=operator.code, name=operator.name)


class CommuneView(View):
    """A commune: its INSEE code, its name and the operator of its contracts."""

    code: str = Field(examples=["13026"])
    name: str = Field(examples=["Châteauneuf-les-Martigues"])
    operator: OperatorView

    @classmethod
    def of(cls, commune: Commune) -> Self:
        return cls(code=commune.code, name=commune.name, operator=OperatorView.of(commune.operator))


class NumberView(View):
    """How an operator writes a number: an example, and how many digits it is where it is just
    digits; `digits_only`: a keypad of digits is enough to type it.
    """

    example: str = Field(examples=["1234567"])
    digits: int | None = Field(examples=[7])
    digits_only: bool = Field(examples=[True])

    @classmethod
    def of(cls, written: NumberFormat) -> Self:
        return cls(
            example=written.example,
            digits=written.digits,
            digits_only=written.is_typed_in_digits,
        )


class ContractView(View):
    """What may be seen of a contract: from `since` (included) until `until` (excluded), and that up
    to `readable_until`. `id` names it here, and nowhere else.
    """

    id: str = Field(examples=["A" * 22])
    number: str = Field(examples=["0123456"])
    commune: CommuneView
    since: datetime = Field(examples=["2026-03-02T09:00:00Z"])
    until: datetime | None = Field(examples=[None])
    ended_because: EndReason | None = Field(examples=[None])
    readable_until: datetime | None = Field(examples=[None])

    @classmethod
    def of(cls, holding: Holding) -> Self:
        return cls(
            id=holding.id,
            number=holding.contract.number.digits,
            commune=CommuneView.of(holding.subscription.commune),
            since=holding.since,
            until=holding.until,
            ended_because=holding.ended_because,
            readable_until=None if holding.expires_at == FOREVER else holding.expires_at,
        )
