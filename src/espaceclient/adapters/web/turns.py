"""A few places, shared fairly: client networks take turns, so that one of them cannot take all."""

from collections import Counter, deque

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
    place goes to the network that has the fewest; networks that have as many take turns (round
    robin), and within a network whoever came first is first. It knows neither threads nor time,
    and belongs to one event loop.
    """

    def __init__(self, places: int, waiting: int, waiting_of_one: int) -> None:
        self._free = places
        self._most = waiting
        self._most_of_one = waiting_of_one
        self._taken: Counter[ClientNetwork] = Counter()
        self._queues: dict[ClientNetwork, deque[Turn]] = {}  # in the order of their turns

    @property
    def waiting(self) -> int:
        """How many wait now."""
        return sum(map(len, tuple(self._queues.values())))

    def join(self, network: ClientNetwork) -> Turn:
        """Take a place, or wait for one; whoever joined must ``leave``.

        Raises ``BulkheadFull`` when too many of this network, or of all together, are waiting.
        """
        turn = Turn(network)
        if self._free:
            self._free -= 1
            self._give_place(turn)
        else:
            self._wait(turn)
        return turn

    def leave(self, turn: Turn) -> None:
        """Hand the place on to the next in turn, or stop waiting for one."""
        if turn.came.is_set():
            self._give_back(turn)
        else:
            self._withdraw(turn)

    def _give_place(self, turn: Turn) -> None:
        self._taken[turn.network] += 1
        turn.came.set()

    def _give_back(self, turn: Turn) -> None:
        self._taken -= Counter([turn.network])  # forgets a network that has none left
        if self._queues:
            self._give_place(self._next())
        else:
            self._free += 1

    def _wait(self, turn: Turn) -> None:
        of_network = len(self._queues.get(turn.network, ()))
        if of_network >= self._most_of_one or self.waiting >= self._most:
            raise BulkheadFull
        self._queues.setdefault(turn.network, deque()).append(turn)

    def _next(self) -> Turn:
        network = min(self._queues, key=self._taken.__getitem__)  # the first of the fewest
        queue = self._queues.pop(network)
        turn = queue.popleft()
        if queue:
            self._queues[network] = queue  # behind all others
        return turn

    def _withdraw(self, turn: Turn) -> None:
        queue = self._queues[turn.network]
        queue.remove(turn)
        if not queue:
            del self._queues[turn.network]
