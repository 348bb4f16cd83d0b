"""The two formats of a line: text for people, JSON for machines. Both have time, level and fields.

Neither shows the message of an unexpected exception, which may quote what a person typed: a
traceback has the lines of code and the exception's class.
"""

import logging
from datetime import UTC, datetime

from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.json import JsonFormatter

from espaceclient.adapters.logs.tracebacks import ExceptionInfo, traceback_of

_NO_FIELDS = frozenset({*RESERVED_ATTRS, "taskName", "color_message"})
"""What every record has, and what uvicorn adds for terminals."""


class _Lines(logging.Formatter):
    """What both formats share: times in UTC to the millisecond, and discreet tracebacks."""

    def format(self, record: logging.LogRecord) -> str:
        record.exc_text = None  # what another handler's format has left there quotes messages
        return super().format(record)

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: ARG002, N802 - the standard library's names
        second = datetime.fromtimestamp(record.created, UTC)
        return f"{second:%Y-%m-%dT%H:%M:%S}.{second.microsecond // 1000:03}Z"

    def formatException(self, ei: ExceptionInfo) -> str:  # noqa: N802 - the standard library's name
        return traceback_of(ei)


class TextLines(_Lines):
    """``2026-03-02T09:00:00.000Z INFO espaceclient.use_cases.log: somebody signed in account=…``.

    Characters that cannot be printed, such as a line's end, become U+FFFD: nobody forges a line.
    Only a traceback has several.
    """

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the standard library's name
        fields = [
            f" {name}={value}" for name, value in vars(record).items() if name not in _NO_FIELDS
        ]
        line = f"{self.formatTime(record)} {record.levelname} {record.name}: {record.message}"
        return _printable(line.strip() + "".join(fields))


class JsonLines(_Lines, JsonFormatter):
    """One JSON object a line: ``time``, ``level``, ``logger``, ``message``, then the fields.

    A traceback is the field ``exc_info``.
    """

    def __init__(self) -> None:
        super().__init__(
            ["asctime", "levelname", "name", "message"],
            rename_fields={"asctime": "time", "levelname": "level", "name": "logger"},
            reserved_attrs=[*_NO_FIELDS],
            json_ensure_ascii=False,
        )


def _printable(text: str) -> str:
    return "".join(character if character.isprintable() else "\ufffd" for character in text)
