"""Sign in: read the account at the address and what failed before, compare once, decide."""

from functools import cache

from espaceclient.domain.decision import Decision
from espaceclient.domain.known_browser import failed_sign_ins_of_browser, known_now
from espaceclient.domain.password import PasswordHash
from espaceclient.domain.problem import Fields, Invalid, fields_of
from espaceclient.domain.rates import limits_of_failed_sign_ins
from espaceclient.domain.session import require_label
from espaceclient.domain.sign_in import (
    Answer,
    Facts,
    Failures,
    Outcome,
    SignIn,
    decide,
    may_rehash,
)
from espaceclient.domain.throttle import failed_sign_ins
from espaceclient.domain.token import BrowserToken
from espaceclient.domain.values import ClientNetwork
from espaceclient.ports.storage import AccountAtAddress
from espaceclient.use_cases.services import Services
from espaceclient.use_cases.unit_of_work import UnitOfWork


def run(
    services: Services,
    request: SignIn | Fields,
    browser: BrowserToken | None,
    label: str | None,
    client_address: str | None,
) -> Answer:
    require_label(label)
    command = SignIn.from_fields(fields_of(request))
    if isinstance(command, Invalid):
        return command
    return _decide(services, command, browser, label, client_address)


def _decide(
    services: Services,
    command: SignIn,
    browser: BrowserToken | None,
    label: str | None,
    client_address: str | None,
) -> Outcome:
    network = ClientNetwork.of(client_address)
    recognised = services.issue_browser(browser)
    at_address = AccountAtAddress(command.email.key)
    of_address = services.failed_attempts(failed_sign_ins(command.email))
    of_browser = services.failed_attempts(failed_sign_ins_of_browser(command.email, recognised.id))
    of_network = services.counters(limits_of_failed_sign_ins(network, services.policy.limits))
    verify = services.verifier(command.password)
    rehash = cache(lambda: services.hasher.hash(command.password))
    session = services.issue_session()
    subject = services.subject(command.email)

    def attempt(unit: UnitOfWork) -> Decision[Outcome]:
        unit.read(at_address, of_address, of_browser, *of_network)
        account = unit.one(at_address)
        failures = Failures(
            of_address=unit.failed_attempts(of_address),
            of_network=unit.rates(of_network),
            of_browser=known_now(unit.one(of_browser), unit.now),
        )
        stored = account.password_hash if account else None
        verified = verify(stored)
        renews = may_rehash(failures, unit.now, services.policy, verified=verified)
        facts = Facts(
            now=unit.now,
            policy=services.policy,
            account=account,
            verified=verified,
            rehashed=rehash() if renews and _is_outdated(services, stored) else None,
            failures=failures,
            subject=subject,
            network=network,
            browser_key=of_browser.key,
            browser=recognised,
            session=session,
            label=label,
        )
        return decide(facts)

    return services.transactions.run(attempt)


def _is_outdated(services: Services, stored: PasswordHash | None) -> bool:
    return stored is not None and services.hasher.needs_rehash(stored)
