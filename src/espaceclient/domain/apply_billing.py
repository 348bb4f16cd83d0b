"""Apply what billing tells: contracts end, change hands, get other numbers, or were never theirs.

Each event is applied once, by its id, and none presumes that another came before it: of several
ends of one holding the earliest counts, in whatever order they are told.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import assert_never

from attrs import evolve, frozen

from espaceclient.domain import event as trail
from espaceclient.domain.account import Account
from espaceclient.domain.billing_event import (
    AppliedEvent,
    BillingEvent,
    ContractEnded,
    ContractRenumbered,
    EndedContract,
    HolderChanged,
    HoldingRescinded,
    remembered,
)
from espaceclient.domain.decision import Decision, Record
from espaceclient.domain.holding import Holding, HoldingId, endless
from espaceclient.domain.lifetimes import Lifetimes
from espaceclient.domain.mail import (
    ContractEndedMail,
    ContractRenumberedMail,
    HolderChangedMail,
    HoldingRescindedMail,
    Mail,
)
from espaceclient.domain.registration import Registration


@frozen
class Applied:
    """The event was applied; ``holdings`` is how many it ended, renumbered or rescinded, maybe
    none.
    """

    holdings: int


@frozen
class AlreadyApplied:
    """An event with this id was applied before, and nothing was done now."""


@frozen
class RenumberingRefused:
    """Somebody else holds the new number for a time at which the old one is held too: nothing was
    done, and the same event can be applied once that is settled.
    """


Answer = Applied | AlreadyApplied | RenumberingRefused


@frozen
class Facts:
    """``applied`` is the record of the event's id; ``told_before`` the latest end of its contract,
    ``told_of_new`` that of the new number; ``holdings`` are all those of its contract, ``of_new``
    those of the new number; ``accounts`` are those that have any of ``holdings``; ``waiting`` are
    the registrations for its contract.

    ``meant`` is the holding without an end that the event was told about, for one that comes from
    a comparison a while ago: if it is not there any more, the event does nothing.
    """

    now: datetime
    lifetimes: Lifetimes
    applied: AppliedEvent | None
    told_before: EndedContract | None
    told_of_new: EndedContract | None
    holdings: tuple[Holding, ...]
    of_new: tuple[Holding, ...]
    waiting: tuple[Registration, ...]
    accounts: tuple[Account, ...]
    meant: HoldingId | None = None

    def readable(self, holdings: Iterable[Holding]) -> list[Holding]:
        """Return those that have not expired: whether the others were purged changes nothing."""
        return [each for each in holdings if each.readable(self.now)]

    @property
    def is_outdated(self) -> bool:
        holding = endless(self.holdings)
        return self.meant is not None and (holding is None or holding.id != self.meant)

    def owner_of(self, holding: Holding) -> Account:
        return next(each for each in self.accounts if each.id == holding.account)


@frozen
class Change:
    """What an event does to the records of its contract, how many holdings it concerns, who is
    told, and what the trail keeps of it.
    """

    holdings: int
    save: tuple[Record, ...] = ()
    delete: tuple[Record, ...] = ()
    queue: tuple[Mail, ...] = ()
    events: tuple[trail.Event, ...] = ()


def decide(event: BillingEvent, facts: Facts) -> Decision[Answer]:
    if facts.applied is not None and facts.now < facts.applied.expires_at:
        return Decision(AlreadyApplied(), facts.now)
    if facts.is_outdated:
        return Decision(Applied(0), facts.now)
    change = _change(event, facts)
    if change is None:
        return Decision(RenumberingRefused(), facts.now)
    return Decision(
        Applied(change.holdings),
        facts.now,
        save=(AppliedEvent.of(event, facts.now), *change.save),
        delete=change.delete,
        queue=change.queue,
        events=change.events,
    )


def _change(event: BillingEvent, facts: Facts) -> Change | None:
    match event:
        case ContractEnded() | HolderChanged():
            return _end(event, facts)
        case ContractRenumbered():
            return _renumber(event, facts)
        case HoldingRescinded():
            return _rescind(event, facts)
        case _:
            assert_never(event)


def _end(event: ContractEnded | HolderChanged, facts: Facts) -> Change:
    """Holdings that began before it end; what waits for the contract dies, unless it is proved."""
    told = EndedContract.of(event, facts.now)
    latest = told.or_later(remembered(facts.told_before, facts.now))
    ended = [
        (before, after)
        for before in facts.readable(facts.holdings)
        if (after := told.applied_to(before, facts.lifetimes)) != before
    ]
    return Change(
        len(ended),
        save=(*_remembered(latest, facts), *(after for _, after in ended)),
        delete=tuple(
            each
            for each in facts.waiting
            if latest.refuses(each.subscription.began, each.validity.since)
        ),
        queue=tuple(
            _tell_end(event, after, facts) for before, after in ended if after.until != before.until
        ),
        events=tuple(
            trail.ContractEnded(after.account, event.contract, event.on, told.because)
            for _, after in ended
        ),
    )


def _remembered(latest: EndedContract, facts: Facts) -> tuple[EndedContract, ...]:
    """What a comparison found is not remembered against the register, which every proof asks: a
    line that was missing for a night may be back.
    """
    return () if facts.meant else (latest,)


def _tell_end(event: ContractEnded | HolderChanged, ended: Holding, facts: Facts) -> Mail:
    kind = ContractEndedMail if isinstance(event, ContractEnded) else HolderChangedMail
    owner, number = facts.owner_of(ended), event.contract.number
    return kind(owner.email, number, event.on, ended.expires_at, language=owner.language)


def _renumber(event: ContractRenumbered, facts: Facts) -> Change | None:
    """All that the old number has passes to the new one; ``None`` if others hold that meanwhile."""
    moved = [each.renumbered(event.new) for each in facts.readable(facts.holdings)]
    of_new = facts.readable(facts.of_new)
    if any(mine.excludes(other) for mine in moved for other in of_new):
        return None
    if event.old == event.new:
        return Change(0)
    spared, twice = _without_double(moved, of_new)
    return Change(
        len(moved),
        save=(
            *spared,
            *(each.renumbered(event.new) for each in facts.waiting),
            *_end_under_new_number(event, facts),
        ),
        delete=twice,
        queue=tuple(
            _tell_renumbered(event, each, facts) for each in moved if each.is_live(facts.now)
        ),
        events=tuple(trail.HoldingRenumbered(each.account, event.old, event.new) for each in moved),
    )


def _tell_renumbered(event: ContractRenumbered, renumbered: Holding, facts: Facts) -> Mail:
    old, new = event.old, event.new
    operator = None if new.operator == old.operator else new.operator.name
    owner = facts.owner_of(renumbered)
    return ContractRenumberedMail(
        owner.email, old.number, new.number, operator, language=owner.language
    )


def _end_under_new_number(event: ContractRenumbered, facts: Facts) -> Iterator[EndedContract]:
    """An end that was told of the old number is one of the new as well, and refuses its proofs."""
    if told := remembered(facts.told_before, facts.now):
        yield told.renumbered(event.new).or_later(remembered(facts.told_of_new, facts.now))


def _without_double(
    moved: list[Holding], of_new: Iterable[Holding]
) -> tuple[list[Holding], tuple[Holding, ...]]:
    """Keep the earlier of two holdings without an end that one account has of the same contract;
    return what to save and what to delete.

    It had proved the new number itself before the renumbering was told.
    """
    mine, there = endless(moved), endless(of_new)
    if mine is None or there is None:
        return moved, ()
    longest = evolve(mine, since=min(mine.since, there.since))
    return [longest if each is mine else each for each in moved], (there,)


def _rescind(event: HoldingRescinded, facts: Facts) -> Change:
    """The holding without an end, or else the latest, is as if it had never been."""
    wrong = max(
        facts.readable(facts.holdings),
        key=lambda each: (each.until is None, each.since, each.id),
        default=None,
    )
    if wrong is None:
        return Change(0)
    owner = facts.owner_of(wrong)
    mail = HoldingRescindedMail(owner.email, event.contract.number, language=owner.language)
    rescinded = trail.HoldingRescinded(wrong.account, event.contract)
    return Change(1, delete=(wrong,), queue=(mail,), events=(rescinded,))
