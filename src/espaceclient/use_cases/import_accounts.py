"""Import accounts: ask the register about each request, read what is there, and decide on all of
them together.
"""

from collections.abc import Sequence

from attrs import field, frozen

from espaceclient.domain.account import AccountId
from espaceclient.domain.billing_event import key_of
from espaceclient.domain.decision import Decision
from espaceclient.domain.foreign_hash import HashScheme
from espaceclient.domain.holding import HoldingId
from espaceclient.domain.import_account import Answer, Facts, ImportAccount, unverifiable
from espaceclient.domain.import_accounts import ImportedBatch, Judged, decide
from espaceclient.domain.open_account import RegisterUnavailable
from espaceclient.domain.problem import Fields, Invalid, fields_of
from espaceclient.domain.values import Subscriber
from espaceclient.ports.errors import SubscribersUnavailable
from espaceclient.ports.hasher import ForeignHasher
from espaceclient.ports.storage import (
    AccountAtAddress,
    AnyLookup,
    EndedContractByKey,
    HoldingsOfContract,
    RegistrationsFor,
)
from espaceclient.use_cases.services import Services
from espaceclient.use_cases.unit_of_work import UnitOfWork


def run(
    services: Services, requests: Sequence[ImportAccount | Fields], *, dry_run: bool
) -> ImportedBatch:
    asked = [_ask(services, request) for request in requests]
    lookups = [lookup for each in asked if isinstance(each, _Asked) for lookup in each.lookups]

    def attempt(unit: UnitOfWork) -> Decision[ImportedBatch]:
        unit.read(*lookups)
        judged = [each.judged(unit) if isinstance(each, _Asked) else each for each in asked]
        return decide(judged, unit.now, dry_run=dry_run)

    return services.transactions.run(attempt)


@frozen
class _Asked:
    """A request that can be judged, what the register answered, and the ids to come."""

    command: ImportAccount
    subscriber: Subscriber | None
    account_id: AccountId
    holding_id: HoldingId
    at_address: AccountAtAddress = field(init=False)
    of_contract: HoldingsOfContract = field(init=False)
    ended: EndedContractByKey = field(init=False)
    waiting: RegistrationsFor = field(init=False)

    @at_address.default
    def _at_address(self) -> AccountAtAddress:
        return AccountAtAddress(self.command.email.key)

    @of_contract.default
    def _of_contract(self) -> HoldingsOfContract:
        return HoldingsOfContract(self.command.contract)

    @ended.default
    def _ended(self) -> EndedContractByKey:
        return EndedContractByKey(key_of(self.command.contract))

    @waiting.default
    def _waiting(self) -> RegistrationsFor:
        return RegistrationsFor(self.command.email.key, self.command.contract)

    @property
    def lookups(self) -> tuple[AnyLookup, ...]:
        return self.at_address, self.of_contract, self.ended, self.waiting

    def judged(self, unit: UnitOfWork) -> Judged:
        facts = Facts(
            now=unit.now,
            account=unit.one(self.at_address),
            holdings=unit.all(self.of_contract),
            ended=unit.one(self.ended),
            waiting=unit.all(self.waiting),
            subscriber=self.subscriber,
            account_id=self.account_id,
            holding_id=self.holding_id,
        )
        return self.command, facts


def _ask(services: Services, request: ImportAccount | Fields) -> _Asked | Answer:
    formats = services.policy.formats
    command = ImportAccount.from_fields(fields_of(request), services.communes, formats)
    if isinstance(command, Invalid):
        return command
    refused = unverifiable(command, _schemes(services))
    if refused:
        return refused
    try:
        subscriber = services.find_subscriber(command.contract)
    except SubscribersUnavailable:
        return RegisterUnavailable()
    tokens = services.tokens
    return _Asked(command, subscriber, AccountId(tokens.new_id()), HoldingId(tokens.new_id()))


def _schemes(services: Services) -> frozenset[HashScheme]:
    hasher = services.hasher
    return hasher.foreign_schemes() if isinstance(hasher, ForeignHasher) else frozenset()
