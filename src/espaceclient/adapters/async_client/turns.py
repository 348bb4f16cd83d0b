"""A few places, shared fairly: client networks take turns, so that one of them cannot take all."""

from collections import Counter
from itertools import count

from anyio import Event
from attrs import field, frozen

from espaceclient.adapters.async_client.busy import Busy
from espaceclient.domain.values import ClientNetwork


@frozen(eq=False)
class Turn:
    """A place, or the wait for one: ``came`` is set once the place is there.

    ``networks`` are all that whoever has it is of, the smallest first.
    """

    networks: tuple[ClientNetwork, ...]
    came: Event = field(factory=Event)


class Turns:
    """Who has one of ``places``, and who waits for one.

    At most ``waiting`` wait, and at most ``waiting_of_one`` of them are of one network; a wider
    network of IPv6 may have more, as ``ClientNetwork.grown`` says. A free place goes to the widest
    network that has the fewest, within it to the wider one that has the fewest, and so on; networks
    that have as many take turns (round robin), and within the smallest whoever came first is first.
    It knows neither threads nor time, and belongs to one event loop.
    """

    def __init__(self, places: int, waiting: int, waiting_of_one: int) -> None:
        self._free = places
        self._most = waiting
        self._most_of_one = waiting_of_one
        self._taken: Counter[ClientNetwork] = Counter()
        self._waiting: list[Turn] = []  # in the order in which they came
        self._turn_of: dict[ClientNetwork, int] = {}  # of those that wait: the lowest is next
        self._numbers = count()

    @property
    def waiting(self) -> int:
        """How many wait now."""
        return len(self._waiting)

    def join(self, network: ClientNetwork) -> Turn:
        """Take a place, or wait for one; whoever joined must ``leave``.

        Raises ``Busy`` when too many of this network, or of all together, are waiting.
        """
        turn = Turn(network.with_wider)
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
            self._stop_waiting(turn)

    def _give_place(self, turn: Turn) -> None:
        self._taken.update(turn.networks)
        turn.came.set()

    def _give_back(self, turn: Turn) -> None:
        self._taken -= Counter(turn.networks)  # forgets a network that has none left
        if self._waiting:
            self._give_place(self._next())
        else:
            self._free += 1

    def _wait(self, turn: Turn) -> None:
        if self.waiting >= self._most or any(map(self._has_its_part, turn.networks)):
            raise Busy
        self._waiting.append(turn)
        number = next(self._numbers)
        for network in turn.networks:
            self._turn_of.setdefault(network, number)

    def _has_its_part(self, network: ClientNetwork) -> bool:
        return self._waiting_of(network) >= network.grown(self._most_of_one)

    def _waiting_of(self, network: ClientNetwork) -> int:
        return sum(network in turn.networks for turn in self._waiting)

    def _next(self) -> Turn:
        turn = min(self._waiting, key=self._rank)
        self._stop_waiting(turn)
        number = next(self._numbers)  # behind all others
        self._turn_of.update((each, number) for each in turn.networks if each in self._turn_of)
        return turn

    def _rank(self, turn: Turn) -> list[tuple[int, int]]:
        """Rank by the widest network first."""
        return [(self._taken[each], self._turn_of[each]) for each in reversed(turn.networks)]

    def _stop_waiting(self, turn: Turn) -> None:
        self._waiting.remove(turn)
        for network in turn.networks:
            if not self._waiting_of(network):
                del self._turn_of[network]
