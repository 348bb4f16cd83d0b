"""Choose a language: read who asks from one moment, and decide."""

from espaceclient.domain.choose_language import Answer, Facts, decide
from espaceclient.domain.decision import Decision
from espaceclient.domain.find_session import NoSession
from espaceclient.domain.language import Language
from espaceclient.domain.token import SessionToken
from espaceclient.domain.values import ClientNetwork
from espaceclient.ports.storage import AccountOfSession, SessionById
from espaceclient.use_cases.services import Services
from espaceclient.use_cases.unit_of_work import UnitOfWork


def run(
    services: Services, token: SessionToken, language: Language, client_address: str | None
) -> Answer:
    session = services.session_of(token)
    if session is None:
        return NoSession()
    by_id, owner = SessionById(session), AccountOfSession(session)
    network = ClientNetwork.of(client_address)

    def attempt(unit: UnitOfWork) -> Decision[Answer]:
        unit.read(by_id, owner)
        return decide(language, Facts(unit.now, unit.one(by_id), unit.one(owner), network))

    return services.transactions.run(attempt)
