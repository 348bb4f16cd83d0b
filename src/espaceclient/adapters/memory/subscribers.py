"""A register of subscribers in a dict."""

from collections.abc import Iterable

from espaceclient.domain.values import Contract, Subscriber


class MemorySubscribers:
    """The ``Subscribers`` port over given lines.

    Raises ``ValueError`` when two lines have the same contract.
    """

    def __init__(self, subscribers: Iterable[Subscriber] = ()) -> None:
        self._by_contract: dict[Contract, Subscriber] = {}
        for subscriber in subscribers:
            if subscriber.contract in self._by_contract:
                raise ValueError("two lines have the same contract")
            self._by_contract[subscriber.contract] = subscriber

    def find(self, contract: Contract) -> Subscriber | None:
        return self._by_contract.get(contract)
