"""Resend the activation mail: read what waits, then what is in its way and its limits; decide."""

from espaceclient.domain.decision import Decision
from espaceclient.domain.rates import limits_of_openings
from espaceclient.domain.reply import InTheWay
from espaceclient.domain.resend_activation import ActivationResent, Facts, decide
from espaceclient.domain.token import WaitingToken
from espaceclient.domain.values import ClientNetwork
from espaceclient.ports.storage import AccountAtAddress, AccountOfContract, RegistrationById
from espaceclient.use_cases.services import Services
from espaceclient.use_cases.unit_of_work import UnitOfWork


def run(services: Services, token: WaitingToken, client_address: str | None) -> ActivationResent:
    waiting = services.registration_of(token)
    if waiting is None:
        return ActivationResent()
    by_id = RegistrationById(waiting)
    network = ClientNetwork.of(client_address)

    def attempt(unit: UnitOfWork) -> Decision[ActivationResent]:
        unit.read(by_id)
        registration = unit.one(by_id)
        if registration is None:
            return Decision(ActivationResent(), unit.now)
        email, subscription = registration.email, registration.subscription
        at_address = AccountAtAddress(email.key)
        of_contract = AccountOfContract(registration.contract)
        limits = limits_of_openings(subscription, email, services.policy.limits)
        mails = services.counters(limits)
        unit.read(at_address, of_contract, *mails)
        facts = Facts(
            now=unit.now,
            registration=registration,
            in_the_way=InTheWay(unit.one(at_address), unit.one(of_contract)),
            mails=unit.rates(mails),
            subject=services.subject(email),
            network=network,
        )
        return decide(facts)

    return services.transactions.run(attempt)
