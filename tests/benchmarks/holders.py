"""A database of many accounts, each with a contract, for measuring."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice

from attrs import frozen

from espaceclient.adapters.sqlite import SqliteDatabase, SqliteStorage
from espaceclient.domain.account import Account, AccountId, Subscription
from espaceclient.domain.decision import Decision, Record
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.holding import Holding, HoldingId
from espaceclient.domain.password import PasswordHash
from espaceclient.domain.values import Commune, Contract, ContractNumber, MeterNumber, Operator
from espaceclient.ports.storage import Snapshot

OPENED_AT = datetime(2026, 1, 1, tzinfo=UTC)
METER = MeterNumber("A02GJ098702")
BATCH = 10_000

_SCATTER = 6_700_417
_COMMUNE = Commune("13022", "Cassis", Operator("Société Eau de Marseille Métropole"))
_HASH = PasswordHash("$2b$12$" + "." * 53, "k1")


@frozen
class Holder:
    """The account and the holding of one number; ids are in no order, as drawn ones are."""

    number: int

    @property
    def account(self) -> Account:
        address = EmailAddress(f"abonne{self.number:07}@exemple.fr")
        return Account(AccountId(f"account-{self._scattered}"), address, _HASH, OPENED_AT)

    @property
    def holding(self) -> Holding:
        subscription = Subscription(_COMMUNE, self.contract.number, METER)
        holding_id = HoldingId(f"holding-{self._scattered}")
        return Holding(holding_id, self.account.id, subscription, OPENED_AT)

    @property
    def contract(self) -> Contract:
        return Contract(_COMMUNE.operator, ContractNumber(f"{self.number:07}"))

    @property
    def _scattered(self) -> str:
        return f"{self.number * _SCATTER % 10_000_000:07}"


def fill(database: SqliteDatabase, numbers: range) -> None:
    """Store the holders of these numbers, so many in a commit."""
    storage = SqliteStorage(database)
    records = _records(numbers)
    while batch := tuple(islice(records, BATCH)):
        storage.commit(Decision(None, OPENED_AT, save=batch), Snapshot({}))


def _records(numbers: range) -> Iterator[Record]:
    for number in numbers:
        holder = Holder(number)
        yield holder.account
        yield holder.holding
