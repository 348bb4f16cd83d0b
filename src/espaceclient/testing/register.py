"""A register of subscribers that may fall silent."""

from collections.abc import Iterable

from espaceclient.adapters.memory import MemorySubscribers
from espaceclient.domain.values import Contract, Subscriber
from espaceclient.ports.errors import SubscribersUnavailable
from espaceclient.testing.ports import REGISTER


class FailingSubscribers:
    """Holds ``lines``; set ``answers`` to ``False`` and it is out of reach."""

    def __init__(self, lines: Iterable[Subscriber] = REGISTER) -> None:
        self.answers = True
        self._register = MemorySubscribers(lines)

    def find(self, contract: Contract) -> Subscriber | None:
        if not self.answers:
            raise SubscribersUnavailable("the register is silent")
        return self._register.find(contract)
