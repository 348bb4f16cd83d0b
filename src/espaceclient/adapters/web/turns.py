"""A few places, shared fairly: client networks take turns, so that one of them cannot take all."""

from collections import OrderedDict, deque

from anyio import Event
from attrs import field, frozen

from espaceclient.domain.values import ClientNetwork


class BulkheadFull(Exception):
    """Too many are waiting already; the use case was not started."""


@frozen(eq=False)
class Turn:
    """A place, or the wait for one: ``came`` is set once the place is there."""

    network: ClientNetwork
    came: Event = field(factory=Event)


class Turns:
    """Who has one of ``places``, and who waits for one.

    At most ``waiting`` wait, and at most ``waiting_of_one`` of them are of one network. A free
    place goes to the network whose last turn was longest ago (round robin), and within a network
    to whoever came first. It knows neither threads nor time, and belongs to one event loop.
    """

    def __init__(self, places: int, waiting: int, waiting_of_one: int) -> None:
        self._free = places
        self._most = waiting
        self._most_of_one = waiting_of_one
        self._queues: OrderedDict[ClientNetwork, deque[Turn]] = OrderedDict()

    def join(self, network: ClientNetwork) -> Turn:
        """Take a place, or wait for one; whoever joined must ``leave``.

        Raises ``BulkheadFull`` when too many of this network, or of all together, are waiting.
        """
        turn = Turn(network)
        if self._free:
            self._free -= 1
            turn.came.set()
        else:
            self._wait(turn)
        return turn

    def leave(self, turn: Turn) -> None:
        """Hand the place on to the next in turn, or stop waiting for one."""
        if not turn.came.is_set():
            self._withdraw(turn)
        elif self._queues:
            self._next().came.set()
        else:
            self._free += 1

    def _wait(self, turn: Turn) -> None:
        of_network = len(self._queues.get(turn.network, ()))
        if of_network >= self._most_of_one or sum(map(len, self._queues.values())) >= self._most:
            raise BulkheadFull
        self._queues.setdefault(turn.network, deque()).append(turn)

    def _next(self) -> Turn:
        network, queue = self._queues.popitem(last=False)
        turn = queue.popleft()
        if queue:
            self._queues[network] = queue  # behind all others
        return turn

    def _withdraw(self, turn: Turn) -> None:
        queue = self._queues[turn.network]
        queue.remove(turn)
        if not queue:
            del self._queues[turn.network]
