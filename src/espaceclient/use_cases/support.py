"""Support: read what is known of what was named, and decide."""

from collections.abc import Iterable, Iterator

from attrs import evolve

from espaceclient.domain import support
from espaceclient.domain.account import Account
from espaceclient.domain.account_view import NoAccount
from espaceclient.domain.decision import Decision
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.event import RecordedEvent
from espaceclient.domain.rates import limits_of_mails
from espaceclient.domain.registration import Registration
from espaceclient.domain.reply import InTheWay
from espaceclient.domain.support import Asked, Found, ResendAnswer, SessionsEnded, SupportedAccount
from espaceclient.domain.support_case import SupportCase
from espaceclient.domain.values import Contract
from espaceclient.ports.storage import (
    AccountAtAddress,
    AccountById,
    AccountOfContract,
    AddressChangesOfAccount,
    HoldingsOfAccount,
    RegistrationsAtAddress,
    RegistrationsOfContract,
    SessionsOfAccount,
)
from espaceclient.ports.trail import AboutAccount, AboutContract, AboutSubject, Question
from espaceclient.use_cases.directory import NamesAccount
from espaceclient.use_cases.explain import walk
from espaceclient.use_cases.services import Services
from espaceclient.use_cases.unit_of_work import UnitOfWork


def find(
    services: Services,
    case: SupportCase,
    named: NamesAccount,
    email: EmailAddress | None,
    contract: Contract | None,
) -> Found:
    by_id = named.id if isinstance(named, AccountById) else None
    asked = Asked(by_id, services.subject(email) if email else None, contract)
    whose: list[EmailAddress] = []

    def attempt(unit: UnitOfWork) -> Decision[Found]:
        waiting = _waiting(email, contract)
        unit.read(named, *waiting)
        account = unit.one(named)
        whose[:] = [account.email] if account else []
        if account:
            return support.look(case, asked, _supported(services, unit, account), (), unit.now)
        registrations = [each for lookup in waiting for each in unit.all(lookup)]
        return support.look(case, asked, None, _usable(unit, registrations), unit.now)

    found = services.transactions.run(attempt)
    return evolve(found, events=tuple(_events(services, asked, found, whose)))


def _waiting(
    email: EmailAddress | None, contract: Contract | None
) -> tuple[RegistrationsAtAddress | RegistrationsOfContract, ...]:
    if email:
        return (RegistrationsAtAddress(email.key),)
    return (RegistrationsOfContract(contract),) if contract else ()


def _usable(unit: UnitOfWork, waiting: list[Registration]) -> list[Registration]:
    """Return those whose address and contract nobody has: they are saved whoever has them."""
    if not waiting:
        return []
    in_the_way = {
        each.id: (AccountAtAddress(each.email.key), AccountOfContract(each.contract))
        for each in waiting
    }
    unit.read(*dict.fromkeys(lookup for both in in_the_way.values() for lookup in both))
    return [each for each in waiting if not any(map(unit.one, in_the_way[each.id]))]


def _supported(services: Services, unit: UnitOfWork, account: Account) -> SupportedAccount:
    held, sessions = HoldingsOfAccount(account.id), SessionsOfAccount(account.id)
    unit.read(held, sessions)
    return SupportedAccount.of(
        account, unit.all(held), unit.all(sessions), services.communes, unit.now
    )


def _events(
    services: Services, asked: Asked, found: Found, whose: list[EmailAddress]
) -> Iterable[RecordedEvent]:
    if services.trail is None:
        return ()
    questions = _questions(services, asked, found, whose)
    events = {each.id: each for one in questions for each in walk(services.trail, one)}
    return sorted(events.values(), key=lambda each: each.key)


def _questions(
    services: Services, asked: Asked, found: Found, whose: list[EmailAddress]
) -> Iterator[Question]:
    account = found.account.id if found.account else asked.account
    if account:
        yield AboutAccount(account)
    if asked.contract:
        yield AboutContract(asked.contract)
    subjects = {asked.subject, *map(services.subject, whose)}
    yield from (AboutSubject(each) for each in subjects if each)


def end_sessions(
    services: Services, case: SupportCase, account: AccountById
) -> SessionsEnded | NoAccount:
    sessions, changes = SessionsOfAccount(account.id), AddressChangesOfAccount(account.id)

    def attempt(unit: UnitOfWork) -> Decision[SessionsEnded | NoAccount]:
        unit.read(account, sessions, changes)
        found = unit.one(account)
        if found is None:
            return support.nobody(case, account.id, unit.now)
        return support.end_sessions(case, found, unit.all(sessions), unit.all(changes), unit.now)

    return services.transactions.run(attempt)


def resend_activation(services: Services, case: SupportCase, email: EmailAddress) -> ResendAnswer:
    at_address, waiting = AccountAtAddress(email.key), RegistrationsAtAddress(email.key)
    mails = services.counters(limits_of_mails(email, services.policy.limits))

    def attempt(unit: UnitOfWork) -> Decision[ResendAnswer]:
        unit.read(at_address, waiting, *mails)
        registration = support.newest(unit.all(waiting), unit.now)
        holder = AccountOfContract(registration.contract) if registration else None
        if holder:
            unit.read(holder)
        facts = support.ResendFacts(
            now=unit.now,
            registration=registration,
            in_the_way=InTheWay(unit.one(at_address), unit.one(holder) if holder else None),
            mails=unit.rates(mails),
            subject=services.subject(email),
        )
        return support.resend_activation(case, facts)

    return services.transactions.run(attempt)
