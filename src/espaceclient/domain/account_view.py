"""What a host's own services see of an account: nothing that opens it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Self

from attrs import frozen

from espaceclient.domain.account import Account, AccountId
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.holding import Holding, readable_at
from espaceclient.domain.language import FRENCH, Language
from espaceclient.domain.values import Communes


@frozen
class AccountView:
    """An account without its password hash.

    ``holdings`` are its contracts as ``SessionFound`` has them. ``last_seen_at`` is when its owner
    was last here, to within a day; ``closes_at`` is when it is closed unless they come back, of
    which they have been warned by mail, and ``None`` where they have not. ``language`` is the one
    to write to them in.
    """

    id: AccountId
    email: EmailAddress
    opened_at: datetime
    last_seen_at: datetime
    closes_at: datetime | None
    holdings: tuple[Holding, ...]
    language: Language = FRENCH

    @classmethod
    def of(
        cls, account: Account, holdings: Iterable[Holding], communes: Communes, now: datetime
    ) -> Self:
        """Return what is seen of an account at ``now``; ``holdings`` are all those it has."""
        return cls(
            account.id,
            account.email,
            account.opened_at,
            account.unvisited_since,
            account.closes_at,
            readable_at(now, holdings, communes),
            account.language,
        )


@frozen
class NoAccount:
    """There is no such account."""


@frozen
class Accounts:
    """A page of accounts, in the order of their ids.

    ``resume_after`` is the last id when there may be more, and ``None`` when none is left.
    """

    accounts: tuple[AccountView, ...]
    resume_after: str | None
