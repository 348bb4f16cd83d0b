"""End every other session of one's own: read all of them and decide."""

from espaceclient.domain.decision import Decision
from espaceclient.domain.end_other_sessions import Answer, decide
from espaceclient.domain.sessions import Facts
from espaceclient.domain.token import SessionToken
from espaceclient.domain.values import ClientNetwork
from espaceclient.use_cases import sessions
from espaceclient.use_cases.services import Services


def run(services: Services, token: SessionToken, client_address: str | None) -> Answer:
    network = ClientNetwork.of(client_address)

    def ending(facts: Facts) -> Decision[Answer]:
        return decide(facts, network)

    return sessions.run_on(services, token, ending)
