"""One line for a flood: what comes again and again under attack is logged once a minute."""

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
    """Lets a line that may come in floods pass, then holds those like it back for a minute.

    Add it to a handler. The library marks such lines, a limit that was reached or a full queue, by
    ``extra={"repeats": True}``: under attack they come hundreds of times a second. All others pass,
    since each may be told only once: an outage that begins again, a dead letter, a traceback.

    The next one to pass says how many were held back: in its text, and as its field ``repeated``.
    Texts are compared before their arguments are filled in, so that a text with many arguments is
    one line too. The time is the records' own. Thread-safe.
    """

    def __init__(self) -> None:
        super().__init__()
        self._lock = Lock()
        self._windows: dict[str, _Window] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        if not getattr(record, "repeats", False):
            return True
        with self._lock:
            window = self._windows.get(record.msg)
            # A clock that was set back begins a new minute.
            if window and 0 <= record.created - window.began < WINDOW:
                window.held += 1
                return False
            self._windows[record.msg] = _Window(record.created)
        if window and window.held:
            record.repeated = window.held
            record.msg = f"{record.msg} ({window.held:,} more since the last such line)"
        return True
