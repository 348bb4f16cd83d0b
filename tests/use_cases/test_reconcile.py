"""Every holding is compared with the register before any of them ends."""

from datetime import timedelta

from attrs import define, evolve, field, frozen

from espaceclient import Contract, EspaceClient, MeterNumber, Subscriber
from espaceclient.adapters.memory import MemoryOutbox, MemoryStorage
from espaceclient.answers import Entitled, NotEntitled, Reconciled, TooManyEnds
from espaceclient.billing import BillingEventId, HolderChanged
from espaceclient.domain.account import Account, AccountId
from espaceclient.domain.decision import Decision
from espaceclient.domain.holding import Holding, HoldingId
from espaceclient.ports.errors import SubscribersUnavailable
from espaceclient.ports.storage import HoldingById, Snapshot
from espaceclient.testing import BEGINNING, Ports, StorageAndOutbox, ports_over
from espaceclient.testing.samples import sample_account, sample_holding, sample_subscription
from espaceclient.use_cases.reconcile import PAGE

DAY = timedelta(days=1)


@define
class Register:
    """Has every contract below ``contracts`` but those in ``gone``; changes what ``lines`` names.

    It falls silent after ``silent_after`` look-ups, and tells of each to ``asked``.
    """

    contracts: int
    gone: set[int] = field(factory=set)
    lines: dict[int, Subscriber] = field(factory=dict)
    silent_after: int | None = None
    asked: int = 0

    def find(self, contract: Contract) -> Subscriber | None:
        if self.asked == self.silent_after:
            raise SubscribersUnavailable("down")
        self.asked += 1
        number = int(contract.number.digits)
        if number in self.gone or number >= self.contracts:
            return None
        return self.lines.get(number, line(number))


def line(number: int) -> Subscriber:
    return Subscriber(sample_subscription(number).contract, MeterNumber("A1B2C3"))


@frozen
class World:
    ports: Ports
    client: EspaceClient
    register: Register
    account: Account

    def holding(self, number: int) -> Holding:
        lookup = HoldingById(holding_id(number))
        found = self.ports.storage.read(lookup).one(lookup)
        assert found is not None
        return found

    def ended(self) -> list[int]:
        contracts = range(self.register.contracts)
        return [number for number in contracts if self.holding(number).until is not None]


def holding_id(number: int) -> HoldingId:
    return HoldingId(f"{number:04}")


def world(holdings: int) -> World:
    """An account that has held the contract of every number below ``holdings`` for a day."""
    outbox = MemoryOutbox()
    storage = MemoryStorage(outbox)
    account = sample_account("jeanne", "jeanne")
    held = [
        evolve(sample_holding(holding_id(number), account, number), since=BEGINNING - DAY)
        for number in range(holdings)
    ]
    storage.commit(Decision(None, BEGINNING, save=(account, *held)), Snapshot({}))
    register = Register(holdings)
    ports = ports_over(StorageAndOutbox(storage, outbox), subscribers=register)
    return World(ports, ports.client(), register, account)


def test_what_the_register_bears_out_is_left_alone() -> None:
    here = world(8)
    assert here.client.reconcile() == Reconciled(8, 0, 0, resume_after=None)
    assert here.ended() == []
    assert here.register.asked == 8
    assert here.ports.mails() == []


def test_what_has_ended_or_has_another_holder_ends() -> None:
    here = world(8)
    here.register.gone = {3}
    here.register.lines = {5: evolve(line(5), since=BEGINNING - DAY / 2)}
    assert here.client.reconcile() == Reconciled(8, 1, 1, resume_after=None)
    assert here.ended() == [3, 5]
    assert here.holding(3).until == BEGINNING
    assert here.holding(5).until == BEGINNING - DAY / 2
    assert [type(mail).__name__ for mail in here.ports.mails()] == [
        "ContractEndedMail",
        "HolderChangedMail",
    ]
    assert here.client.reconcile() == Reconciled(6, 0, 0, resume_after=None)


