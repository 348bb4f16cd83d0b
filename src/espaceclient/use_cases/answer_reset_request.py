"""Answer a request for a reset: read what there is at the address, and decide."""

from datetime import datetime

from espaceclient.domain.answer_reset_request import Answer, Facts, decide
from espaceclient.domain.decision import Decision
from espaceclient.domain.mail import ResetQuestion
from espaceclient.ports.storage import AccountAtAddress, RegistrationsAtAddress, ResetById
from espaceclient.use_cases.unit_of_work import Transactions, UnitOfWork


def run(transactions: Transactions, question: ResetQuestion, asked_at: datetime) -> Answer:
    at_address = AccountAtAddress(question.to.key)
    by_id = ResetById(question.reset)
    waiting = RegistrationsAtAddress(question.to.key)

    def attempt(unit: UnitOfWork) -> Decision[Answer]:
        unit.read(at_address, by_id, waiting)
        facts = Facts(
            now=unit.now,
            asked_at=asked_at,
            account=unit.one(at_address),
            reset=unit.one(by_id),
            registrations=unit.all(waiting),
        )
        return decide(question, facts)

    return transactions.run(attempt)
