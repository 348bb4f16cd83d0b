"""What billing tells about contracts; each event has an id, by which it is applied once."""

from datetime import datetime
from typing import NewType

from attrs import field, frozen
from attrs.validators import min_len

from espaceclient.domain.instant import FOREVER, require_utc
from espaceclient.domain.lifetimes import Lifetimes
from espaceclient.domain.values import Contract

BillingEventId = NewType("BillingEventId", str)


@frozen
class ContractEnded:
    """The contract ends ``on`` that instant, and nobody has it after."""

    id: BillingEventId = field(validator=min_len(1))
    contract: Contract
    on: datetime = field(validator=require_utc)


@frozen
class HolderChanged:
    """The contract keeps its number and passes to a new occupant ``on`` that instant."""

    id: BillingEventId = field(validator=min_len(1))
    contract: Contract
    on: datetime = field(validator=require_utc)


@frozen
class ContractRenumbered:
    """The contract has a ``new`` number, operator or both from now on, and the same holder."""

    id: BillingEventId = field(validator=min_len(1))
    old: Contract
    new: Contract


@frozen
class HoldingRescinded:
    """Whoever holds the contract here is the wrong person: as if they had never proved it."""

    id: BillingEventId = field(validator=min_len(1))
    contract: Contract


BillingEvent = ContractEnded | HolderChanged | ContractRenumbered | HoldingRescinded


@frozen
class AppliedEvent:
    """A record that the event with this id was applied: once more, it does nothing."""

    id: BillingEventId
    expires_at: datetime = field(validator=require_utc)

    @classmethod
    def of(cls, event: BillingEvent, now: datetime, lifetimes: Lifetimes) -> "AppliedEvent":
        return cls(event.id, _after(now, lifetimes))


@frozen
class EndedContract:
    """A record that billing has ended a contract: nobody proves it any more, whatever the register
    still says, unless it began again for somebody since.
    """

    key: str
    ended_on: datetime = field(validator=require_utc)
    expires_at: datetime = field(validator=require_utc)

    @classmethod
    def of(cls, event: ContractEnded, lifetimes: Lifetimes) -> "EndedContract":
        return cls(key_of(event.contract), event.on, _after(event.on, lifetimes))

    def refuses(self, began: datetime | None) -> bool:
        """Tell whether a contract that began then, according to the register, is this ended one."""
        return began is None or began < self.ended_on


def key_of(contract: Contract) -> str:
    """Return the key under which the end of a contract is stored."""
    return f"{contract.number.digits} {contract.operator.code}"


def _after(instant: datetime, lifetimes: Lifetimes) -> datetime:
    return min(instant, FOREVER - lifetimes.ended_contract) + lifetimes.ended_contract
