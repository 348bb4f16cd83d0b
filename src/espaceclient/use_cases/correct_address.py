"""Correct an address: read what waits, then what is in its way at the new address; decide."""

from espaceclient.domain.correct_address import (
    Answer,
    CorrectAddress,
    CorrectionRefused,
    Facts,
    Outcome,
    decide,
)
from espaceclient.domain.decision import Decision
from espaceclient.domain.problem import Fields, Invalid, fields_of
from espaceclient.domain.rates import limits_of_openings
from espaceclient.domain.reply import InTheWay
from espaceclient.domain.token import WaitingToken
from espaceclient.domain.values import ClientNetwork
from espaceclient.ports.storage import AccountAtAddress, AccountOfContract, RegistrationById
from espaceclient.use_cases.services import Services
from espaceclient.use_cases.unit_of_work import UnitOfWork


def run(
    services: Services,
    token: WaitingToken,
    request: CorrectAddress | Fields,
    client_address: str | None,
) -> Answer:
    command = CorrectAddress.from_fields(fields_of(request))
    if isinstance(command, Invalid):
        return command
    waiting = services.registration_of(token)
    if waiting is None:
        return CorrectionRefused()
    by_id = RegistrationById(waiting)
    at_address = AccountAtAddress(command.email.key)
    subject = services.subject(command.email)
    successor = services.issue_registration()
    network = ClientNetwork.of(client_address)

    def attempt(unit: UnitOfWork) -> Decision[Outcome]:
        unit.read(by_id)
        registration = unit.one(by_id)
        if registration is None:
            return Decision(CorrectionRefused(), unit.now)
        of_contract = AccountOfContract(registration.contract)
        limits = services.policy.limits
        mails = services.counters(
            limits_of_openings(registration.subscription, command.email, limits)
        )
        unit.read(at_address, of_contract, *mails)
        facts = Facts(
            now=unit.now,
            registration=registration,
            in_the_way=InTheWay(unit.one(at_address), unit.one(of_contract)),
            mails=unit.rates(mails),
            successor=successor,
            subject=subject,
            former=services.subject(registration.email),
            network=network,
        )
        return decide(command, facts)

    return services.transactions.run(attempt)
