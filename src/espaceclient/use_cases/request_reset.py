"""Request a reset: read how often it was asked for at the address, and nothing else; decide."""

from espaceclient.domain.decision import Decision
from espaceclient.domain.problem import Fields, Invalid, fields_of
from espaceclient.domain.rates import limits_of_resets
from espaceclient.domain.request_reset import Answer, Facts, RequestReset, ResetRequested, decide
from espaceclient.domain.reset import ResetId
from espaceclient.domain.values import ClientNetwork
from espaceclient.use_cases.services import Services
from espaceclient.use_cases.unit_of_work import UnitOfWork


def run(services: Services, request: RequestReset | Fields, client_address: str | None) -> Answer:
    command = RequestReset.from_fields(fields_of(request))
    if isinstance(command, Invalid):
        return command
    network = ClientNetwork.of(client_address)
    limits = limits_of_resets(command.email, network, services.policy.limits)
    requests = services.counters(limits)
    subject = services.subject(command.email)
    reset_id = ResetId(services.tokens.new_id())

    def attempt(unit: UnitOfWork) -> Decision[ResetRequested]:
        unit.read(*requests)
        facts = Facts(
            now=unit.now,
            policy=services.policy,
            requests=unit.rates(requests),
            reset_id=reset_id,
            subject=subject,
            network=network,
        )
        return decide(command, facts)

    return services.transactions.run(attempt)
