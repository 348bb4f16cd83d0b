"""Cores that let somebody see what is not theirs, or two hold one contract."""

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from functools import wraps
from typing import Any, ClassVar

from attrs import evolve

from espaceclient.client import EspaceClient
from espaceclient.domain.account import Account, AccountId
from espaceclient.domain.billing_event import AppliedEvent, EndedContract
from espaceclient.domain.decision import Decision
from espaceclient.domain.event import ContractRemoved, HoldingRenumbered
from espaceclient.domain.holding import Holding
from espaceclient.domain.instant import FOREVER
from espaceclient.domain.may_see import Entitled, NotEntitled
from espaceclient.domain.registration import Registration
from espaceclient.domain.values import Contract
from espaceclient.ports.storage import (
    AppliedEventById,
    HoldingsOfAccount,
    Snapshot,
)
from espaceclient.testing import StorageAndOutbox, expect_entitlement, expect_exclusivity
from espaceclient.testing.samples import EPOCH, REGISTER
from tests.testing.faults.cores.fixture import (
    ClientWithPorts,
    MakeClient,
    altering,
    deciding,
    leaving_out,
    memory_storage,
    seeing,
)
from tests.testing.faults.fault import Fault
from tests.testing.faults.storages.uniqueness import ClaimsNoContract

METERS = {line.contract: line.meter for line in REGISTER}
IN_SUMMER = timezone(timedelta(hours=2))
"""The time of Paris when histories begin."""


@wraps(expect_entitlement)
def entitlement(make: MakeClient) -> None:
    expect_entitlement(memory_storage, make_client=make, histories=600)


@wraps(expect_exclusivity)
def exclusivity(make: MakeClient) -> None:
    expect_exclusivity(memory_storage, make_client=make, histories=2000)


@wraps(expect_exclusivity)
def exclusivity_over(make: Callable[[], StorageAndOutbox]) -> None:
    expect_exclusivity(make, histories=600)


class SeesByMeter(ClientWithPorts):
    """Whoever has a meter sees the contract that the register has of it."""

    def may_account_see(
        self, account: AccountId, contract: Contract, on: datetime | None = None
    ) -> Any:
        held = HoldingsOfAccount(account)
        for each in self.ports["storage"].read(held).all(held):
            if each.subscription.meter == METERS.get(contract) and (on is None or each.covers(on)):
                return Entitled(each.since, each.until)
        return NotEntitled()


class SeesByAccount(EspaceClient):
    """Whoever has a contract sees all of it."""

    def may_account_see(
        self, account: AccountId, contract: Contract, on: datetime | None = None
    ) -> Any:
        theirs = isinstance(super().may_account_see(account, contract), Entitled)
        return Entitled(EPOCH, None) if theirs else super().may_account_see(account, contract, on)


class RemembersWhatTheyMaySee(EspaceClient):
    remembered: ClassVar[dict[object, object]] = {}

    def may_account_see(
        self, account: AccountId, contract: Contract, on: datetime | None = None
    ) -> Any:
        answer = super().may_account_see(account, contract, on)
        return self.remembered.setdefault((account, contract, on), answer)


def forget_what_waits(decision: Decision[Any], _seen: Snapshot) -> Decision[Any]:
    ends = any(isinstance(record, EndedContract) for record in decision.save)
    kept = tuple(each for each in decision.delete if not isinstance(each, Registration))
    return evolve(decision, delete=kept) if ends else decision


def drop_sessions_at_a_renumbering(decision: Decision[Any], seen: Snapshot) -> Decision[Any]:
    """Take another number for another password: no session outlives it."""
    if not any(isinstance(event, HoldingRenumbered) for event in decision.events):
        return decision
    accounts = {
        stored.record.id: stored.record
        for found in seen.found.values()
        for stored in found
        if isinstance(stored.record, Account)
    }
    signed_out = [
        each.with_new_password(each.password_hash, decision.at) for each in accounts.values()
    ]
    return evolve(decision, save=(*decision.save, *signed_out))


def keep_what_was_removed(decision: Decision[Any], _seen: Snapshot) -> Decision[Any]:
    removed = any(isinstance(event, ContractRemoved) for event in decision.events)
    return evolve(decision, delete=()) if removed else decision


def in_local_time(record: Any, _truth: Snapshot) -> Any:
    """Read what was written in UTC as the clock on the wall shows it."""
    if not isinstance(record, Holding) or record.until is None:
        return record
    return evolve(record, until=record.until.replace(tzinfo=IN_SUMMER).astimezone(tz=EPOCH.tzinfo))


def without_its_end(record: Any, truth: Snapshot) -> Any:
    """Where billing tells an end, take no note of one that it told before."""
    applies = any(isinstance(lookup, AppliedEventById) for lookup in truth.found)
    if not applies or not isinstance(record, Holding):
        return record
    return evolve(record, until=None, ended_because=None, expires_at=FOREVER)


def from_the_first_of_the_month(holding: Holding) -> Holding:
    """Let it begin with its month, whoever held the contract then."""
    if holding.until is not None:
        return holding
    return evolve(holding, since=holding.since.replace(day=1, hour=0, minute=0, microsecond=0))


class ChecksThenInserts(ClaimsNoContract):
    """Inserts a holding whatever has become of all that was read before."""

    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        inserts = any(isinstance(record, Holding) for record in decision.save)
        super().commit(decision, self.read(*seen.found) if inserts else seen)


def checking_then_inserting() -> StorageAndOutbox:
    storage = ChecksThenInserts()
    return StorageAndOutbox(storage, storage.outbox)


CONTRACT_FAULTS = (
    Fault("entitles by the meter", entitlement, SeesByMeter),
    Fault("entitles by the account, whatever the period", entitlement, SeesByAccount),
    Fault("remembers what somebody may see", entitlement, RemembersWhatTheyMaySee),
    Fault("compares the end of a period in local time", entitlement, seeing(in_local_time)),
    Fault("ends a contract and forgets what waits", entitlement, deciding(forget_what_waits)),
    Fault("applies what billing told twice", entitlement, leaving_out(AppliedEvent)),
    Fault("lets the end that was told last win", entitlement, seeing(without_its_end)),
    Fault("forgets that a contract has ended", entitlement, leaving_out(EndedContract)),
    Fault("ends sessions at a renumbering", entitlement, deciding(drop_sessions_at_a_renumbering)),
    Fault("shows a contract that was removed", entitlement, deciding(keep_what_was_removed)),
    Fault(
        "begins a holding with its month, before the one before has ended",
        exclusivity,
        altering(Holding, from_the_first_of_the_month),
    ),
    Fault(
        "looks who holds a contract, then inserts a holding: no guard",
        exclusivity_over,
        checking_then_inserting,
    ),
)
