"""The contracts of an account: read a session with its holdings, or those of an account."""

from espaceclient.domain.account import AccountId
from espaceclient.domain.contracts import Answer, Contracts, Facts, decide
from espaceclient.domain.decision import Decision
from espaceclient.domain.find_session import NoSession
from espaceclient.domain.holding import readable_at
from espaceclient.domain.token import SessionToken
from espaceclient.ports.storage import (
    AccountOfSession,
    HoldingsOfAccount,
    HoldingsOfSession,
    SessionById,
)
from espaceclient.use_cases.services import Services
from espaceclient.use_cases.unit_of_work import UnitOfWork


def run(services: Services, token: SessionToken) -> Answer:
    session = services.session_of(token)
    if session is None:
        return NoSession()
    by_id, owner, held = SessionById(session), AccountOfSession(session), HoldingsOfSession(session)

    def attempt(unit: UnitOfWork) -> Decision[Answer]:
        unit.read(by_id, owner, held)
        facts = Facts(
            now=unit.now,
            communes=services.communes,
            session=unit.one(by_id),
            account=unit.one(owner),
            holdings=unit.all(held),
        )
        return Decision(decide(facts), unit.now)

    return services.transactions.run(attempt)


def run_for_account(services: Services, account: AccountId) -> Contracts:
    held = HoldingsOfAccount(account)

    def attempt(unit: UnitOfWork) -> Decision[Contracts]:
        unit.read(held)
        readable = readable_at(unit.now, unit.all(held), services.communes)
        return Decision(Contracts(readable), unit.now)

    return services.transactions.run(attempt)
