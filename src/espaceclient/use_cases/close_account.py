"""Close an account: read it and what would be left behind, and decide."""

from espaceclient.domain.account import Account
from espaceclient.domain.close_account import (
    Answer,
    Facts,
    Outcome,
    OwnersAnswer,
    Remains,
    decide,
    decide_for_support,
)
from espaceclient.domain.decision import Decision
from espaceclient.domain.find_session import NoSession
from espaceclient.domain.password import PasswordAttempt
from espaceclient.domain.problem import Invalid
from espaceclient.domain.session import SessionId
from espaceclient.domain.sign_in import parse_attempt
from espaceclient.domain.support import nobody
from espaceclient.domain.support_case import SupportCase
from espaceclient.domain.throttle import failed_password_changes, failed_sign_ins
from espaceclient.domain.token import SessionToken
from espaceclient.domain.values import ClientNetwork
from espaceclient.ports.storage import (
    AccountById,
    AccountOfSession,
    RegistrationsAtAddress,
    SessionById,
)
from espaceclient.use_cases.services import Services
from espaceclient.use_cases.unit_of_work import UnitOfWork


def run(
    services: Services, token: SessionToken, password: str, client_address: str | None
) -> OwnersAnswer:
    current = parse_attempt({"current_password": password}, "current_password")
    if not isinstance(current, PasswordAttempt):
        return Invalid.among([current])
    session = services.session_of(token)
    if session is None:
        return NoSession()
    return _decide(services, session, current, ClientNetwork.of(client_address))


def _decide(
    services: Services,
    session: SessionId,
    current: PasswordAttempt,
    network: ClientNetwork | None,
) -> Outcome:
    by_id, owner = SessionById(session), AccountOfSession(session)
    failures = services.failed_attempts(failed_password_changes(session))
    verify = services.verifier(current)

    def attempt(unit: UnitOfWork) -> Decision[Outcome]:
        unit.read(by_id, owner, failures)
        account = unit.one(owner)
        if account is None:
            return Decision(NoSession(), unit.now)
        return decide(
            Facts(
                now=unit.now,
                policy=services.policy,
                session=unit.one(by_id),
                remains=read_remains(services, unit, account),
                verified=verify(account.password_hash),
                failed_attempts=unit.failed_attempts(failures),
                network=network,
            )
        )

    return services.transactions.run(attempt)


def run_for_support(services: Services, account: AccountById, case: SupportCase) -> Answer:
    def attempt(unit: UnitOfWork) -> Decision[Answer]:
        unit.read(account)
        found = unit.one(account)
        if found is None:
            return nobody(case, account.id, unit.now)
        return decide_for_support(case, read_remains(services, unit, found), unit.now)

    return services.transactions.run(attempt)


def read_remains(services: Services, unit: UnitOfWork, account: Account) -> Remains:
    """Read what is held for the address of an account, beside what hangs on the account itself."""
    waiting = RegistrationsAtAddress(account.email.key)
    failures = services.failed_attempts(failed_sign_ins(account.email))
    unit.read(waiting, failures)
    return Remains(account, unit.all(waiting), unit.one(failures))
