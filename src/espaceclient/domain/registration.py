"""A registration: « demande d'ouverture », unconfirmed. Never an account; it holds nothing against
anyone.
"""

from datetime import datetime
from typing import NewType

from attrs import field, frozen

from espaceclient.domain.account import Account, AccountId, Subscription
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.lifetimes import Validity
from espaceclient.domain.password import PasswordHash
from espaceclient.domain.values import Contract

RegistrationId = NewType("RegistrationId", str)
BrowserId = NewType("BrowserId", str)


@frozen
class Registration:
    """A request that waits for its link; ``browser`` is the one that filled the form."""

    id: RegistrationId = field(repr=False)
    email: EmailAddress
    password_hash: PasswordHash
    subscription: Subscription
    browser: BrowserId = field(repr=False)
    validity: Validity

    @property
    def contract(self) -> Contract:
        return self.subscription.contract

    @property
    def expires_at(self) -> datetime:
        return self.validity.until

    def into_account(self, account_id: AccountId, now: datetime) -> Account:
        return Account(account_id, self.email, self.password_hash, self.subscription, now)
