"""Threads that hand mails to a mailer, so that a slow server is waited for only there."""

from queue import Empty, SimpleQueue
from threading import Thread
from types import TracebackType
from typing import Self

from attrs import frozen

from espaceclient.ports.mailer import Mailer, Message
from espaceclient.ports.outbox import LeasedMail


@frozen
class Sent:
    """How handing over a mail went: ``failure`` is what the mailer raised, if anything."""

    leased_mail: LeasedMail
    failure: BaseException | None


class Senders:
    """``count`` threads at one mailer, during a ``with`` block.

    The threads are daemons and are not waited for: one that hangs in a silent conversation keeps
    neither the block nor the process from ending.
    """

    def __init__(self, mailer: Mailer, count: int) -> None:
        self._mailer = mailer
        self.count = count
        self._handed_out: SimpleQueue[tuple[LeasedMail, Message] | None] = SimpleQueue()
        self._sent: SimpleQueue[Sent] = SimpleQueue()

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

    def hand_out(self, leased_mail: LeasedMail, message: Message) -> None:
        """Have a mail sent by the next thread that is free."""
        self._handed_out.put((leased_mail, message))

    def next(self, seconds: float) -> Sent | None:
        """Wait for a mail that was handed out; return ``None`` when none was sent in time."""
        try:
            return self._sent.get(timeout=seconds)
        except Empty:
            return None

    def _work(self) -> None:
        while work := self._handed_out.get():
            leased_mail, message = work
            try:
                self._mailer.send(message)
            except BaseException as failure:  # noqa: BLE001 - raised again where the mail was handed out
                self._sent.put(Sent(leased_mail, failure))
            else:
                self._sent.put(Sent(leased_mail, None))
