"""A reset: a mailed link with which the owner of an account chooses a new password, once."""

from datetime import datetime
from typing import NewType

from attrs import field, frozen

from espaceclient.domain.account import Account, AccountId
from espaceclient.domain.lifetimes import Validity

ResetId = NewType("ResetId", str)


@frozen
class Reset:
    """A stored reset request; the mail holds its signed token, never the bare id.

    ``password_version`` is that of the account's password when the reset was requested: the link is
    invalid once the password has changed.
    """

    id: ResetId = field(repr=False)
    account: AccountId
    password_version: int
    validity: Validity

    @property
    def expires_at(self) -> datetime:
        """When the link expires: from then on the reset is unusable and may be purged."""
        return self.validity.until

    def opens(self, account: Account | None, now: datetime) -> bool:
        """Return whether the link is valid: in time, of ``account`` and its current password."""
        return (
            account is not None
            and (account.id, account.password_version) == (self.account, self.password_version)
            and self.validity.covers(now)
        )
