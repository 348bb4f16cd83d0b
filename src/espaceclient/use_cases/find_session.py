"""Find a session: read it and its account from one moment, and decide."""

from espaceclient.domain.decision import Decision
from espaceclient.domain.find_session import Answer, Facts, NoSession, decide
from espaceclient.domain.token import SessionToken
from espaceclient.ports.storage import AccountOfSession, HoldingsOfSession, SessionById
from espaceclient.use_cases.services import Services
from espaceclient.use_cases.unit_of_work import UnitOfWork


def run(services: Services, token: SessionToken, *, visit: bool) -> Answer:
    session = services.session_of(token)
    if session is None:
        return NoSession()
    by_id, owner = SessionById(session), AccountOfSession(session)
    held = HoldingsOfSession(session)

    def attempt(unit: UnitOfWork) -> Decision[Answer]:
        unit.read(by_id, owner, held)
        return decide(
            Facts(
                now=unit.now,
                policy=services.policy,
                communes=services.communes,
                session=unit.one(by_id),
                account=unit.one(owner),
                holdings=unit.all(held),
                visit=visit,
            )
        )

    return services.transactions.run(attempt)
