"""May they see it: read a session with its holdings, or those of an account; no commit, no hash."""

from datetime import datetime

from espaceclient.domain.account import AccountId
from espaceclient.domain.decision import Decision
from espaceclient.domain.find_session import NoSession
from espaceclient.domain.instant import in_utc
from espaceclient.domain.may_see import Answer, Entitlement, Facts, decide, entitlement
from espaceclient.domain.token import SessionToken
from espaceclient.domain.values import Contract
from espaceclient.ports.storage import (
    AccountOfSession,
    HoldingsOfAccount,
    HoldingsOfSession,
    SessionById,
)
from espaceclient.use_cases.services import Services
from espaceclient.use_cases.unit_of_work import UnitOfWork


def run(services: Services, token: SessionToken, contract: Contract, on: datetime | None) -> Answer:
    asked = in_utc(on)
    session = services.session_of(token)
    if session is None:
        return NoSession()
    by_id, owner, held = SessionById(session), AccountOfSession(session), HoldingsOfSession(session)

    def attempt(unit: UnitOfWork) -> Decision[Answer]:
        unit.read(by_id, owner, held)
        facts = Facts(unit.now, unit.one(by_id), unit.one(owner), unit.all(held))
        return Decision(decide(contract, asked, facts), unit.now)

    return services.transactions.run(attempt)


def run_for_account(
    services: Services, account: AccountId, contract: Contract, on: datetime | None
) -> Entitlement:
    asked = in_utc(on)
    held = HoldingsOfAccount(account)

    def attempt(unit: UnitOfWork) -> Decision[Entitlement]:
        unit.read(held)
        return Decision(entitlement(unit.all(held), contract, asked, unit.now), unit.now)

    return services.transactions.run(attempt)
