"""One round of a relay: what becomes of the mails, or the events, that one call has leased."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Event
from typing import Generic, TypeVar

from espaceclient.domain.text import storable
from espaceclient.ports.clock import Clock
from espaceclient.ports.delivery import L, Queue
from espaceclient.ports.errors import (
    DeliveryDeferred,
    DeliveryRefused,
    DeliveryUnavailable,
    PortError,
    StorageUnavailable,
)
from espaceclient.ports.keys import MissingKeys
from espaceclient.relay.journal import Journal
from espaceclient.relay.retries import (
    FIRST_RETRY,
    MOST_ATTEMPTS,
    MOST_REFUSALS,
    REFUSAL_RETRY,
    Failures,
    retry_after,
)
from espaceclient.relay.senders import Hands, Sent

M = TypeVar("M")

LEASE = timedelta(minutes=2)
"""Renewed while the relay works: only that of a relay that was killed expires."""

POLL = 0.25
GRACE = 5.0
"""Seconds: between two looks at ``stop``, and for what is being delivered when it is set."""

OUTAGE = 3
"""When the other side is unavailable for so many in a row, or for all there are, nothing can be
delivered.
"""


class Round(Generic[L, M]):
    """Everything leased is in one place: waiting, being delivered, undecided, or settled.

    Undecided is that for which the other side was unavailable, until another one shows which of the
    two is at fault. ``compose`` returns what is delivered, ``None`` when nobody is to get it.
    """

    def __init__(
        self,
        queue: Queue[L],
        clock: Clock,
        journal: Journal,
        failures: Failures,
        compose: Callable[[L], M | None],
        leased: Sequence[L],
        leased_at: datetime,
    ) -> None:
        self.outcomes: Counter[str] = Counter()
        self.interrupted = False
        self._queue = queue
        self._clock = clock
        self._journal = journal
        self._failures = failures
        self._compose = compose
        self._waiting = list(leased)
        self._sending: dict[str, L] = {}
        self._undecided: list[tuple[L, DeliveryUnavailable]] = []
        self._renewed_at = leased_at
        self._error: Exception | None = None

    def run(self, hands: Hands[L, M], stop: Event) -> None:
        """Deliver what can be delivered, and give the rest back.

        An error that is nobody's fault is raised at the end: nothing more is handed out, what is
        being delivered is waited for, and everything is settled or given back if it can be.
        """
        patience = GRACE / POLL
        while patience > 0:
            while self._may_go_on(hands, stop):
                with self._raising_at_the_end():
                    self._hand_out(self._waiting.pop(0), hands)
            if not self._sending:
                break
            sent = hands.next(POLL)
            with self._raising_at_the_end():
                self._renew()
            if sent:
                self._settle(sent)
            else:
                patience -= stop.is_set()
        self._give_back()
        if self._error:
            raise self._error

    @contextmanager
    def _raising_at_the_end(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:  # noqa: BLE001 - kept for the end of ``run``
            self._error = self._error or error

    def _may_go_on(self, hands: Hands[L, M], stop: Event) -> bool:
        return bool(
            self._waiting
            and len(self._sending) < hands.count
            and len(self._undecided) < OUTAGE
            and not self._error
            and not stop.is_set()
        )

    def _hand_out(self, leased: L, hands: Hands[L, M]) -> None:
        try:
            message = self._compose(leased)
        except (MissingKeys, StorageUnavailable):  # nobody's fault
            self._waiting.insert(0, leased)
            raise
        except Exception as failure:  # noqa: BLE001 - whatever is wrong with one delays no other
            self._fail(leased, failure)
        else:
            if message is None:
                self._remove(leased, "dropped")
            else:
                self._sending[leased.id] = leased
                hands.hand_out(leased, message)

    def _settle(self, sent: Sent[L]) -> None:
        leased, failure = self._sending.pop(sent.leased.id), sent.failure
        with self._raising_at_the_end():
            match failure:
                case None:
                    self._remove(leased, "delivered")
                case DeliveryUnavailable() if not self._failures.is_its_own(leased.id):
                    self._undecided.append((leased, failure))
                case Exception():
                    self._fail(leased, failure)
                case _:
                    raise failure
        if failure is None or isinstance(failure, DeliveryDeferred | DeliveryRefused):
            self._note_that_it_works()

    def _remove(self, leased: L, outcome: str) -> None:
        self._queue.delivered(leased)
        self._failures.forget(leased.id)
        if outcome == "delivered":
            self._journal.delivered(leased)
        else:
            self._journal.dropped(leased)
        self.outcomes[outcome] += 1

    def _note_that_it_works(self) -> None:
        """Whatever the other side was unavailable for is at fault itself."""
        self._failures.it_works()
        self._journal.outage_over(self._clock.now())
        while self._undecided:
            with self._raising_at_the_end():
                self._fail(*self._undecided.pop(0))

    def _fail(self, leased: L, failure: Exception) -> None:
        """Defer one, or dead-letter it after its last attempt or refusal."""
        # An unknown exception may quote personal data or a token: only its class is kept.
        error = storable(str(failure)) if isinstance(failure, PortError) else type(failure).__name__
        refused = isinstance(failure, DeliveryRefused)
        if leased.attempts + 1 >= MOST_ATTEMPTS or leased.refusals + refused >= MOST_REFUSALS:
            self._queue.dead_letter(leased, error)
            self._failures.forget(leased.id)
            self._journal.dead_lettered(leased, error)
            self.outcomes["dead_lettered"] += 1
        else:
            delay = REFUSAL_RETRY if refused else retry_after(leased.attempts)
            self._queue.defer(leased, self._clock.now() + delay, error, refused=refused)
            self._journal.deferred(leased, error)
            self.outcomes["deferred"] += 1

    def _renew(self) -> None:
        """Renew all leases at half-time; what another relay has taken meanwhile is left to it."""
        now = self._clock.now()
        if now < self._renewed_at + LEASE / 2:
            return
        self._renewed_at = now
        undecided = [each for each, _ in self._undecided]
        leased = [*self._waiting, *self._sending.values(), *undecided]
        held = {each.id for each in self._queue.renew(leased, now + LEASE)}
        self._waiting = [each for each in self._waiting if each.id in held]

    def _give_back(self) -> None:
        """Release what is left, at once but in an outage; the undecided after all others."""
        now = self._clock.now()
        untried = [*self._waiting, *self._sending.values()]
        undecided = [each for each, _ in self._undecided]
        error = storable(str(self._undecided[-1][1])) if undecided else None
        self.interrupted = len(undecided) >= OUTAGE or bool(undecided and not untried)
        if error and self.interrupted:
            self._journal.outage_lasts(now, error, [*untried, *undecided])
            self._release(untried, now + FIRST_RETRY, error)
        else:
            self._release(untried, now)
        self._release(undecided, now + 2 * FIRST_RETRY, error)

    def _release(self, leased: Sequence[L], until: datetime, error: str | None = None) -> None:
        for each in leased:
            if self._clock.now() >= self._renewed_at + LEASE:
                return  # the leases have expired while a storage that is unavailable was waited for
            with self._raising_at_the_end():
                self._queue.release(each, until, error)
