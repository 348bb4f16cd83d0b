"""A register of subscribers that may fall silent."""

from espaceclient.adapters.memory import MemorySubscribers
from espaceclient.domain.values import Contract, Subscriber
from espaceclient.ports.errors import SubscribersUnavailable
from espaceclient.testing.ports import REGISTER


class FadingSubscribers:
    """Holds ``REGISTER``; set ``answers`` to ``False`` and it is out of reach."""

    def __init__(self) -> None:
        self.answers = True
        self._register = MemorySubscribers(REGISTER)

    def find(self, contract: Contract) -> Subscriber | None:
        if not self.answers:
            raise SubscribersUnavailable("the register is silent")
        return self._register.find(contract)
