"""Tracebacks that quote nothing of what a person typed."""

import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import TypeAlias

from espaceclient.ports.errors import PortError

ExceptionInfo: TypeAlias = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)


def traceback_of(info: ExceptionInfo) -> str:
    """Return the lines of code that an exception came through, and its class.

    Its message is left out, unless it is a port's, which holds nothing personal. What caused it, or
    what it is a group of, comes first in the same way.
    """
    error = info[1]
    return "" if error is None else "".join(_lines(error, set())).rstrip()


def _lines(error: BaseException, told: set[int]) -> Iterator[str]:
    told.add(id(error))
    for before in _before(error):
        if id(before) not in told:
            yield from _lines(before, told)
            yield "which led to:\n"
    yield from traceback.format_tb(error.__traceback__)
    yield f"{type(error).__name__}{f': {error}' if isinstance(error, PortError) else ''}\n"


def _before(error: BaseException) -> tuple[BaseException, ...]:
    if isinstance(error, BaseExceptionGroup):
        return error.exceptions
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return () if before is None else (before,)
