"""Reconcile: what the register no longer bears out ends, as if billing had told it."""

from datetime import datetime

from attrs import evolve, frozen

from espaceclient.domain.billing_event import (
    BillingEventId,
    ContractEnded,
    HolderChanged,
    key_of,
)
from espaceclient.domain.brake import HOLDINGS
from espaceclient.domain.decision import Decision
from espaceclient.domain.holding import Holding, HoldingId
from espaceclient.domain.values import Subscriber


@frozen
class Reconciled:
    """Holdings without an end were compared with the register.

    ``compared`` is how many were, ``ended`` and ``changed`` how many of them ended because their
    contract had, or because it has another holder. ``resume_after`` is the last id compared when
    there are more, and ``None`` when none is left; ``register_available`` is false when they were
    left because the register does not answer.
    """

    compared: int
    ended: int
    changed: int
    resume_after: str | None
    register_available: bool = True


@frozen
class TooManyEnds:
    """So many of the holdings compared would end that a wrong register is more likely: nothing was
    done.
    """

    compared: int
    ended: int
    changed: int


Answer = Reconciled | TooManyEnds


@frozen
class Difference:
    """A holding that the register no longer bears out, and the event that says so."""

    holding: HoldingId
    event: ContractEnded | HolderChanged


@frozen
class News:
    """What the register tells by now about the subscriber of a holding, which was proved before it
    did: the next comparison begins with it. ``key`` is the contract's, as ``key_of`` makes it.
    """

    holding: HoldingId
    key: str
    began: datetime | None
    customer: str


def compare(
    holding: Holding, subscriber: Subscriber | None, now: datetime
) -> Difference | News | None:
    """Compare a holding without an end with the line of its contract, ``None`` if there is none."""
    if now <= holding.since:
        return None  # it is yet to begin, and nothing of it can be read
    event_id = BillingEventId(f"reconcile {holding.id}")
    if subscriber is None or subscriber.ended:
        return Difference(holding.id, ContractEnded(event_id, holding.contract, now))
    if _is_another(subscriber, holding):
        began = subscriber.since
        on = now if began is None or began <= holding.since else began
        return Difference(holding.id, HolderChanged(event_id, holding.contract, on))
    if holding.subscription.customer is None and subscriber.customer is not None:
        return News(holding.id, key_of(holding.contract), subscriber.since, subscriber.customer)
    return None


def _is_another(subscriber: Subscriber, holding: Holding) -> bool:
    """Tell whether the contract has passed to somebody else; references tell it best."""
    known, told = holding.subscription.customer, subscriber.customer
    if known is not None and told is not None:
        return known != told
    return subscriber.since is not None and subscriber.since > holding.since


def too_many(ends: int, compared: int, allowed: int) -> bool:
    """Return whether the brake holds back ``ends`` among the holdings ``compared``."""
    return HOLDINGS.exceeds(ends, compared, allowed)


@frozen
class Facts:
    """``holdings`` are those that the news is about, as far as they are still there."""

    now: datetime
    holdings: tuple[Holding, ...]


def take_note(news: tuple[News, ...], facts: Facts) -> Decision[None]:
    """Note what the register tells about subscribers who were proved before it did."""
    told = {each.holding: each for each in news}
    noted = tuple(
        _noted(holding, told[holding.id])
        for holding in facts.holdings
        if holding.until is None and key_of(holding.contract) == told[holding.id].key
    )
    return Decision(None, facts.now, save=noted)


def _noted(holding: Holding, news: News) -> Holding:
    told = evolve(holding.subscription, began=news.began, customer=news.customer)
    return evolve(holding, subscription=told)
