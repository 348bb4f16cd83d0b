"""How a process ends: within its grace after a signal, whatever it is doing."""

import logging
import os
import signal
from collections.abc import Callable
from threading import Thread, Timer
from types import FrameType

_logger = logging.getLogger(__name__)

LAST_WORDS = 0.2
"""Seconds in which the end may still be logged: nobody may be reading standard error."""

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stopping:
    """A signal handler. The first signal calls ``stop``, and ends the process ``grace`` seconds
    later unless it has ended by then; the second ends it at once.

    Whatever holds a thread up, a silent mail server or a locked database, cannot hold up the end.
    Nothing is lost by an end in the midst of it: a commit is whole or not there, and the lease of a
    mail expires.
    """

    def __init__(self, grace: float, stop: Callable[[], None]) -> None:
        self._grace = grace
        self._stop = stop
        self._asked = False

    def handle(self) -> None:
        """Handle both signals from now on."""
        for number in SIGNALS:
            signal.signal(number, self)

    def __call__(self, number: int, _frame: FrameType | None) -> None:
        if self._asked:
            os._exit(128 + number)
        self._asked = True
        timer = Timer(self._grace, self._give_up)
        timer.daemon = True
        timer.start()
        self._stop()

    def _give_up(self) -> None:
        saying = Thread(target=self._say_so, daemon=True)
        saying.start()
        saying.join(LAST_WORDS)
        os._exit(1)

    def _say_so(self) -> None:
        _logger.error("Not everything had ended after %g seconds; it was cut off", self._grace)
