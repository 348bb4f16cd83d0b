"""Reset a password: read the reset and its account, then what failed at its address, and decide."""

from espaceclient.domain.decision import Decision
from espaceclient.domain.link import LinkUnusable
from espaceclient.domain.problem import Fields, Invalid, fields_of
from espaceclient.domain.reset import ResetId
from espaceclient.domain.reset_password import (
    Answer,
    Facts,
    Preview,
    ResetPassword,
    decide,
    failures_of,
    failures_of_browser,
    preview,
)
from espaceclient.domain.token import BrowserToken, LinkToken, Purpose
from espaceclient.domain.values import ClientNetwork
from espaceclient.ports.storage import AccountOfReset, HoldingsOfAccount, ResetById
from espaceclient.use_cases.services import Services
from espaceclient.use_cases.unit_of_work import UnitOfWork


def run_preview(services: Services, link: LinkToken) -> Preview:
    reset = _reset(services, link)
    if reset is None:
        return LinkUnusable()
    by_id, owner = ResetById(reset), AccountOfReset(reset)

    def attempt(unit: UnitOfWork) -> Decision[Preview]:
        unit.read(by_id, owner)
        return Decision(preview(unit.one(by_id), unit.one(owner), unit.now), unit.now)

    return services.transactions.run(attempt)


def run(
    services: Services,
    link: LinkToken,
    request: ResetPassword | Fields,
    browser: BrowserToken | None,
    client_address: str | None,
) -> Answer:
    command = ResetPassword.from_fields(fields_of(request), services.policy.password)
    if isinstance(command, Invalid):
        return command
    reset = _reset(services, link)
    if reset is None:
        return LinkUnusable()
    if refused := services.refuse_breached(command.password):
        return refused
    return _decide(services, reset, command, browser, ClientNetwork.of(client_address))


def _decide(
    services: Services,
    reset: ResetId,
    command: ResetPassword,
    browser: BrowserToken | None,
    network: ClientNetwork | None,
) -> Answer:
    by_id, owner = ResetById(reset), AccountOfReset(reset)
    password_hash = services.hasher.hash(command.password)
    recognised = services.issue_browser(browser)

    def attempt(unit: UnitOfWork) -> Decision[Answer]:
        unit.read(by_id, owner)
        account = unit.one(owner)
        if account is None:
            return Decision(LinkUnusable(), unit.now)
        failures = services.failed_attempts(failures_of(account))
        of_browser = services.failed_attempts(failures_of_browser(account, recognised.id))
        held = HoldingsOfAccount(account.id)
        unit.read(held, failures, of_browser)
        return decide(
            command,
            Facts(
                now=unit.now,
                reset=unit.one(by_id),
                account=account,
                holdings=unit.all(held),
                failed_attempts=unit.one(failures),
                browser_key=of_browser.key,
                browser=recognised,
                password_hash=password_hash,
                network=network,
            ),
        )

    return services.transactions.run(attempt)


def _reset(services: Services, link: LinkToken) -> ResetId | None:
    reset = services.tokens.verify(Purpose.RESET, link)
    return None if reset is None else ResetId(reset)
