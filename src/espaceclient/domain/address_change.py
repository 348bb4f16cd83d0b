"""A change of address: a mailed link with which an account's address becomes another one, once.

It reserves nothing: until it is confirmed the new address is as free as before, and the old one is
the account's.
"""

from datetime import datetime
from typing import NewType

from attrs import field, frozen

from espaceclient.domain.account import Account, AccountId
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.lifetimes import Validity
from espaceclient.domain.registration import BrowserId

AddressChangeId = NewType("AddressChangeId", str)


@frozen
class AddressChange:
    """A requested change of address; the mail to ``email`` holds its signed token, never the bare
    id.

    ``browser`` identifies the browser that asked for it, with the password: in that browser the
    link confirms without one. ``password_version`` is that of the account's password when the
    change was requested: the link is invalid once the password has changed.
    """

    id: AddressChangeId = field(repr=False)
    account: AccountId
    password_version: int
    email: EmailAddress
    browser: BrowserId = field(repr=False)
    validity: Validity

    @property
    def expires_at(self) -> datetime:
        """When the link expires: from then on the change is unusable and may be purged."""
        return self.validity.until

    def opens(self, account: Account | None, now: datetime) -> bool:
        """Return whether the link is valid: in time, of ``account`` and its current password."""
        return (
            account is not None
            and (account.id, account.password_version) == (self.account, self.password_version)
            and self.validity.covers(now)
        )
