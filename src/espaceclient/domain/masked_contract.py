"""A contract as a mail names it whose reader may be a stranger: the address was typed by hand."""

from typing import Self

from attrs import evolve, frozen

from espaceclient.domain.account import Subscription
from espaceclient.domain.values import Contract

_SHOWN = 3


@frozen
class MaskedContract:
    """The end of a contract's number, enough to know one's own by, and the commune that was chosen
    with it, where its reader chose it.
    """

    ending: str
    commune: str | None = None

    @classmethod
    def of(cls, contract: Contract) -> Self:
        """Return the last three characters of its number, and never more than half of them."""
        number = contract.number.digits
        return cls(number[len(number) - min(_SHOWN, len(number) // 2) :])

    @classmethod
    def of_subscription(cls, subscription: Subscription) -> Self:
        return evolve(cls.of(subscription.contract), commune=subscription.commune.name)
