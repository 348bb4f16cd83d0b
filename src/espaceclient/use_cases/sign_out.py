"""Sign out: read the session behind a token and decide."""

from espaceclient.domain.decision import Decision
from espaceclient.domain.sign_out import Facts, SignedOut, decide
from espaceclient.domain.token import SessionToken
from espaceclient.ports.storage import SessionById
from espaceclient.use_cases.services import Services
from espaceclient.use_cases.unit_of_work import UnitOfWork


def run(services: Services, token: SessionToken) -> SignedOut:
    session = services.session_of(token)
    if session is None:
        return SignedOut()
    by_id = SessionById(session)

    def attempt(unit: UnitOfWork) -> Decision[SignedOut]:
        unit.read(by_id)
        return decide(Facts(unit.now, unit.one(by_id)))

    return services.transactions.run(attempt)
