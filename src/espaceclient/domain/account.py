"""An account (« espace client »): at most one for an address and at most one for a contract."""

from datetime import datetime
from typing import NewType

from attrs import evolve, field, frozen

from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.instant import require_utc
from espaceclient.domain.own_words import own_words
from espaceclient.domain.password import PasswordHash
from espaceclient.domain.values import Commune, Communes, Contract, ContractNumber, MeterNumber

AccountId = NewType("AccountId", str)


@frozen
class Subscription:
    """What a subscriber proved: a contract and its meter, in the commune that they chose."""

    commune: Commune
    contract_number: ContractNumber
    meter: MeterNumber

    @property
    def contract(self) -> Contract:
        """The contract number together with the operator of the commune."""
        return Contract(self.commune.operator, self.contract_number)

    def of_today(self, communes: Communes) -> "Subscription":
        """Return it with the name that its operator has among ``communes``."""
        operator = communes.current(self.commune.operator)
        return evolve(self, commune=evolve(self.commune, operator=operator))


@frozen
class Account:
    """An open account.

    ``password_version`` is the number of the current password, from 1. Sessions and reset links
    hold the number that they were issued under, and are invalid once it differs.
    """

    id: AccountId
    email: EmailAddress
    password_hash: PasswordHash
    subscription: Subscription
    opened_at: datetime = field(validator=require_utc)
    password_version: int = 1

    @property
    def contract(self) -> Contract:
        """The contract that the account holds."""
        return self.subscription.contract

    @property
    def own_words(self) -> frozenset[str]:
        """The words that no password of this account is made of."""
        proved = self.subscription
        return own_words(self.email, proved.commune, proved.contract_number, proved.meter)

    def with_new_password(self, password_hash: PasswordHash) -> "Account":
        """Return the account with a new password: all its sessions and reset links are invalid."""
        return evolve(self, password_hash=password_hash, password_version=self.password_version + 1)

    def with_rehashed_password(self, password_hash: PasswordHash) -> "Account":
        """Return the account with its password hashed anew: sessions and links stay valid."""
        return evolve(self, password_hash=password_hash)
