"""Open an account: ask the register, read who holds the address and the contract, decide."""

from espaceclient.domain.billing_event import key_of
from espaceclient.domain.decision import Decision
from espaceclient.domain.language import Language
from espaceclient.domain.open_account import (
    Answer,
    Facts,
    OpenAccount,
    Outcome,
    RegisterUnavailable,
    decide,
)
from espaceclient.domain.problem import Fields, Invalid, fields_of
from espaceclient.domain.rates import limits_of_openings, limits_of_wrong_pairs
from espaceclient.domain.reply import InTheWay
from espaceclient.domain.token import BrowserToken
from espaceclient.domain.values import ClientNetwork, Subscriber
from espaceclient.ports.errors import SubscribersUnavailable
from espaceclient.ports.storage import AccountAtAddress, AccountOfContract, EndedContractByKey
from espaceclient.use_cases.services import Services
from espaceclient.use_cases.unit_of_work import UnitOfWork


def run(
    services: Services,
    request: OpenAccount | Fields,
    client_address: str | None,
    browser: BrowserToken | None,
    language: Language,
) -> Answer:
    fields, policy = fields_of(request), services.policy
    command = OpenAccount.from_fields(
        fields, services.communes, policy.password, policy.formats, policy.extra_fields
    )
    if isinstance(command, Invalid):
        return command
    if refused := services.refuse_breached(command.password):
        return refused
    try:
        subscriber = services.find_subscriber(command.contract)
    except SubscribersUnavailable:
        return RegisterUnavailable()
    return _decide(services, command, subscriber, client_address, browser, language)


def _decide(
    services: Services,
    command: OpenAccount,
    subscriber: Subscriber | None,
    client_address: str | None,
    browser: BrowserToken | None,
    language: Language,
) -> Outcome:
    password_hash = services.hasher.hash(command.password)
    registration = services.issue_registration()
    subject = services.subject(command.email)
    recognised = services.issue_browser(browser)
    at_address = AccountAtAddress(command.email.key)
    of_contract = AccountOfContract(command.contract)
    ended = EndedContractByKey(key_of(command.contract))
    network = ClientNetwork.of(client_address)
    limits, subscription = services.policy.limits, command.subscription
    wrong_pairs = services.counters(limits_of_wrong_pairs(subscription, network, limits))
    openings = services.counters(limits_of_openings(subscription, command.email, limits))

    def attempt(unit: UnitOfWork) -> Decision[Outcome]:
        unit.read(at_address, of_contract, ended, *wrong_pairs, *openings)
        facts = Facts(
            now=unit.now,
            policy=services.policy,
            subscriber=subscriber,
            in_the_way=InTheWay(unit.one(at_address), unit.one(of_contract)),
            ended=unit.one(ended),
            wrong_pairs=unit.rates(wrong_pairs),
            openings=unit.rates(openings),
            password_hash=password_hash,
            registration=registration,
            browser=recognised,
            subject=subject,
            network=network,
            language=language,
        )
        return decide(command, facts)

    return services.transactions.run(attempt)
