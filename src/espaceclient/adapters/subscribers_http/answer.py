"""Responses of the billing service as domain values; an unclear response is a failure."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, tzinfo
from functools import cache
from typing import TypeVar

from attrs import frozen
from cattrs import Converter

from espaceclient.adapters.http_client import Answer
from espaceclient.domain.formats import OperatorFormats
from espaceclient.domain.instant import beginning_of
from espaceclient.domain.problem import Problem
from espaceclient.domain.values import (
    Contract,
    ContractNumber,
    MeterNumber,
    Operator,
    Subscriber,
    parse_customer,
)
from espaceclient.ports.errors import SubscribersUnavailable

T = TypeVar("T")

UNKNOWN_CONTRACT = "unknown_contract"


@frozen
class _Line:
    operator: Operator
    contract_number: ContractNumber
    meter_number: MeterNumber
    ended: bool
    operator_code: str | None = None
    since: date | None = None  # an instant, which is a date too, or a day
    customer: str | None = None


@frozen
class _Refusal:
    error: str
    operator: Operator
    contract_number: ContractNumber
    operator_code: str | None = None


def read(
    answer: Answer, asked: Contract, formats: OperatorFormats, zone: tzinfo
) -> Subscriber | None:
    """Return the subscriber, or ``None`` when the service says that the contract is unknown.

    ``formats`` are those of that contract's operator; a day begins in the time zone ``zone``.
    Raises ``SubscribersUnavailable`` for any other response, including one about another contract
    than the one asked for.
    """
    match answer.status:
        case 200:
            line = _structured(answer, _Line, formats)
            _check_same(asked, line)
            with _well_formed(answer):
                since = _instant(line.since, zone)
                customer = _parsed(parse_customer(line.customer or ""))
                return Subscriber(asked, line.meter_number, line.ended, since, customer)
        case 404:
            refusal = _structured(answer, _Refusal, formats)
            _check_same(asked, refusal)
            if refusal.error != UNKNOWN_CONTRACT:
                raise SubscribersUnavailable(
                    "the billing service answered 404 for a reason other than an unknown contract"
                )
            return None
        case _:
            raise SubscribersUnavailable(
                f"the billing service answered with status {answer.status}"
            )


def _structured(answer: Answer, kind: type[T], formats: OperatorFormats) -> T:
    if not answer.is_json:
        raise SubscribersUnavailable(f"an answer with status {answer.status} was not JSON")
    with _well_formed(answer):
        return _converter(formats).structure(json.loads(answer.body.decode("utf-8")), kind)


@contextmanager
def _well_formed(answer: Answer) -> Iterator[None]:
    try:
        yield
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError) as error:
        raise SubscribersUnavailable(
            f"an answer with status {answer.status} was malformed"
        ) from error


def _instant(since: date | None, zone: tzinfo) -> datetime | None:
    if since is None or isinstance(since, datetime):
        return since
    return beginning_of(since, zone)


def _check_same(asked: Contract, told: _Line | _Refusal) -> None:
    if told.operator_code is None:
        same_operator = told.operator.name == asked.operator.name
    else:
        same_operator = told.operator_code == asked.operator.code
    if not same_operator or told.contract_number != asked.number:
        raise SubscribersUnavailable("the billing service answered about another contract")


def _text(value: object) -> str:
    """Accept strings only: a JSON number has lost its leading zeros."""
    if not isinstance(value, str):
        raise TypeError(
            f"{type(value).__name__} instead of a string"
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


def _day_or_instant(text: str) -> date:
    """Return a ``date``, or a ``datetime`` in UTC; one without an offset could be anywhere."""
    if len(text) == len("2026-12-31"):
        return date.fromisoformat(text)
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError("an instant without an offset")
    return instant.astimezone(UTC)


@cache
def _converter(formats: OperatorFormats) -> Converter:
    converter = Converter(detailed_validation=False)
    converter.register_structure_hook(str, lambda value, _: _text(value))
    converter.register_structure_hook(bool, lambda value, _: _yes_or_no(value))
    converter.register_structure_hook(Operator, lambda value, _: Operator(_text(value)))
    converter.register_structure_hook(
        ContractNumber,
        lambda value, _: _parsed(ContractNumber.parse(_text(value), formats.contract)),
    )
    converter.register_structure_hook(
        MeterNumber, lambda value, _: _parsed(MeterNumber.parse(_text(value), formats.meter))
    )
    converter.register_structure_hook(date, lambda value, _: _day_or_instant(_text(value)))
    return converter
