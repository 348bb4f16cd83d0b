"""Change a password: read the session, its account and what failed in it, and decide."""

from espaceclient.domain.change_password import (
    Answer,
    ChangePassword,
    Facts,
    decide,
)
from espaceclient.domain.decision import Decision
from espaceclient.domain.find_session import NoSession
from espaceclient.domain.problem import Fields, Invalid, fields_of
from espaceclient.domain.throttle import failed_password_changes
from espaceclient.domain.token import SessionToken
from espaceclient.domain.values import ClientNetwork
from espaceclient.ports.storage import AccountOfSession, HoldingsOfSession, SessionById
from espaceclient.use_cases.services import Services
from espaceclient.use_cases.unit_of_work import UnitOfWork


def run(
    services: Services,
    token: SessionToken,
    request: ChangePassword | Fields,
    client_address: str | None,
) -> Answer:
    command = ChangePassword.from_fields(fields_of(request), services.policy.password)
    if isinstance(command, Invalid):
        return command
    session = services.session_of(token)
    if session is None:
        return NoSession()
    if refused := services.refuse_breached(command.password):
        return refused
    by_id, owner = SessionById(session), AccountOfSession(session)
    held = HoldingsOfSession(session)
    failures = services.failed_attempts(failed_password_changes(session))
    verify = services.verifier(command.current)
    new_hash = services.hasher.hash(command.password)
    network = ClientNetwork.of(client_address)
    successor = services.issue_session()

    def attempt(unit: UnitOfWork) -> Decision[Answer]:
        unit.read(by_id, owner, held, failures)
        account = unit.one(owner)
        return decide(
            command,
            Facts(
                now=unit.now,
                policy=services.policy,
                session=unit.one(by_id),
                account=account,
                holdings=unit.all(held),
                verified=verify(account.password_hash if account else None),
                new_hash=new_hash,
                failed_attempts=unit.failed_attempts(failures),
                successor=successor,
                network=network,
            ),
        )

    return services.transactions.run(attempt)
