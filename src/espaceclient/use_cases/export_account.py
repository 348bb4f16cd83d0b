"""Export an account: read all that is held of it, decide, and add what the trail keeps."""

from collections.abc import Iterator

from espaceclient.domain.account import Account
from espaceclient.domain.account_view import NoAccount
from espaceclient.domain.decision import Decision
from espaceclient.domain.event import RecordedEvent
from espaceclient.domain.export_account import (
    AccountExported,
    Answer,
    Held,
    OwnersAnswer,
    decide_for_owner,
    decide_for_support,
    with_events,
)
from espaceclient.domain.find_session import NoSession
from espaceclient.domain.support import nobody
from espaceclient.domain.support_case import SupportCase
from espaceclient.domain.throttle import failed_sign_ins
from espaceclient.domain.token import SessionToken
from espaceclient.domain.values import ClientNetwork
from espaceclient.ports.storage import (
    AccountById,
    AccountOfSession,
    AddressChangesOfAccount,
    HoldingsOfAccount,
    RegistrationsAtAddress,
    ResetsOfAccount,
    SessionById,
    SessionsOfAccount,
)
from espaceclient.ports.trail import AboutAccount, AboutSubject, Trail
from espaceclient.use_cases.explain import walk
from espaceclient.use_cases.services import Services
from espaceclient.use_cases.unit_of_work import UnitOfWork


def run(services: Services, token: SessionToken, client_address: str | None) -> OwnersAnswer:
    session = services.session_of(token)
    if session is None:
        return NoSession()
    by_id, owner = SessionById(session), AccountOfSession(session)
    network = ClientNetwork.of(client_address)
    whose: list[Account] = []

    def attempt(unit: UnitOfWork) -> Decision[OwnersAnswer]:
        unit.read(by_id, owner)
        account = unit.one(owner)
        if account is None:
            return Decision(NoSession(), unit.now)
        whose[:] = [account]
        held = _read(services, unit, account)
        return decide_for_owner(unit.one(by_id), held, services.communes, network, unit.now)

    answer = services.transactions.run(attempt)
    return answer if isinstance(answer, NoSession) else _complete(services, answer, *whose)


def run_for_support(services: Services, account: AccountById, case: SupportCase) -> Answer:
    whose: list[Account] = []

    def attempt(unit: UnitOfWork) -> Decision[Answer]:
        unit.read(account)
        found = unit.one(account)
        if found is None:
            return nobody(case, account.id, unit.now)
        whose[:] = [found]
        return decide_for_support(case, _read(services, unit, found), services.communes, unit.now)

    answer = services.transactions.run(attempt)
    return answer if isinstance(answer, NoAccount) else _complete(services, answer, *whose)


def _read(services: Services, unit: UnitOfWork, account: Account) -> Held:
    held, sessions = HoldingsOfAccount(account.id), SessionsOfAccount(account.id)
    resets, changes = ResetsOfAccount(account.id), AddressChangesOfAccount(account.id)
    waiting = RegistrationsAtAddress(account.email.key)
    failures = services.failed_attempts(failed_sign_ins(account.email))
    unit.read(held, sessions, resets, changes, waiting, failures)
    return Held(
        account,
        unit.all(held),
        unit.all(sessions),
        unit.all(resets),
        unit.all(changes),
        unit.all(waiting),
        unit.one(failures),
    )


def _complete(services: Services, exported: AccountExported, account: Account) -> AccountExported:
    if services.trail is None:
        return exported
    return with_events(exported, _events(services, services.trail, account))


def _events(services: Services, trail: Trail, account: Account) -> Iterator[RecordedEvent]:
    yield from walk(trail, AboutAccount(account.id))
    yield from walk(trail, AboutSubject(services.subject(account.email)))
