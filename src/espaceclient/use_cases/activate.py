"""Activate: read the registration behind a link, then all that hangs on it, and decide."""

from espaceclient.domain.account import AccountId
from espaceclient.domain.activate import Answer, Facts, Known, Preview, Related, decide, preview
from espaceclient.domain.billing_event import key_of
from espaceclient.domain.decision import Decision
from espaceclient.domain.holding import HoldingId
from espaceclient.domain.link import LinkUnusable
from espaceclient.domain.password import PasswordAttempt
from espaceclient.domain.registration import BrowserId, Registration, RegistrationId
from espaceclient.domain.session import require_label
from espaceclient.domain.throttle import failed_activations
from espaceclient.domain.token import BrowserToken, LinkToken, Purpose
from espaceclient.domain.values import ClientNetwork
from espaceclient.ports.storage import (
    AccountAtAddress,
    EndedContractByKey,
    HoldingsOfContract,
    RegistrationById,
    RegistrationsFor,
)
from espaceclient.use_cases.services import Services
from espaceclient.use_cases.unit_of_work import UnitOfWork


def run_preview(services: Services, link: LinkToken, browser: BrowserToken | None) -> Preview:
    by_id = _registration(services, link)
    if by_id is None:
        return LinkUnusable()

    def attempt(unit: UnitOfWork) -> Decision[Preview]:
        unit.read(by_id)
        registration = unit.one(by_id)
        if registration is None:
            return Decision(LinkUnusable(), unit.now)
        unit.read(*_holders(registration))
        known = _known(unit, registration, services.browser_of(browser))
        return Decision(preview(known, unit.now), unit.now)

    return services.transactions.run(attempt)


def run(
    services: Services,
    link: LinkToken,
    browser: BrowserToken | None,
    password: str | None,
    label: str | None,
    client_address: str | None,
) -> Answer:
    require_label(label)
    by_id = _registration(services, link)
    if by_id is None:
        return LinkUnusable()
    wrong_passwords = services.failed_attempts(failed_activations(by_id.id))
    verify = services.verifier(PasswordAttempt(password)) if password else None
    account_id = AccountId(services.tokens.new_id())
    holding_id = HoldingId(services.tokens.new_id())
    recognised = services.issue_browser(browser)
    session = services.issue_session()
    network = ClientNetwork.of(client_address)

    def attempt(unit: UnitOfWork) -> Decision[Answer]:
        unit.read(by_id, wrong_passwords)
        registration = unit.one(by_id)
        if registration is None:
            return Decision(LinkUnusable(), unit.now)
        related = Related.to(registration, recognised.id)
        siblings = RegistrationsFor(related.email_key, related.contract)
        ended = EndedContractByKey(key_of(related.contract))
        failed_sign_ins = services.failed_attempts(related.failed_sign_ins)
        of_browser = services.failed_attempts(related.failed_sign_ins_of_browser)
        unit.read(*_holders(registration), siblings, ended, failed_sign_ins, of_browser)
        facts = Facts(
            now=unit.now,
            policy=services.policy,
            known=_known(unit, registration, services.browser_of(browser)),
            verified=verify(registration.password_hash) if verify else None,
            failed_attempts=unit.failed_attempts(wrong_passwords),
            failed_sign_ins=unit.one(failed_sign_ins),
            siblings=unit.all(siblings),
            ended=unit.one(ended),
            account_id=account_id,
            holding_id=holding_id,
            browser_key=of_browser.key,
            browser=recognised,
            session=session,
            label=label,
            subject=services.subject(registration.email),
            network=network,
        )
        return decide(facts)

    return services.transactions.run(attempt)


def _registration(services: Services, link: LinkToken) -> RegistrationById | None:
    registration = services.tokens.verify(Purpose.ACTIVATION, link)
    return None if registration is None else RegistrationById(RegistrationId(registration))


def _holders(registration: Registration) -> tuple[AccountAtAddress, HoldingsOfContract]:
    return AccountAtAddress(registration.email.key), HoldingsOfContract(registration.contract)


def _known(unit: UnitOfWork, registration: Registration, browser: BrowserId | None) -> Known:
    at_address, of_contract = _holders(registration)
    return Known(registration, unit.one(at_address), unit.all(of_contract), browser)
