"""How the commands log: what, and in which format."""

import logging
from enum import StrEnum

from espaceclient.adapters.logs import FoldRepeats, TextLines
from espaceclient.adapters.logs.json_lines import JsonLines


class LogFormat(StrEnum):
    TEXT = "text"
    JSON = "json"


class LogLevel(StrEnum):
    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


def log_to_stderr(form: LogFormat, level: LogLevel) -> None:
    """Log to standard error from now on.

    ``level`` is for this project's lines. Those of other libraries are shown from warnings up,
    whatever the level: below, some quote what passes through them.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines() if form is LogFormat.JSON else TextLines())
    handler.addFilter(FoldRepeats())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("espaceclient").setLevel(level.upper())
