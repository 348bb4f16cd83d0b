"""Drains a queue, round by round: what the relays of mails and of events have in common."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event
from typing import Generic, TypeVar

from attrs import frozen

from espaceclient.ports.clock import Clock
from espaceclient.ports.delivery import L, Queue
from espaceclient.relay.journal import Journal
from espaceclient.relay.retries import Failures
from espaceclient.relay.round import LEASE, Round
from espaceclient.relay.senders import Caller, Hands, Senders

M = TypeVar("M")

AT_ONCE = 50
"""How many one round leases for each sender, unless it is told otherwise."""


@frozen
class DeliveryReport:
    """The outcome of one call of ``deliver_due``, as numbers of mails or of events.

    ``dropped`` are mails that were removed unsent, because nobody was to get one: their links had
    expired, or a password was said to be forgotten at an address that has none.

    ``interrupted`` is true when the other side could take nothing: what was not delivered is due
    again later, and no attempt was counted.
    """

    delivered: int = 0
    deferred: int = 0
    dead_lettered: int = 0
    dropped: int = 0
    interrupted: bool = False

    @property
    def handled(self) -> int:
        """The number of those with an outcome; 0 when none was due or none could be delivered."""
        return self.delivered + self.deferred + self.dead_lettered + self.dropped


class Drain(Generic[L, M]):
    """What is leased from ``queue`` is composed, then delivered.

    ``senders`` threads deliver, or with ``None`` the thread that calls ``round``.
    """

    def __init__(
        self,
        queue: Queue[L],
        clock: Clock,
        journal: Journal,
        compose: Callable[[L], M | None],
        deliver: Callable[[M], None],
        *,
        senders: int | None,
    ) -> None:
        if senders is not None and senders < 1:
            raise ValueError("senders must be 1 or more")
        self._queue = queue
        self._clock = clock
        self._journal = journal
        self._compose = compose
        self._deliver = deliver
        self._senders = senders
        self._failures = Failures()

    def round(self, at_most: int | None, stop: Event | None) -> DeliveryReport:
        """Deliver up to ``at_most`` of those that are due, 50 for each sender by default."""
        leased_at = self._clock.now()
        most = AT_ONCE * (self._senders or 1) if at_most is None else at_most
        leased = self._queue.lease(leased_at, LEASE, most)
        round_ = Round(
            self._queue,
            self._clock,
            self._journal,
            self._failures,
            self._compose,
            leased,
            leased_at,
        )
        with self._hands(len(leased)) as hands:
            round_.run(hands, stop or Event())
        return DeliveryReport(**round_.outcomes, interrupted=round_.interrupted)

    @contextmanager
    def _hands(self, wanted: int) -> Iterator[Hands[L, M]]:
        if self._senders is None:
            yield Caller(self._deliver)
            return
        with Senders[L, M](self._deliver, min(self._senders, wanted)) as senders:
            yield senders
