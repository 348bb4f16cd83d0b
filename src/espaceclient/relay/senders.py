"""Who hands over: threads, so that a slow server is waited for only there, or who calls."""

from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Thread
from types import TracebackType
from typing import Generic, Protocol, Self, TypeVar

from attrs import frozen

from espaceclient.ports.delivery import L

M = TypeVar("M")
M_contra = TypeVar("M_contra", contravariant=True)


@frozen
class Sent(Generic[L]):
    """How handing over went: ``failure`` is what the other side raised, if anything."""

    leased: L
    failure: BaseException | None


class Hands(Protocol[L, M_contra]):
    """Up to ``count`` deliveries at a time."""

    @property
    def count(self) -> int: ...

    def hand_out(self, leased: L, message: M_contra) -> None:
        """Have one delivered by the next hand that is free."""
        ...

    def next(self, seconds: float) -> Sent[L] | None:
        """Wait for one that was handed out; return ``None`` when none was done in time."""
        ...


class Senders(Generic[L, M]):
    """``count`` threads that deliver, during a ``with`` block.

    The threads are daemons and are not waited for: one that hangs in a silent conversation keeps
    neither the block nor the process from ending.
    """

    def __init__(self, deliver: Callable[[M], None], count: int) -> None:
        self._deliver = deliver
        self.count = count
        self._handed_out: SimpleQueue[tuple[L, M] | None] = SimpleQueue()
        self._sent: SimpleQueue[Sent[L]] = SimpleQueue()

    def __enter__(self) -> Self:
        for number in range(self.count):
            Thread(target=self._work, name=f"sender {number}", daemon=True).start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        for _ in range(self.count):
            self._handed_out.put(None)

    def hand_out(self, leased: L, message: M) -> None:
        self._handed_out.put((leased, message))

    def next(self, seconds: float) -> Sent[L] | None:
        try:
            return self._sent.get(timeout=seconds)
        except Empty:
            return None

    def _work(self) -> None:
        while work := self._handed_out.get():
            leased, message = work
            self._sent.put(Sent(leased, _failure(self._deliver, message)))


class Caller(Generic[L, M]):
    """The thread that asks for the next one delivers it itself, however long that takes."""

    count = 1

    def __init__(self, deliver: Callable[[M], None]) -> None:
        self._deliver = deliver
        self._handed_out: list[tuple[L, M]] = []

    def hand_out(self, leased: L, message: M) -> None:
        self._handed_out.append((leased, message))

    def next(self, _seconds: float) -> Sent[L]:
        leased, message = self._handed_out.pop()
        return Sent(leased, _failure(self._deliver, message))


def _failure(deliver: Callable[[M], None], message: M) -> BaseException | None:
    try:
        deliver(message)
    except BaseException as failure:  # noqa: BLE001 - raised again where it was handed out
        return failure
    return None
