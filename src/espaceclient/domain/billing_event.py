"""What billing tells about contracts; each event has an id, by which it is applied once."""

from datetime import datetime, timedelta
from typing import NewType

from attrs import evolve, field, frozen

from espaceclient.domain.holding import EndReason, Holding
from espaceclient.domain.instant import FOREVER, require_utc
from espaceclient.domain.lifetimes import Lifetimes
from espaceclient.domain.text import require_name
from espaceclient.domain.values import Contract

BillingEventId = NewType("BillingEventId", str)


@frozen
class ContractEnded:
    """The contract ends ``on`` that instant, and nobody has it after."""

    id: BillingEventId = field(validator=require_name)
    contract: Contract
    on: datetime = field(validator=require_utc)


@frozen
class HolderChanged:
    """The contract keeps its number and passes to a new occupant ``on`` that instant."""

    id: BillingEventId = field(validator=require_name)
    contract: Contract
    on: datetime = field(validator=require_utc)


@frozen
class ContractRenumbered:
    """The contract has a ``new`` number, operator or both from now on, and the same holder."""

    id: BillingEventId = field(validator=require_name)
    old: Contract
    new: Contract

    @property
    def contract(self) -> Contract:
        """The contract as billing has called it until now."""
        return self.old


@frozen
class HoldingRescinded:
    """Whoever holds the contract here is the wrong person: as if they had never proved it."""

    id: BillingEventId = field(validator=require_name)
    contract: Contract


BillingEvent = ContractEnded | HolderChanged | ContractRenumbered | HoldingRescinded


REMEMBERED_FOR = timedelta(days=396)
"""How long it is remembered which events were applied and which contracts have ended: 13 months."""


@frozen
class AppliedEvent:
    """A record that the event with this id was applied: once more, it does nothing."""

    id: BillingEventId
    expires_at: datetime = field(validator=require_utc)

    @classmethod
    def of(cls, event: BillingEvent, now: datetime) -> "AppliedEvent":
        return cls(event.id, _remembered_from(now))


@frozen
class EndedContract:
    """The latest end of a contract that billing has told, whoever held it then.

    Whoever proves the contract after that is to be somebody for whom it began again.
    """

    key: str
    ended_on: datetime = field(validator=require_utc)
    because: EndReason
    expires_at: datetime = field(validator=require_utc)

    @classmethod
    def of(cls, event: ContractEnded | HolderChanged, now: datetime) -> "EndedContract":
        because = (
            EndReason.CONTRACT_ENDED
            if isinstance(event, ContractEnded)
            else EndReason.HOLDER_CHANGED
        )
        expires_at = _remembered_from(max(event.on, now))
        return cls(key_of(event.contract), event.on, because, expires_at)

    def applied_to(self, holding: Holding, lifetimes: Lifetimes) -> Holding:
        """Return a holding after this end: unchanged if it began later, or had ended before.

        At one instant the contract's own end comes before a change of holder.
        """
        if self.ended_on <= holding.since:
            return holding
        if holding.until is None or self.ended_on < holding.until:
            return holding.ended(self.ended_on, self.because, lifetimes.ended_contract)
        if holding.until == self.ended_on and self.because is EndReason.CONTRACT_ENDED:
            return evolve(holding, ended_because=self.because)
        return holding

    def or_later(self, told_before: "EndedContract | None") -> "EndedContract":
        """Return the later of two ends, in whatever order they are told.

        Of two at one instant it is the one after which nobody has the contract.
        """
        return self if told_before is None else max(told_before, self, key=_place)

    def renumbered(self, contract: Contract) -> "EndedContract":
        """Return the same end of a contract that has another number or operator."""
        return evolve(self, key=key_of(contract))

    def refuses(self, began: datetime | None, at: datetime) -> bool:
        """Tell whether a proof at the instant ``at`` proves nothing, whatever the register says.

        So it is before the end, since billing has announced it. It is after the end too when
        nobody has the contract any more. It is not when the contract ``began`` again since,
        according to the register; ``None`` when that does not tell.
        """
        if at >= self.expires_at or (began is not None and began >= self.ended_on):
            return False
        return self.because is EndReason.CONTRACT_ENDED or at < self.ended_on


def remembered(told: EndedContract | None, now: datetime) -> EndedContract | None:
    """Return an end unless it has expired: whether it was purged since changes nothing."""
    return told if told is not None and now < told.expires_at else None


def latest_end(told: EndedContract | None, now: datetime) -> datetime | None:
    """Return when a contract last ended, as far as it is remembered that billing has told it."""
    still = remembered(told, now)
    return None if still is None else still.ended_on


def key_of(contract: Contract) -> str:
    """Return the key under which the end of a contract is stored."""
    return f"{contract.number.digits} {contract.operator.code}"


def _place(end: EndedContract) -> tuple[datetime, bool]:
    return end.ended_on, end.because is EndReason.CONTRACT_ENDED


def _remembered_from(instant: datetime) -> datetime:
    return min(instant, FOREVER - REMEMBERED_FOR) + REMEMBERED_FOR
