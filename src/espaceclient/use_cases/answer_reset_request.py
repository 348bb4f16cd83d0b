"""Answer a request for a reset: read what there is at the address, and decide."""

from datetime import datetime

from espaceclient.domain.account import Account
from espaceclient.domain.answer_reset_request import (
    Answer,
    Facts,
    decide,
    newest_waiting,
)
from espaceclient.domain.decision import Decision
from espaceclient.domain.mail import ResetQuestion
from espaceclient.domain.registration import Registration
from espaceclient.ports.storage import (
    AccountAtAddress,
    AccountOfContract,
    RegistrationsAtAddress,
    ResetById,
)
from espaceclient.use_cases.unit_of_work import Transactions, UnitOfWork


def run(transactions: Transactions, question: ResetQuestion, asked_at: datetime) -> Answer:
    at_address = AccountAtAddress(question.to.key)
    by_id = ResetById(question.reset)
    registrations = RegistrationsAtAddress(question.to.key)

    def attempt(unit: UnitOfWork) -> Decision[Answer]:
        unit.read(at_address, by_id, registrations)
        waiting = newest_waiting(unit.all(registrations), unit.now)
        facts = Facts(
            now=unit.now,
            asked_at=asked_at,
            account=unit.one(at_address),
            reset=unit.one(by_id),
            waiting=waiting,
            holder=_holder(unit, waiting),
        )
        return decide(question, facts)

    return transactions.run(attempt)


def _holder(unit: UnitOfWork, waiting: Registration | None) -> Account | None:
    """Return who has the contract of a request that waits."""
    if waiting is None:
        return None
    of_contract = AccountOfContract(waiting.contract)
    unit.read(of_contract)
    return unit.one(of_contract)
