"""An account: « espace client ». One address and one contract have at most one."""

from datetime import datetime
from typing import NewType

from attrs import evolve, field, frozen

from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.instant import require_utc
from espaceclient.domain.password import PasswordHash
from espaceclient.domain.values import Commune, Contract, ContractNumber, MeterNumber

AccountId = NewType("AccountId", str)


@frozen
class Subscription:
    """What a subscriber proved: the contract and the meter, and the commune that they chose."""

    commune: Commune
    contract_number: ContractNumber
    meter: MeterNumber

    @property
    def contract(self) -> Contract:
        return Contract(self.commune.operator, self.contract_number)


@frozen
class Account:
    """``password_version`` rises with each new password; what was issued under an older one is
    dead.
    """

    id: AccountId
    email: EmailAddress
    password_hash: PasswordHash
    subscription: Subscription
    opened_at: datetime = field(validator=require_utc)
    password_version: int = 1

    @property
    def contract(self) -> Contract:
        return self.subscription.contract

    def with_new_password(self, password_hash: PasswordHash) -> "Account":
        """Replace the password: every session and every reset link issued so far dies."""
        return evolve(self, password_hash=password_hash, password_version=self.password_version + 1)

    def with_rehashed_password(self, password_hash: PasswordHash) -> "Account":
        """Keep the same password under a newer cost or key: nothing dies."""
        return evolve(self, password_hash=password_hash)
