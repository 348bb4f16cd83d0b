"""Request a change of address: read who is signed in, then what there is of both addresses, and
decide.
"""

from espaceclient.domain.address_change import AddressChangeId
from espaceclient.domain.decision import Decision
from espaceclient.domain.find_session import NoSession
from espaceclient.domain.problem import Fields, Invalid, fields_of
from espaceclient.domain.rates import limits_of_address_changes
from espaceclient.domain.request_address_change import (
    Answer,
    Facts,
    RequestAddressChange,
    decide,
)
from espaceclient.domain.session import SessionId
from espaceclient.domain.throttle import failed_password_changes
from espaceclient.domain.token import BrowserToken, SessionToken
from espaceclient.domain.values import ClientNetwork
from espaceclient.ports.storage import (
    AccountAtAddress,
    AccountOfSession,
    AddressChangesOfAccount,
    SessionById,
)
from espaceclient.use_cases.services import Services
from espaceclient.use_cases.unit_of_work import UnitOfWork


def run(
    services: Services,
    token: SessionToken,
    request: RequestAddressChange | Fields,
    browser: BrowserToken | None,
    client_address: str | None,
) -> Answer:
    command = RequestAddressChange.from_fields(fields_of(request))
    if isinstance(command, Invalid):
        return command
    session = services.session_of(token)
    if session is None:
        return NoSession()
    return _decide(services, session, command, browser, ClientNetwork.of(client_address))


def _decide(
    services: Services,
    session: SessionId,
    command: RequestAddressChange,
    browser: BrowserToken | None,
    network: ClientNetwork | None,
) -> Answer:
    by_id, owner = SessionById(session), AccountOfSession(session)
    failures = services.failed_attempts(failed_password_changes(session))
    verify = services.verifier(command.current)
    recognised = services.issue_browser(browser)
    change_id = AddressChangeId(services.tokens.new_id())
    at_new = AccountAtAddress(command.email.key)

    def attempt(unit: UnitOfWork) -> Decision[Answer]:
        unit.read(by_id, owner, failures)
        account = unit.one(owner)
        if account is None:
            return Decision(NoSession(), unit.now)
        pending = AddressChangesOfAccount(account.id)
        limits = limits_of_address_changes(account.email, command.email, services.policy.limits)
        mails = services.counters(limits)
        unit.read(at_new, pending, *mails)
        facts = Facts(
            now=unit.now,
            policy=services.policy,
            session=unit.one(by_id),
            account=account,
            verified=verify(account.password_hash),
            failed_attempts=unit.failed_attempts(failures),
            holder=unit.one(at_new),
            pending=unit.all(pending),
            mails=unit.rates(mails),
            change_id=change_id,
            browser=recognised,
            network=network,
        )
        return decide(command, facts)

    return services.transactions.run(attempt)
