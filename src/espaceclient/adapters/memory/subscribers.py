"""A register of subscribers in a dict."""

from collections.abc import Iterable

from espaceclient.domain.values import Contract, Subscriber


class MemorySubscribers:
    """Known subscribers, each contract once; raises ``ValueError`` when one stands twice."""

    def __init__(self, subscribers: Iterable[Subscriber] = ()) -> None:
        self._by_contract: dict[Contract, Subscriber] = {}
        for subscriber in subscribers:
            if subscriber.contract in self._by_contract:
                raise ValueError("a contract stands twice")
            self._by_contract[subscriber.contract] = subscriber

    def find(self, contract: Contract) -> Subscriber | None:
        return self._by_contract.get(contract)
