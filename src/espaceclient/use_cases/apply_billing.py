"""Apply what billing tells: read all that hangs on the contract, then whom it concerns, decide."""

from espaceclient.domain.apply_billing import Answer, Facts, decide
from espaceclient.domain.billing_event import BillingEvent, ContractRenumbered, key_of
from espaceclient.domain.decision import Decision
from espaceclient.domain.holding import HoldingId
from espaceclient.ports.storage import (
    AccountById,
    AppliedEventById,
    EndedContractByKey,
    HoldingsOfContract,
    RegistrationsOfContract,
)
from espaceclient.use_cases.services import Services
from espaceclient.use_cases.unit_of_work import UnitOfWork


def run(services: Services, event: BillingEvent, meant: HoldingId | None = None) -> Answer:
    """``meant``: the holding without an end that a comparison told the event about."""

    def attempt(unit: UnitOfWork) -> Decision[Answer]:
        return decide(event, _facts(services, unit, event, meant))

    return services.transactions.run(attempt)


def run_preview(services: Services, event: BillingEvent) -> Answer:
    def attempt(unit: UnitOfWork) -> Decision[Answer]:
        return Decision(decide(event, _facts(services, unit, event)).answer, unit.now)

    return services.transactions.run(attempt)


def _facts(
    services: Services, unit: UnitOfWork, event: BillingEvent, meant: HoldingId | None = None
) -> Facts:
    new = event.new if isinstance(event, ContractRenumbered) else event.contract
    applied = AppliedEventById(event.id)
    told_before, told_of_new = (EndedContractByKey(key_of(each)) for each in (event.contract, new))
    held, of_new = HoldingsOfContract(event.contract), HoldingsOfContract(new)
    waiting = RegistrationsOfContract(event.contract)
    unit.read(applied, told_before, told_of_new, held, of_new, waiting)
    owners = {AccountById(each.account): None for each in unit.all(held)}
    if owners:
        unit.read(*owners)
    return Facts(
        now=unit.now,
        lifetimes=services.policy.lifetimes,
        applied=unit.one(applied),
        told_before=unit.one(told_before),
        told_of_new=unit.one(told_of_new),
        holdings=unit.all(held),
        of_new=unit.all(of_new),
        waiting=unit.all(waiting),
        accounts=tuple(found for each in owners if (found := unit.one(each)) is not None),
        meant=meant,
    )
