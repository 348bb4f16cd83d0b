"""What a use case costs, counted."""

from collections import Counter
from collections.abc import Callable
from operator import le
from typing import Any

from attrs import astuple, evolve, frozen

from espaceclient.domain.event import Event
from espaceclient.ports.storage import (
    AccountAtAddress,
    AccountById,
    AccountOfAddressChange,
    AccountOfContract,
    AccountOfReset,
    AccountOfSession,
    AccountsInOrder,
    HoldingsOfAccount,
    HoldingsOfContract,
    HoldingsOfSession,
)


@frozen
class Cost:
    """Hash computations, snapshots read, commits, register queries, and questions to a list of
    breached passwords.
    """

    hashes: int = 0
    reads: int = 0
    commits: int = 0
    register_queries: int = 0
    breach_queries: int = 0

    def within(self, most: "Cost") -> bool:
        return all(map(le, astuple(self), astuple(most)))


MOST = Cost(hashes=1, reads=2, commits=1, register_queries=1, breach_queries=1)
"""What one use case may cost when nobody gets in its way."""

MOST_WITH_NEW_HASH = evolve(MOST, hashes=2)
"""For a change of password, and for a sign-in that renews the kept hash."""


_OF_ACCOUNTS = (
    AccountAtAddress
    | AccountById
    | AccountOfAddressChange
    | AccountOfContract
    | AccountOfReset
    | AccountOfSession
    | AccountsInOrder
    | HoldingsOfAccount
    | HoldingsOfContract
    | HoldingsOfSession
)


class Meter:
    """Counts calls between a client and its ports: ``ports.intercepted(meter)``.

    ``account_lookups`` is how often an account or a holding was looked up, whether or not there
    was one; ``events`` are those of the decisions that were committed.
    """

    def __init__(self) -> None:
        self._calls: Counter[str] = Counter()
        self.account_lookups = 0
        self.events: tuple[Event, ...] = ()

    def __call__(self, name: str, proceed: Callable[[], Any]) -> Any:
        self._calls[name] += 1
        arguments: tuple[Any, ...] = getattr(proceed, "args", ())
        self.account_lookups += sum(isinstance(each, _OF_ACCOUNTS) for each in arguments)
        result = proceed()
        if name == "storage.commit":
            self.events += arguments[0].events
        return result

    def reset(self) -> None:
        self._calls.clear()
        self.account_lookups = 0
        self.events = ()

    @property
    def cost(self) -> Cost:
        """What was counted since the last ``reset``."""
        return Cost(
            hashes=self._calls["hasher.hash"] + self._calls["hasher.verify"],
            reads=self._calls["storage.read"],
            commits=self._calls["storage.commit"],
            register_queries=self._calls["subscribers.find"],
            breach_queries=self._calls["breached_passwords.contains"],
        )
