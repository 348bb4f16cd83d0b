"""What may happen to contracts in a history: people add, remove and look at them, billing tells of
them.

Instants are told by the time since ``BEGINNING``: before the present one or after it.
"""

from datetime import timedelta

from attrs import asdict, frozen

from espaceclient import billing
from espaceclient.client import EspaceClient
from espaceclient.domain.billing_event import BillingEventId
from espaceclient.domain.values import Contract, ContractNumber
from espaceclient.testing.known_tokens import KnownTokens
from espaceclient.testing.samples import BEGINNING, COMMUNES

ContractKey = tuple[str, str]
"""The operator's code and the digits."""

_OPERATORS = {commune.operator.code: commune.operator for commune in COMMUNES.communes}


def contract_of(key: ContractKey) -> Contract:
    operator, digits = key
    return Contract(_OPERATORS[operator], ContractNumber(digits))


def key_of(contract: Contract) -> ContractKey:
    return contract.operator.code, contract.number.digits


@frozen
class AddContract:
    commune: str
    contract_number: str
    meter_number: str
    session: int = 0
    client_address: str | None = None

    def ask(self, client: EspaceClient, known: KnownTokens) -> object:
        session, fields = known.session(self.session), asdict(self)
        return client.add_contract(session, fields, client_address=self.client_address)


@frozen
class RemoveContract:
    contract: ContractKey
    password: str
    session: int = 0

    def ask(self, client: EspaceClient, known: KnownTokens) -> object:
        session, contract = known.session(self.session), contract_of(self.contract)
        return client.remove_contract(session, contract, self.password)


@frozen
class LookAtContracts:
    session: int = 0

    def ask(self, client: EspaceClient, known: KnownTokens) -> object:
        return client.contracts(known.session(self.session))


@frozen
class MaySee:
    """Ask of an instant, or of the latest period where ``on`` is ``None``."""

    contract: ContractKey
    on: timedelta | None = None
    session: int = 0

    def ask(self, client: EspaceClient, known: KnownTokens) -> object:
        on = None if self.on is None else BEGINNING + self.on
        return client.may_see(known.session(self.session), contract_of(self.contract), on)


@frozen
class EndContract:
    """Billing tells that a contract ends, or only that its holder changes."""

    event: str
    contract: ContractKey
    on: timedelta
    holder_changes: bool = False

    def ask(self, client: EspaceClient, _: KnownTokens) -> object:
        kind = billing.HolderChanged if self.holder_changes else billing.ContractEnded
        event, contract = BillingEventId(self.event), contract_of(self.contract)
        return client.apply(kind(event, contract, BEGINNING + self.on))


@frozen
class RenumberContract:
    event: str
    contract: ContractKey
    new: ContractKey

    def ask(self, client: EspaceClient, _: KnownTokens) -> object:
        old, new = contract_of(self.contract), contract_of(self.new)
        return client.apply(billing.ContractRenumbered(BillingEventId(self.event), old, new))


@frozen
class RescindHolding:
    event: str
    contract: ContractKey

    def ask(self, client: EspaceClient, _: KnownTokens) -> object:
        event, contract = BillingEventId(self.event), contract_of(self.contract)
        return client.apply(billing.HoldingRescinded(event, contract))


BillingAction = EndContract | RenumberContract | RescindHolding
ContractAction = AddContract | RemoveContract | LookAtContracts | MaySee | BillingAction
