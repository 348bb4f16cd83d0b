"""What billing tells, by its literal effects, and in any order."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from espaceclient import Contract, ContractNumber, Lifetimes
from espaceclient.domain import event as trail
from espaceclient.domain.account import Account
from espaceclient.domain.apply_billing import (
    AlreadyApplied,
    Answer,
    Applied,
    Facts,
    RenumberingRefused,
    decide,
)
from espaceclient.domain.billing_event import (
    AppliedEvent,
    BillingEvent,
    BillingEventId,
    ContractEnded,
    ContractRenumbered,
    EndedContract,
    HolderChanged,
    HoldingRescinded,
    key_of,
)
from espaceclient.domain.decision import Decision
from espaceclient.domain.holding import EndReason, Holding, HoldingId
from espaceclient.domain.lifetimes import Validity
from espaceclient.domain.mail import (
    ContractEndedMail,
    ContractRenumberedMail,
    HolderChangedMail,
    HoldingRescindedMail,
)
from espaceclient.domain.registration import Registration
from tests.domain.world import (
    ACCOUNT,
    FUVEAU,
    HOLDING,
    JEANNE,
    NOON,
    PAUL,
    PAULS_ACCOUNT,
    REGISTRATION,
    SECOND,
    SUBSCRIPTION,
)

DAY = timedelta(days=1)
CONTRACT = SUBSCRIPTION.contract
NUMBER = CONTRACT.number
NEW = Contract(FUVEAU.operator, ContractNumber("7777777"))
ID = BillingEventId("event-1")
NOW = NOON + 100 * DAY


def day(number: int) -> datetime:
    return NOON + number * DAY


def ended(on: datetime) -> ContractEnded:
    return ContractEnded(ID, CONTRACT, on)


def changed(on: datetime) -> HolderChanged:
    return HolderChanged(ID, CONTRACT, on)


RENUMBERED = ContractRenumbered(ID, CONTRACT, NEW)
RESCINDED = HoldingRescinded(ID, CONTRACT)


def held(since: int, until: int | None = None, by: Account = ACCOUNT, name: str = "1") -> Holding:
    holding = Holding(HoldingId(name), by.id, SUBSCRIPTION, day(since))
    if until is None:
        return holding
    return holding.ended(day(until), EndReason.HOLDER_CHANGED, 396 * DAY)


def proved(on: int, began: datetime | None = None) -> Registration:
    subscription = evolve(SUBSCRIPTION, began=began)
    validity = Validity.starting(day(on), timedelta(hours=48))
    return evolve(REGISTRATION, subscription=subscription, validity=validity)


def facts(
    *holdings: Holding,
    of_new: tuple[Holding, ...] = (),
    waiting: tuple[Registration, ...] = (),
    applied: AppliedEvent | None = None,
    told_before: EndedContract | None = None,
    told_of_new: EndedContract | None = None,
    meant: HoldingId | None = None,
) -> Facts:
    return Facts(
        now=NOW,
        lifetimes=Lifetimes(),
        applied=applied,
        told_before=told_before,
        told_of_new=told_of_new,
        holdings=holdings,
        of_new=of_new,
        waiting=waiting,
        accounts=(ACCOUNT, PAULS_ACCOUNT),
        meant=meant,
    )


def saved(decision: Decision[Answer]) -> list[Holding]:
    return [each for each in decision.save if isinstance(each, Holding)]


def test_an_end_ends_the_holding_and_tells_its_holder_what_they_can_read_until_when() -> None:
    decision = decide(ended(day(90)), facts(held(10)))
    assert decision.answer == Applied(1)
    (after,) = saved(decision)
    assert (after.since, after.until) == (day(10), day(90))
    assert after.ended_because is EndReason.CONTRACT_ENDED
    assert after.expires_at == day(90 + 396)
    assert decision.queue == (ContractEndedMail(JEANNE, NUMBER, day(90), day(486)),)
    assert decision.events == (
        trail.ContractEnded(ACCOUNT.id, CONTRACT, day(90), EndReason.CONTRACT_ENDED),
    )
    assert not decision.delete


def test_a_change_of_holder_tells_the_former_one_and_names_nobody() -> None:
    decision = decide(changed(day(90)), facts(held(10)))
    assert saved(decision)[0].ended_because is EndReason.HOLDER_CHANGED
    assert decision.queue == (HolderChangedMail(JEANNE, NUMBER, day(90), day(486)),)


def test_an_end_may_lie_ahead() -> None:
    (after,) = saved(decide(ended(day(120)), facts(held(10))))
    assert (after.until, after.is_live(NOW), after.is_live(day(120))) == (day(120), True, False)


def test_who_began_at_the_end_or_later_keeps_the_contract_and_hears_nothing() -> None:
    for since in (90, 95):
        decision = decide(changed(day(90)), facts(held(since)))
        assert decision.answer == Applied(0)
        assert (saved(decision), decision.queue, decision.events) == ([], (), ())


def test_of_two_ends_the_earlier_one_counts_and_keeps_its_reason() -> None:
    before = held(10, until=80)
    late = decide(ended(day(90)), facts(before))
    assert (late.answer, saved(late), late.queue) == (Applied(0), [], ())
    (earlier,) = saved(decide(ended(day(70)), facts(before)))
    assert (earlier.until, earlier.ended_because) == (day(70), EndReason.CONTRACT_ENDED)


def test_at_one_instant_the_contracts_own_end_names_the_reason_and_nobody_is_told_twice() -> None:
    decision = decide(ended(day(80)), facts(held(10, until=80)))
    assert saved(decision)[0].ended_because is EndReason.CONTRACT_ENDED
    assert decision.queue == ()
    assert saved(decide(changed(day(80)), facts(saved(decision)[0]))) == []


def test_an_end_that_is_told_late_ends_whoever_held_the_contract_then() -> None:
    first, second = held(10, until=80), held(85, by=PAULS_ACCOUNT, name="2")
    decision = decide(changed(day(60)), facts(first, second))
    (after,) = saved(decision)
    assert (after.id, after.until) == ("1", day(60))
    assert decision.queue == (HolderChangedMail(JEANNE, NUMBER, day(60), day(456)),)


def test_what_has_expired_is_left_as_it_is_whether_or_not_it_was_purged() -> None:
    expired = evolve(held(-400, until=-300), expires_at=NOW)
    for event in (ended(day(-350)), RENUMBERED, RESCINDED):
        assert decide(event, facts(expired)).answer == Applied(0)


def test_a_contract_that_nobody_holds_is_no_mistake() -> None:
    for event in (ended(day(90)), changed(day(90)), RENUMBERED, RESCINDED):
        assert decide(event, facts()).answer == Applied(0)


def test_the_end_of_a_contract_is_remembered_for_13_months_so_that_no_proof_succeeds() -> None:
    decision = decide(ended(day(90)), facts())
    key = key_of(CONTRACT)
    told = EndedContract(key, day(90), EndReason.CONTRACT_ENDED, NOW + 396 * DAY)
    assert told in decision.save
    assert told.refuses(None, NOW)
    assert told.refuses(day(89), NOW)
    assert not told.refuses(day(90), NOW)
    assert not told.refuses(None, NOW + 396 * DAY)


def test_a_change_of_holder_refuses_the_proofs_before_it_and_none_after() -> None:
    told = EndedContract.of(changed(day(120)), NOW)
    assert told.refuses(None, day(120) - SECOND)
    assert not told.refuses(None, day(120))
    assert told.expires_at == day(120 + 396)


def test_of_two_ends_the_later_one_tells_whether_a_proof_succeeds() -> None:
    end, change = EndedContract.of(ended(day(50)), NOW), EndedContract.of(changed(day(60)), NOW)
    assert end.or_later(change) == change.or_later(end) == change
    again = EndedContract.of(ended(day(60)), NOW)
    assert again.or_later(change) == change.or_later(again) == again
    assert end.or_later(None) == end


def test_registrations_die_with_the_contract_unless_it_began_again_since() -> None:
    alive, waiting = proved(99, began=day(95)), (proved(99), proved(80), proved(99, began=day(89)))
    decision = decide(ended(day(90)), facts(waiting=(alive, *waiting)))
    assert decision.delete == waiting


def test_registrations_proved_before_a_change_of_holder_die() -> None:
    alive, before = proved(90), proved(89)
    assert decide(changed(day(90)), facts(waiting=(alive, before))).delete == (before,)


def test_a_late_end_spares_the_registrations_of_a_later_holder() -> None:
    told = EndedContract.of(changed(day(95)), NOW)
    decision = decide(ended(day(90)), facts(waiting=(proved(96),), told_before=told))
    assert decision.delete == ()
    assert told in decision.save


def test_an_event_that_was_applied_does_nothing_more() -> None:
    applied = AppliedEvent(ID, NOW + SECOND)
    decision = decide(ended(day(90)), facts(held(10), applied=applied))
    assert (decision.answer, decision.changes_nothing) == (AlreadyApplied(), True)


def test_an_events_id_is_remembered_for_13_months() -> None:
    assert AppliedEvent(ID, NOW + 396 * DAY) in decide(RESCINDED, facts()).save
    expired = AppliedEvent(ID, NOW)
    assert decide(ended(day(90)), facts(held(10), applied=expired)).answer == Applied(1)


def test_a_renumbering_takes_all_holdings_and_registrations_along_and_tells_those_alive() -> None:
    former, present, waiting = held(10, until=80, by=PAULS_ACCOUNT, name="2"), held(85), proved(99)
    decision = decide(RENUMBERED, facts(former, present, waiting=(waiting,)))
    assert decision.answer == Applied(2)
    moved = saved(decision)
    assert [each.contract for each in moved] == [NEW, NEW]
    assert [each.subscription.commune.name for each in moved] == ["Cassis", "Cassis"]
    assert [(each.id, each.since, each.until) for each in moved] == [
        ("2", day(10), day(80)),
        ("1", day(85), None),
    ]
    assert waiting.renumbered(NEW) in decision.save
    assert decision.queue == (
        ContractRenumberedMail(JEANNE, NUMBER, NEW.number, "Agglopole Provence Eau"),
    )
    assert decision.events == (
        trail.HoldingRenumbered(PAULS_ACCOUNT.id, CONTRACT, NEW),
        trail.HoldingRenumbered(ACCOUNT.id, CONTRACT, NEW),
    )


def test_an_operator_is_told_when_it_is_another_one() -> None:
    within = Contract(CONTRACT.operator, NEW.number)
    decision = decide(ContractRenumbered(ID, CONTRACT, within), facts(held(10)))
    assert decision.queue == (ContractRenumberedMail(JEANNE, NUMBER, NEW.number),)


def test_a_number_that_somebody_else_holds_is_given_to_nobody() -> None:
    theirs = held(50, by=PAULS_ACCOUNT, name="2").renumbered(NEW)
    decision = decide(RENUMBERED, facts(held(10), of_new=(theirs,)))
    assert (decision.answer, decision.changes_nothing) == (RenumberingRefused(), True)


def test_a_number_that_somebody_else_holds_since_is_no_obstacle() -> None:
    theirs = held(80, by=PAULS_ACCOUNT, name="2").renumbered(NEW)
    decision = decide(RENUMBERED, facts(held(10, until=80), of_new=(theirs,)))
    assert decision.answer == Applied(1)


def test_who_proved_the_new_number_already_has_one_holding_since_the_first_proof() -> None:
    twice = held(50, name="2").renumbered(NEW)
    decision = decide(RENUMBERED, facts(held(10), of_new=(twice,)))
    assert [(each.id, each.since) for each in saved(decision)] == [("1", day(10))]
    assert decision.delete == (twice,)


def test_a_renumbering_to_the_same_number_changes_nothing() -> None:
    event = ContractRenumbered(ID, CONTRACT, CONTRACT)
    decision = decide(event, facts(held(10), of_new=(held(10),)))
    assert (decision.answer, saved(decision), decision.queue) == (Applied(0), [], ())


def test_a_rescinded_holding_is_as_if_it_had_never_been_and_its_holder_is_told() -> None:
    former, wrong = held(10, until=80, by=PAULS_ACCOUNT, name="2"), held(85)
    decision = decide(RESCINDED, facts(former, wrong))
    assert decision.answer == Applied(1)
    assert decision.delete == (wrong,)
    assert decision.queue == (HoldingRescindedMail(JEANNE, NUMBER),)
    assert decision.events == (trail.HoldingRescinded(ACCOUNT.id, CONTRACT),)


def test_without_a_holding_that_goes_on_the_latest_is_rescinded() -> None:
    former, latest = held(10, until=50), held(60, until=80, by=PAULS_ACCOUNT, name="2")
    decision = decide(RESCINDED, facts(latest, former))
    assert decision.delete == (latest,)
    assert decision.queue == (HoldingRescindedMail(PAUL, NUMBER),)


def test_an_event_about_a_holding_that_is_not_there_any_more_does_nothing() -> None:
    for holdings in ((), (held(10, until=80),), (held(10, name="another"),)):
        decision = decide(ended(day(90)), facts(*holdings, meant=HoldingId("1")))
        assert (decision.answer, decision.changes_nothing) == (Applied(0), True)
    assert decide(ended(day(90)), facts(held(10), meant=HOLDING.id)).answer == Applied(0)
    assert decide(ended(day(90)), facts(held(10), meant=HoldingId("1"))).answer == Applied(1)


def test_an_end_that_a_comparison_found_is_not_remembered_against_the_register() -> None:
    decision = decide(ended(day(90)), facts(held(10), waiting=(proved(99),), meant=HoldingId("1")))
    assert not any(isinstance(each, EndedContract) for each in decision.save)
    assert decision.delete == (proved(99),)


def one_after_another(*lasting: int) -> list[Holding]:
    """Return holdings of so many days each, by two accounts in turn, the last without an end."""
    begins = [sum(lasting[:place]) for place in range(len(lasting) + 1)]
    return [
        held(begin, until, (ACCOUNT, PAULS_ACCOUNT)[place % 2], name=str(place))
        for place, (begin, until) in enumerate(zip(begins, [*begins[1:], None], strict=True))
    ]


def ends() -> SearchStrategy[list[BillingEvent]]:
    on = st.integers(-5, 60).map(day)
    each = st.builds(ContractEnded, st.uuids().map(str), st.just(CONTRACT), on)
    other = st.builds(HolderChanged, st.uuids().map(str), st.just(CONTRACT), on)
    return st.lists(each | other, max_size=5)


def after(
    events: Iterable[BillingEvent], holdings: Iterable[Holding]
) -> tuple[list[Holding], EndedContract | None]:
    """Apply one event after another; return the holdings and the latest end."""
    by_id = {each.id: each for each in holdings}
    ids: dict[str, AppliedEvent] = {}
    latest: EndedContract | None = None
    for event in events:
        known = facts(*by_id.values(), applied=ids.get(event.id), told_before=latest)
        for record in decide(event, known).save:
            match record:
                case Holding():
                    by_id[record.id] = record
                case AppliedEvent():
                    ids[record.id] = record
                case EndedContract():
                    latest = record
                case _:
                    raise AssertionError(record)
    return list(by_id.values()), latest


@settings(max_examples=50)
@given(
    st.lists(st.integers(1, 20), max_size=3).map(lambda days: one_after_another(*days)),
    ends().flatmap(lambda told: st.tuples(st.just(told), st.permutations(told + told))),
)
def test_ends_in_any_order_and_repeated_give_the_same_periods(
    holdings: list[Holding], told: tuple[list[BillingEvent], list[BillingEvent]]
) -> None:
    once, again = told
    assert after(again, holdings) == after(once, holdings)


@settings(max_examples=50)
@given(st.lists(st.integers(1, 20), max_size=3).map(lambda days: one_after_another(*days)), ends())
def test_ends_never_lengthen_a_period_nor_move_its_beginning(
    holdings: list[Holding], told: list[BillingEvent]
) -> None:
    for before, now in zip(holdings, after(told, holdings)[0], strict=True):
        assert now.since == before.since
        assert not before.is_live(before.since) or now.is_live(now.since)
        assert before.until is None or (now.until is not None and now.until <= before.until)
