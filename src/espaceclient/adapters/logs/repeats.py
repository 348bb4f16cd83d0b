"""One line for a flood: a warning that comes again and again is logged once a minute."""

import logging
from threading import Lock

from attrs import define

WINDOW = 60.0
"""Seconds."""


@define
class _Window:
    began: float
    held: int = 0


class FoldRepeats(logging.Filter):
    """Lets a warning or an error pass, then holds those with the same text back for a minute.

    Add it to a handler: under attack, or while something is broken, the same line comes hundreds of
    times a second.

    The next one to pass says how many were held back: in its text, and as its field ``repeated``.
    Texts are compared before their arguments are filled in, so that a text with many arguments is
    one line too. What is below a warning always passes. The time is the records' own. Thread-safe.
    """

    def __init__(self) -> None:
        super().__init__()
        self._lock = Lock()
        self._windows: dict[str, _Window] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno < logging.WARNING:
            return True
        with self._lock:
            window = self._windows.get(str(record.msg))
            # A clock that was set back begins a new minute.
            if window and 0 <= record.created - window.began < WINDOW:
                window.held += 1
                return False
            self._windows[str(record.msg)] = _Window(record.created)
        if window and window.held:
            record.repeated = window.held
            record.msg = f"{record.msg} ({window.held:,} more since the last such line)"
        return True