def test_a_wrong_register_ends_nothing_unless_it_is_allowed() -> None:
    here = world(8)
    here.register.gone = set(range(6))
    for allow in (0, 5):
        assert here.client.reconcile(allow=allow) == TooManyEnds(8, 6, 0)
    assert here.ended() == []
    assert here.client.reconcile(allow=6) == Reconciled(8, 6, 0, resume_after=None)
    assert here.ended() == [0, 1, 2, 3, 4, 5]


def test_a_dry_run_tells_what_would_end_and_ends_nothing() -> None:
    here = world(3)
    here.register.gone = {1}
    here.register.lines = {2: evolve(line(2), customer="C2")}
    assert here.client.reconcile(dry_run=True) == Reconciled(3, 1, 0, resume_after=None)
    assert here.ended() == []
    assert here.holding(2).subscription.customer is None


def test_a_register_that_falls_silent_stops_it_and_it_goes_on_from_there() -> None:
    here = world(8)
    here.register.gone = {1, 6}
    here.register.silent_after = 4
    stopped = Reconciled(4, 1, 0, resume_after="0003", register_available=False)
    assert here.client.reconcile() == stopped
    assert here.ended() == [1]
    here.register.silent_after = None
    assert here.client.reconcile("0003") == Reconciled(4, 1, 0, resume_after=None)
    assert here.ended() == [1, 6]


def test_a_register_that_is_silent_from_the_start_leaves_all_to_be_done() -> None:
    here = world(1)
    here.register.silent_after = 0
    assert here.client.reconcile("") == Reconciled(0, 0, 0, "", register_available=False)


def test_a_part_may_be_compared_at_a_time() -> None:
    here = world(5)
    assert here.client.reconcile(at_most=3) == Reconciled(3, 0, 0, resume_after="0002")
    assert here.client.reconcile("0002", 3) == Reconciled(2, 0, 0, resume_after=None)
    assert here.client.reconcile(at_most=0) == Reconciled(0, 0, 0, resume_after="")


def test_many_are_compared_in_pages_and_it_is_told_after_each() -> None:
    here = world(PAGE + 1)
    told: list[int] = []
    here.client.reconcile(tell=told.append)
    assert told == [PAGE, PAGE + 1]


def test_a_customer_reference_is_noted_and_another_one_after_it_is_another_holder() -> None:
    here = world(2)
    here.register.lines = {1: evolve(line(1), customer="C1")}
    assert here.client.reconcile() == Reconciled(2, 0, 0, resume_after=None)
    assert here.holding(1).subscription.customer == "C1"
    here.register.lines = {1: evolve(line(1), customer="C2")}
    assert here.client.reconcile() == Reconciled(2, 0, 1, resume_after=None)
    assert here.ended() == [1]


def test_who_came_after_the_comparison_is_not_taken_for_who_was_compared() -> None:
    here = world(1)
    here.register.gone = {0}
    contract = sample_subscription(0).contract
    next_account = sample_account("next", "next")

    def somebody_else_moves_in(_compared: int) -> None:
        change = HolderChanged(BillingEventId("1"), contract, BEGINNING - DAY / 2)
        here.client.apply(change)
        theirs = evolve(
            sample_holding("theirs", next_account, 0), since=BEGINNING - timedelta(hours=1)
        )
        moved_in = Decision(None, BEGINNING, save=(next_account, theirs))
        here.ports.storage.commit(moved_in, Snapshot({}))

    assert here.client.reconcile(tell=somebody_else_moves_in) == Reconciled(1, 0, 0, None)
    theirs = here.client.may_account_see(AccountId("next"), contract)
    assert theirs == Entitled(BEGINNING - timedelta(hours=1), None)
    now = here.client.may_account_see(here.account.id, contract, BEGINNING)
    assert now == NotEntitled()


def test_a_page_that_ends_with_the_last_holding_leaves_nothing() -> None:
    here = world(3)
    assert here.client.reconcile(at_most=3) == Reconciled(3, 0, 0, resume_after="0002")
    assert here.client.reconcile("0002") == Reconciled(0, 0, 0, resume_after=None)
