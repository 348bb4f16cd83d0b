"""The format of a line: time, level, logger, message and fields.

The message of an unexpected exception is not shown, since it may quote what a person typed: a
traceback has the lines of code and the exception's class.
"""

import logging
from datetime import UTC, datetime

from espaceclient.adapters.logs.tracebacks import ExceptionInfo, traceback_of

NO_FIELDS = frozenset(
    {*vars(logging.makeLogRecord({})), "message", "asctime", "taskName", "color_message", "repeats"}
)
"""What every record has, what formats and uvicorn add, and what is for ``FoldRepeats`` alone."""


class Lines(logging.Formatter):
    """What formats share: times in UTC to the millisecond, and discreet tracebacks."""

    def format(self, record: logging.LogRecord) -> str:
        record.exc_text = None  # what another handler's format has left there quotes messages
        return super().format(record)

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: ARG002, N802 - the standard library's names
        second = datetime.fromtimestamp(record.created, UTC)
        return f"{second:%Y-%m-%dT%H:%M:%S}.{second.microsecond // 1000:03}Z"

    def formatException(self, ei: ExceptionInfo) -> str:  # noqa: N802 - the standard library's name
        return traceback_of(ei)


class TextLines(Lines):
    """``2026-03-02T09:00:00.000Z INFO espaceclient.use_cases.log: somebody signed in account=…``.

    Characters that cannot be printed, such as a line's end, become U+FFFD: nobody forges a line.
    Only a traceback has several.
    """

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the standard library's name
        fields = [
            f" {name}={value}" for name, value in vars(record).items() if name not in NO_FIELDS
        ]
        line = f"{self.formatTime(record)} {record.levelname} {record.name}: {record.message}"
        return _printable(line.strip() + "".join(fields))


def _printable(text: str) -> str:
    return "".join(character if character.isprintable() else "\ufffd" for character in text)
