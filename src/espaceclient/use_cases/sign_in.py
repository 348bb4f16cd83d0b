"""Sign in: read the account at the address and its failed attempts, compare once, decide."""

from functools import cache

from espaceclient.domain.decision import Decision
from espaceclient.domain.problem import Fields, Invalid, fields_of
from espaceclient.domain.sign_in import Answer, Facts, Outcome, SignIn, decide, may_rehash
from espaceclient.domain.throttle import failed_sign_ins
from espaceclient.ports.storage import AccountAtAddress
from espaceclient.use_cases.services import Services
from espaceclient.use_cases.unit_of_work import UnitOfWork


def run(services: Services, request: SignIn | Fields) -> Answer:
    command = SignIn.from_fields(fields_of(request))
    if isinstance(command, Invalid):
        return command
    at_address = AccountAtAddress(command.email.key)
    failures = services.failed_attempts(failed_sign_ins(command.email))
    verify = services.verifier(command.password)
    rehash = cache(lambda: services.hasher.hash(command.password))
    session = services.issue_session()

    def attempt(unit: UnitOfWork) -> Decision[Outcome]:
        unit.read(at_address, failures)
        account, failed_attempts = unit.one(at_address), unit.failed_attempts(failures)
        stored = account.password_hash if account else None
        verified = verify(stored)
        renews = (
            stored is not None
            and may_rehash(failed_attempts, unit.now, services.policy, verified=verified)
            and services.hasher.needs_rehash(stored)
        )
        facts = Facts(
            now=unit.now,
            policy=services.policy,
            account=account,
            verified=verified,
            rehashed=rehash() if renews else None,
            failed_attempts=failed_attempts,
            session=session,
        )
        return decide(facts)

    return services.transactions.run(attempt)
