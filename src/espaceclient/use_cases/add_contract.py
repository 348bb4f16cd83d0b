"""Add a contract: read who is signed in, who holds it and what was counted, ask the register for
them, and decide.

The register is asked within the attempt, for nobody who is refused without it; once, however often
the use case decides again.
"""

from collections.abc import Callable
from functools import cache

from attrs import evolve

from espaceclient.domain.account import Account
from espaceclient.domain.add_contract import (
    AddContract,
    Answer,
    Asker,
    Facts,
    Outcome,
    admit,
    decide,
)
from espaceclient.domain.billing_event import key_of
from espaceclient.domain.decision import Decision
from espaceclient.domain.find_session import NoSession
from espaceclient.domain.holding import HoldingId
from espaceclient.domain.open_account import RegisterUnavailable
from espaceclient.domain.problem import Fields, Invalid, fields_of
from espaceclient.domain.rates import limits_of_openings, limits_of_wrong_pairs_of
from espaceclient.domain.token import SessionToken
from espaceclient.domain.values import ClientNetwork, Contract, Subscriber
from espaceclient.ports.errors import SubscribersUnavailable
from espaceclient.ports.storage import (
    AccountOfContract,
    AccountOfSession,
    EndedContractByKey,
    HoldingsOfContract,
    HoldingsOfSession,
    RegistrationsOfContract,
    SessionById,
)
from espaceclient.use_cases.services import Services
from espaceclient.use_cases.unit_of_work import UnitOfWork


def run(
    services: Services,
    token: SessionToken,
    request: AddContract | Fields,
    client_address: str | None,
) -> Answer:
    formats = services.policy.formats
    command = AddContract.from_fields(fields_of(request), services.communes, formats)
    if isinstance(command, Invalid):
        return command
    session = services.session_of(token)
    if session is None:
        return NoSession()
    by_id, owner, held = SessionById(session), AccountOfSession(session), HoldingsOfSession(session)
    network = ClientNetwork.of(client_address)
    find = cache(services.find_subscriber)

    def attempt(unit: UnitOfWork) -> Decision[Outcome]:
        unit.read(by_id, owner, held)
        asker = Asker(unit.one(by_id), unit.one(owner), unit.all(held))
        admitted = admit(command, asker, unit.now)
        if not isinstance(admitted, Account):
            return Decision(admitted, unit.now)
        return _decide(command, _facts(services, unit, command, admitted, network), find)

    return services.transactions.run(attempt)


def _decide(
    command: AddContract, facts: Facts, find: Callable[[Contract], Subscriber | None]
) -> Decision[Outcome]:
    if facts.limit_reached:
        return decide(command, facts)
    try:
        subscriber = find(command.contract)
    except SubscribersUnavailable:
        return Decision(RegisterUnavailable(), facts.now)
    return decide(command, evolve(facts, subscriber=subscriber))


def _facts(
    services: Services,
    unit: UnitOfWork,
    command: AddContract,
    account: Account,
    network: ClientNetwork | None,
) -> Facts:
    limits, subscription = services.policy.limits, command.subscription
    wrong_pairs = services.counters(
        limits_of_wrong_pairs_of(account.id, subscription, network, limits)
    )
    openings = services.counters(limits_of_openings(subscription, account.email, limits))
    of_contract, holder = HoldingsOfContract(command.contract), AccountOfContract(command.contract)
    waiting = RegistrationsOfContract(command.contract)
    ended = EndedContractByKey(key_of(command.contract))
    unit.read(of_contract, holder, waiting, ended, *wrong_pairs, *openings)
    return Facts(
        now=unit.now,
        account=account,
        subscriber=None,
        ended=unit.one(ended),
        holdings=unit.all(of_contract),
        holder=unit.one(holder),
        waiting=unit.all(waiting),
        wrong_pairs=unit.rates(wrong_pairs),
        openings=unit.rates(openings),
        holding_id=HoldingId(services.tokens.new_id()),
        network=network,
    )
