"""Remove a contract: read the session with its account and what failed in it, and decide."""

from espaceclient.domain.decision import Decision
from espaceclient.domain.find_session import NoSession
from espaceclient.domain.password import PasswordAttempt
from espaceclient.domain.problem import Invalid
from espaceclient.domain.remove_contract import Answer, Facts, Outcome, decide
from espaceclient.domain.sign_in import parse_attempt
from espaceclient.domain.throttle import failed_password_changes
from espaceclient.domain.token import SessionToken
from espaceclient.domain.values import ClientNetwork, Contract
from espaceclient.ports.storage import AccountOfSession, HoldingsOfSession, SessionById
from espaceclient.use_cases.services import Services
from espaceclient.use_cases.unit_of_work import UnitOfWork


def run(
    services: Services,
    token: SessionToken,
    contract: Contract,
    password: str,
    client_address: str | None,
) -> Answer:
    current = parse_attempt({"current_password": password}, "current_password")
    if not isinstance(current, PasswordAttempt):
        return Invalid.among([current])
    session = services.session_of(token)
    if session is None:
        return NoSession()
    by_id, owner, held = SessionById(session), AccountOfSession(session), HoldingsOfSession(session)
    failures = services.failed_attempts(failed_password_changes(session))
    verify = services.verifier(current)
    network = ClientNetwork.of(client_address)

    def attempt(unit: UnitOfWork) -> Decision[Outcome]:
        unit.read(by_id, owner, held, failures)
        account = unit.one(owner)
        facts = Facts(
            now=unit.now,
            policy=services.policy,
            session=unit.one(by_id),
            account=account,
            holdings=unit.all(held),
            verified=verify(account.password_hash if account else None),
            failed_attempts=unit.failed_attempts(failures),
            network=network,
        )
        return decide(contract, facts)

    return services.transactions.run(attempt)
