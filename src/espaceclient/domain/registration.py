"""A registration: a request for an account (« demande d'ouverture ») that awaits confirmation.

It is not an account: nobody can sign in to it, and it reserves neither its address nor its
contract. Several may wait for the same address or contract, also for one that has an account: its
link then opens nothing, and is not mailed.
"""

from datetime import datetime
from typing import NewType

from attrs import evolve, field, frozen

from espaceclient.domain.account import Account, AccountId, Subscription
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.extra_fields import Extra, copied, require_extra
from espaceclient.domain.language import FRENCH, Language
from espaceclient.domain.lifetimes import Validity
from espaceclient.domain.password import PasswordHash
from espaceclient.domain.values import Contract

RegistrationId = NewType("RegistrationId", str)
BrowserId = NewType("BrowserId", str)


@frozen
class Registration:
    """A request that awaits its activation link.

    ``browser`` identifies the browser that filled in the form: in that browser the link activates
    without a password. ``corrected`` tells that its address was corrected, which it may be once.
    ``language`` is the one in which it was asked for: its account keeps it.
    ``extra`` is what the host asked besides, which its account does not keep.
    """

    id: RegistrationId = field(repr=False)
    email: EmailAddress
    password_hash: PasswordHash
    subscription: Subscription
    browser: BrowserId = field(repr=False)
    validity: Validity
    corrected: bool = False
    language: Language = FRENCH
    extra: Extra = field(
        factory=dict, converter=copied, validator=require_extra, hash=False, repr=False
    )

    @property
    def contract(self) -> Contract:
        return self.subscription.contract

    @property
    def expires_at(self) -> datetime:
        """When the link expires: from then on the registration is unusable and may be purged."""
        return self.validity.until

    def renumbered(self, contract: Contract) -> "Registration":
        """Return the same request for a contract that has another number or operator."""
        return evolve(self, subscription=self.subscription.renumbered(contract))

    def waits(self, now: datetime) -> bool:
        """Return whether it awaits confirmation at ``now``: its link is in time."""
        return self.validity.covers(now)

    def moved(self, registration_id: RegistrationId, email: EmailAddress) -> "Registration":
        """Return the request that takes its place at the corrected address, no longer valid."""
        return evolve(self, id=registration_id, email=email, corrected=True)

    def into_account(self, account_id: AccountId, now: datetime) -> Account:
        """Return the account that the registration becomes when it is activated at ``now``."""
        return Account(account_id, self.email, self.password_hash, now, language=self.language)
