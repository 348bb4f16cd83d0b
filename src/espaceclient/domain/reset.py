"""A reset: a mailed link that lets the owner of an address choose a new password, once."""

from datetime import datetime
from typing import NewType

from attrs import field, frozen

from espaceclient.domain.account import Account, AccountId
from espaceclient.domain.lifetimes import Validity

ResetId = NewType("ResetId", str)


@frozen
class Reset:
    id: ResetId = field(repr=False)
    account: AccountId
    password_version: int
    validity: Validity

    @property
    def expires_at(self) -> datetime:
        return self.validity.until

    def opens(self, account: Account | None, now: datetime) -> bool:
        """Tell whether the link may set the password: in time, and none was set since it was asked
        for.
        """
        return (
            account is not None
            and (account.id, account.password_version) == (self.account, self.password_version)
            and self.validity.covers(now)
        )
