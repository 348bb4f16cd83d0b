"""Confirm a change of address: read the change and its account, then all that hangs on it, and
decide.
"""

from espaceclient.domain.account import Account
from espaceclient.domain.address_change import AddressChange, AddressChangeId
from espaceclient.domain.confirm_address_change import (
    Answer,
    Facts,
    Known,
    Preview,
    Related,
    decide,
    preview,
)
from espaceclient.domain.decision import Decision
from espaceclient.domain.link import LinkUnusable
from espaceclient.domain.password import PasswordAttempt
from espaceclient.domain.registration import BrowserId
from espaceclient.domain.throttle import failed_address_changes
from espaceclient.domain.token import BrowserToken, LinkToken, Purpose
from espaceclient.domain.values import ClientNetwork
from espaceclient.ports.storage import (
    AccountAtAddress,
    AccountOfAddressChange,
    AddressChangeById,
    AddressChangesOfAccount,
    RegistrationsAtAddress,
    ResetsOfAccount,
)
from espaceclient.use_cases.services import Services
from espaceclient.use_cases.unit_of_work import UnitOfWork


def run_preview(services: Services, link: LinkToken, browser: BrowserToken | None) -> Preview:
    change_id = _change(services, link)
    if change_id is None:
        return LinkUnusable()
    by_id, owner = AddressChangeById(change_id), AccountOfAddressChange(change_id)

    def attempt(unit: UnitOfWork) -> Decision[Preview]:
        unit.read(by_id, owner)
        change, account = unit.one(by_id), unit.one(owner)
        if change is None or account is None:
            return Decision(LinkUnusable(), unit.now)
        unit.read(AccountAtAddress(change.email.key))
        known = _known(unit, change, account, services.browser_of(browser))
        return Decision(preview(known, unit.now), unit.now)

    return services.transactions.run(attempt)


def run(
    services: Services,
    link: LinkToken,
    browser: BrowserToken | None,
    password: str | None,
    client_address: str | None,
) -> Answer:
    change_id = _change(services, link)
    if change_id is None:
        return LinkUnusable()
    by_id, owner = AddressChangeById(change_id), AccountOfAddressChange(change_id)
    wrong_passwords = services.failed_attempts(failed_address_changes(change_id))
    verify = services.verifier(PasswordAttempt(password)) if password else None
    recognised = services.issue_browser(browser)
    network = ClientNetwork.of(client_address)

    def attempt(unit: UnitOfWork) -> Decision[Answer]:
        unit.read(by_id, owner, wrong_passwords)
        change, account = unit.one(by_id), unit.one(owner)
        if change is None or account is None:
            return Decision(LinkUnusable(), unit.now)
        related = Related.to(change, account, recognised.id)
        former, new = map(services.failed_attempts, (related.former, related.new))
        of_browsers = tuple(map(services.failed_attempts, related.of_browsers))
        changes, resets = AddressChangesOfAccount(account.id), ResetsOfAccount(account.id)
        waiting = RegistrationsAtAddress(change.email.key)
        at_address = AccountAtAddress(change.email.key)
        unit.read(at_address, changes, resets, waiting, former, new, *of_browsers)
        facts = Facts(
            now=unit.now,
            policy=services.policy,
            known=_known(unit, change, account, services.browser_of(browser)),
            verified=verify(account.password_hash) if verify else None,
            failed_attempts=unit.failed_attempts(wrong_passwords),
            former_failures=unit.one(former),
            new_failures=unit.one(new),
            new_key=new.key,
            browser_keys=tuple(each.key for each in of_browsers),
            changes=unit.all(changes),
            resets=unit.all(resets),
            registrations=unit.all(waiting),
            browser=recognised,
            subject=services.subject(account.email),
            network=network,
        )
        return decide(facts)

    return services.transactions.run(attempt)


def _change(services: Services, link: LinkToken) -> AddressChangeId | None:
    change = services.tokens.verify(Purpose.ADDRESS, link)
    return None if change is None else AddressChangeId(change)


def _known(
    unit: UnitOfWork, change: AddressChange, account: Account, browser: BrowserId | None
) -> Known:
    return Known(change, account, unit.one(AccountAtAddress(change.email.key)), browser)
