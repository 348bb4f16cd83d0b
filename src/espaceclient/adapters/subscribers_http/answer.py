"""What the billing service said, as domain values; whatever it does not say clearly is no
answer.
"""

import json
from typing import TypeVar

from attrs import field, frozen
from cattrs import Converter

from espaceclient.domain.problem import Problem
from espaceclient.domain.values import Contract, ContractNumber, MeterNumber, Operator, Subscriber
from espaceclient.ports.errors import SubscribersUnavailable

T = TypeVar("T")

UNKNOWN_CONTRACT = "unknown_contract"


@frozen
class Answer:
    """An answer as it came in. Its body is about somebody: no error quotes it."""

    status: int
    content_type: str
    body: bytes = field(repr=False)

    @property
    def is_json(self) -> bool:
        return self.content_type.partition(";")[0].strip().lower() == "application/json"


@frozen
class _Line:
    operator: Operator
    contract_number: ContractNumber
    meter_number: MeterNumber
    ended: bool


@frozen
class _Refusal:
    error: str
    operator: Operator
    contract_number: ContractNumber


def read(answer: Answer, asked: Contract) -> Subscriber | None:
    """Return the subscriber, or ``None`` when the service itself says that there is none.

    Raises ``SubscribersUnavailable`` for everything else, an answer about another contract
    included.
    """
    match answer.status:
        case 200:
            line = _structured(answer, _Line)
            _check_same(asked, line)
            return Subscriber(asked, line.meter_number, line.ended)
        case 404:
            refusal = _structured(answer, _Refusal)
            _check_same(asked, refusal)
            if refusal.error != UNKNOWN_CONTRACT:
                raise SubscribersUnavailable(
                    "the billing service refused for another reason than an unknown contract"
                )
            return None
        case _:
            raise SubscribersUnavailable(
                f"the billing service answered with status {answer.status}"
            )


def _structured(answer: Answer, kind: type[T]) -> T:
    if not answer.is_json:
        raise SubscribersUnavailable(f"an answer with status {answer.status} was not JSON")
    try:
        return _CONVERTER.structure(json.loads(answer.body.decode("utf-8")), kind)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise SubscribersUnavailable(
            f"an answer with status {answer.status} was malformed"
        ) from error


def _check_same(asked: Contract, told: _Line | _Refusal) -> None:
    if Contract(told.operator, told.contract_number) != asked:
        raise SubscribersUnavailable("the billing service answered about another contract")


def _text(value: object) -> str:
    """Take texts as they are and nothing else: a number has lost its leading zeros."""
    if not isinstance(value, str):
        raise TypeError(
            f"{type(value).__name__} instead of a text"
        )  # the value itself may be personal
    return value


def _yes_or_no(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError(f"{type(value).__name__} instead of true or false")
    return value


def _parsed(parsed: T | Problem) -> T:
    if isinstance(parsed, Problem):
        raise ValueError(parsed.code)
    return parsed


_CONVERTER = Converter(detailed_validation=False)
_CONVERTER.register_structure_hook(str, lambda value, _: _text(value))
_CONVERTER.register_structure_hook(bool, lambda value, _: _yes_or_no(value))
_CONVERTER.register_structure_hook(Operator, lambda value, _: Operator(_text(value)))
_CONVERTER.register_structure_hook(
    ContractNumber, lambda value, _: _parsed(ContractNumber.parse_with_letter(_text(value)))
)
_CONVERTER.register_structure_hook(
    MeterNumber, lambda value, _: _parsed(MeterNumber.parse(_text(value)))
)
