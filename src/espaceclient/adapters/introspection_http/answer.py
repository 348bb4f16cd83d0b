"""Responses of the endpoint as values; an unclear one is a failure."""

import json
from datetime import UTC, datetime
from functools import cache
from typing import Any

from attrs import frozen
from cattrs import Converter

from espaceclient.adapters.http_client import Answer
from espaceclient.answers import Entitled, NoSession
from espaceclient.domain.account import AccountId
from espaceclient.domain.values import Contract, ContractNumber, Operator
from espaceclient.ports.errors import SessionsUnavailable


@frozen
class ContractPeriod:
    """A contract that may be seen, from ``since`` (included) until ``until`` (excluded), which is
    ``None`` while no end is known. Both are in UTC.
    """

    contract: Contract
    since: datetime
    until: datetime | None

    def covers(self, instant: datetime) -> bool:
        """Tell whether ``instant`` lies in the period."""
        return Entitled(self.since, self.until).covers(instant)


@frozen
class ActiveSession:
    """Who is signed in, since when and until when; ``entitlements`` in the order in which they
    began.
    """

    account: AccountId
    signed_in_at: datetime
    expires_at: datetime
    entitlements: tuple[ContractPeriod, ...]


@frozen
class _Entitlement:
    operator: str
    operator_code: str
    contract_number: str
    since: datetime
    until: datetime | None

    @property
    def period(self) -> ContractPeriod:
        operator = Operator(self.operator, self.operator_code)
        contract = Contract(operator, ContractNumber(self.contract_number))
        return ContractPeriod(contract, self.since, self.until)


@frozen
class _Active:
    sub: str
    iat: int
    exp: int
    entitlements: tuple[_Entitlement, ...]

    @property
    def session(self) -> ActiveSession:
        return ActiveSession(
            AccountId(self.sub),
            datetime.fromtimestamp(self.iat, UTC),
            datetime.fromtimestamp(self.exp, UTC),
            tuple(each.period for each in self.entitlements),
        )


def read(answer: Answer) -> ActiveSession | NoSession:
    """Return who is signed in, or ``NoSession`` when the endpoint says that nobody is.

    Raises ``SessionsUnavailable``, which quotes nothing of it, for any other response.
    """
    if answer.status != 200:
        raise SessionsUnavailable(f"the introspection answered with status {answer.status}")
    if not answer.is_json:
        raise SessionsUnavailable("the introspection's answer was not JSON")
    try:
        return _read(json.loads(answer.body.decode("utf-8")))
    except (ValueError, TypeError, KeyError, OverflowError, OSError, RecursionError) as error:
        raise SessionsUnavailable("the introspection's answer was malformed") from error


def _read(told: dict[str, Any]) -> ActiveSession | NoSession:
    active = told["active"]
    if active is False:
        return NoSession()
    if active is not True or not isinstance(told["entitlements"], list):
        raise TypeError("neither true nor false, or no list")
    return _converter().structure(told, _Active).session


def _text(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise TypeError(f"{type(value).__name__} instead of a text")  # the value may be personal
    return value


def _seconds(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{type(value).__name__} instead of seconds")
    return value


def _instant(value: object) -> datetime:
    instant = datetime.fromisoformat(_text(value))
    if instant.tzinfo is None:
        raise ValueError("an instant without an offset")
    return instant.astimezone(UTC)


@cache
def _converter() -> Converter:
    converter = Converter(detailed_validation=False)
    converter.register_structure_hook(str, lambda value, _: _text(value))
    converter.register_structure_hook(int, lambda value, _: _seconds(value))
    converter.register_structure_hook(datetime, lambda value, _: _instant(value))
    return converter
