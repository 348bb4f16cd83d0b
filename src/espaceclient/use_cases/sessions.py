"""The open sessions of an account: read who asks, then their sessions; decide."""

from collections.abc import Callable
from typing import TypeVar

from espaceclient.domain.decision import Decision
from espaceclient.domain.find_session import NoSession
from espaceclient.domain.session import SessionId
from espaceclient.domain.sessions import Answer, Facts, NamedSessions, decide
from espaceclient.domain.token import SessionToken
from espaceclient.ports.storage import AccountOfSession, SessionById, SessionsOfAccount
from espaceclient.use_cases.services import Services
from espaceclient.use_cases.unit_of_work import UnitOfWork

A = TypeVar("A")


def run(services: Services, token: SessionToken) -> Answer:
    return run_on(services, token, decide)


def run_on(
    services: Services, token: SessionToken, decide: Callable[[Facts], Decision[A | NoSession]]
) -> A | NoSession:
    """Have something decided about all the sessions of whoever is signed in."""
    session = services.session_of(token)
    if session is None:
        return NoSession()

    def attempt(unit: UnitOfWork) -> Decision[A | NoSession]:
        return decide(_facts(services, unit, session))

    return services.transactions.run(attempt)


def _facts(services: Services, unit: UnitOfWork, session: SessionId) -> Facts:
    by_id, owner = SessionById(session), AccountOfSession(session)
    unit.read(by_id, owner)
    account = unit.one(owner)
    named: NamedSessions = {}
    if account is not None:
        of_account = SessionsOfAccount(account.id)
        unit.read(of_account)
        named = {services.reference(each.id): each for each in unit.all(of_account)}
    return Facts(unit.now, unit.one(by_id), account, named)
