"""Lines for machines; they need the extra ``cli``."""

from pythonjsonlogger.json import JsonFormatter

from espaceclient.adapters.logs.formats import NO_FIELDS, Lines


class JsonLines(Lines, JsonFormatter):
    """One JSON object a line: ``time``, ``level``, ``logger``, ``message``, then the fields.

    A traceback is the field ``exc_info``.
    """

    def __init__(self) -> None:
        super().__init__(
            ["asctime", "levelname", "name", "message"],
            rename_fields={"asctime": "time", "levelname": "level", "name": "logger"},
            reserved_attrs=[*NO_FIELDS],
            json_ensure_ascii=False,
        )
