"""A line of the file, read as an event.

==========================  =====================================================================
``type``                    its fields, all of them texts
==========================  =====================================================================
``contract_ended``          ``id``, ``operator``, ``contract_number``, ``on``
``holder_changed``          ``id``, ``operator``, ``contract_number``, ``on``
``contract_renumbered``     ``id``, ``operator``, ``contract_number``, ``new_contract_number``, and
                            ``new_operator`` if that is another one
``holding_rescinded``       ``id``, ``operator``, ``contract_number``
==========================  =====================================================================

``on`` is a day, such as ``2026-12-31``, or an instant with its offset from UTC. What else a line
has is left aside.
"""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, tzinfo

from attrs import frozen

from espaceclient.domain.billing_event import (
    BillingEvent,
    BillingEventId,
    ContractEnded,
    ContractRenumbered,
    HolderChanged,
    HoldingRescinded,
)
from espaceclient.domain.instant import beginning_of
from espaceclient.domain.problem import Problem
from espaceclient.domain.values import Contract

ReadContract = Callable[[str, str], Contract | Problem]
"""Reads an operator and a contract number as billing writes them."""

TYPES = ("contract_ended", "holder_changed", "contract_renumbered", "holding_rescinded")


class NotReadable(Exception):
    """A line is no event; its problem says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


@frozen
class EventReader:
    """``zone`` is the time zone in which days begin."""

    read_contract: ReadContract
    zone: tzinfo

    def read(self, line: bytes) -> BillingEvent | Problem:
        """Return the event, or the first problem of the line.

        Problems: ``event/not_json``, ``event/missing``, ``event/not_text``, ``event/unknown_type``,
        ``event/not_an_instant``, and those of ``read_contract``.
        """
        try:
            return self._event(_object(line))
        except NotReadable as error:
            return error.problem

    def _event(self, fields: Mapping[str, object]) -> BillingEvent:
        kind = _text(fields, "type")
        if kind not in TYPES:
            values = {"type": kind, "types": ", ".join(TYPES)}
            raise NotReadable(Problem("type", "event/unknown_type", values))
        event_id = BillingEventId(_text(fields, "id"))
        contract = self._contract(fields, _text(fields, "operator"), "contract_number")
        match kind:
            case "contract_ended":
                return ContractEnded(event_id, contract, self._on(fields))
            case "holder_changed":
                return HolderChanged(event_id, contract, self._on(fields))
            case "contract_renumbered":
                operator = "new_operator" if fields.get("new_operator") else "operator"
                new = self._contract(fields, _text(fields, operator), "new_contract_number")
                return ContractRenumbered(event_id, contract, new)
            case _:
                return HoldingRescinded(event_id, contract)

    def _contract(self, fields: Mapping[str, object], operator: str, number: str) -> Contract:
        contract = self.read_contract(operator, _text(fields, number))
        if isinstance(contract, Problem):
            raise NotReadable(contract)
        return contract

    def _on(self, fields: Mapping[str, object]) -> datetime:
        text = _text(fields, "on")
        try:
            return _instant(text, self.zone)
        except (ValueError, OverflowError) as error:
            raise NotReadable(Problem("on", "event/not_an_instant", {"on": text})) from error


def _object(line: bytes) -> Mapping[str, object]:
    try:
        read = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise NotReadable(Problem("line", "event/not_json")) from error
    if not isinstance(read, dict):
        raise NotReadable(Problem("line", "event/not_json"))
    return read


def _text(fields: Mapping[str, object], name: str) -> str:
    value = fields.get(name)
    if value is None or value == "":
        raise NotReadable(Problem(name, "event/missing", {"field": name}))
    if not isinstance(value, str):
        raise NotReadable(Problem(name, "event/not_text", {"field": name}))
    return value


def _instant(text: str, zone: tzinfo) -> datetime:
    """Raise ``ValueError`` for an instant without an offset: it would be another in each zone."""
    if len(text) == len("2026-12-31"):
        return beginning_of(date.fromisoformat(text), zone)
    instant = datetime.fromisoformat(text)
    if instant.utcoffset() is None:
        raise ValueError(text)
    return instant.astimezone(UTC)
