"""An account (« espace client »): at most one for an address. Its contracts are its holdings."""

from datetime import datetime, timedelta
from typing import NewType

from attrs import Factory, evolve, field, frozen
from attrs.validators import optional

from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.instant import require_utc
from espaceclient.domain.language import FRENCH, Language
from espaceclient.domain.password import PasswordHash
from espaceclient.domain.values import (
    Commune,
    Communes,
    Contract,
    ContractNumber,
    MeterNumber,
    Subscriber,
)

AccountId = NewType("AccountId", str)

VISIT_NOTED_EVERY = timedelta(days=1)
"""How often the last visit to an account is noted at most: it is counted in months."""


@frozen
class Subscription:
    """What a subscriber proved: a contract and its meter, in the commune that they chose.

    ``began`` is when the contract began for its present subscriber, and ``customer`` how billing
    refers to them, both as the register had it at the proof; ``None`` where it does not tell.
    """

    commune: Commune
    contract_number: ContractNumber
    meter: MeterNumber
    began: datetime | None = field(default=None, validator=optional(require_utc))
    customer: str | None = field(default=None, repr=False)

    @property
    def contract(self) -> Contract:
        """The contract number together with the operator of the commune."""
        return Contract(self.commune.operator, self.contract_number)

    def as_registered(self, subscriber: Subscriber) -> "Subscription":
        """Return it with what its line of the register tells of the present subscriber."""
        return evolve(self, began=subscriber.since, customer=subscriber.customer)

    def renumbered(self, contract: Contract) -> "Subscription":
        """Return it with another contract number, and the commune with that one's operator."""
        commune = evolve(self.commune, operator=contract.operator)
        return evolve(self, commune=commune, contract_number=contract.number)

    def of_today(self, communes: Communes) -> "Subscription":
        """Return it with the name that its operator has among ``communes``."""
        operator = communes.current(self.commune.operator)
        return evolve(self, commune=evolve(self.commune, operator=operator))


@frozen
class Account:
    """An open account.

    ``password_version`` is the number of the current password, from 1. Sessions and reset links
    hold the number that they were issued under, and are invalid once it differs. It was set at
    ``password_set_at``: no link that was asked for before may set another.

    ``last_seen_at`` is when its owner was last here, to within a day. Whoever stays away for long
    is warned: ``warnings`` so many times since then, and the account is closed at ``closes_at``.

    ``language`` is the one in which its owner is written to.
    """

    id: AccountId
    email: EmailAddress
    password_hash: PasswordHash
    opened_at: datetime = field(validator=require_utc)
    password_version: int = 1
    password_set_at: datetime = field(
        default=Factory(lambda self: self.opened_at, takes_self=True), validator=require_utc
    )
    last_seen_at: datetime = field(
        default=Factory(lambda self: self.opened_at, takes_self=True), validator=require_utc
    )
    warnings: int = 0
    closes_at: datetime | None = field(default=None, validator=optional(require_utc))
    language: Language = FRENCH

    @property
    def unvisited_since(self) -> datetime:
        """When its owner was last here: at its opening at the earliest."""
        return max(self.opened_at, self.last_seen_at)

    def visited(self, now: datetime) -> "Account":
        """Return the account after a visit; the same when there is nothing to note."""
        if self.warnings == 0 and now < self.unvisited_since + VISIT_NOTED_EVERY:
            return self
        return evolve(self, last_seen_at=now, warnings=0, closes_at=None)

    def with_new_password(self, password_hash: PasswordHash, now: datetime) -> "Account":
        """Return the account with a new password: all its sessions and reset links are invalid."""
        return evolve(
            self,
            password_hash=password_hash,
            password_version=self.password_version + 1,
            password_set_at=now,
        )

    def reading(self, language: Language) -> "Account":
        """Return the account of somebody who reads another language; the same for the same one."""
        return self if language == self.language else evolve(self, language=language)

    def with_address(self, email: EmailAddress) -> "Account":
        """Return the account with another address: its sessions stay valid."""
        return evolve(self, email=email)

    def with_rehashed_password(self, password_hash: PasswordHash) -> "Account":
        """Return the account with its password hashed anew: sessions and links stay valid."""
        return evolve(self, password_hash=password_hash)
