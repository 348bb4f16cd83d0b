"""The file: a line at a time, each with its number."""

from collections.abc import Iterator
from datetime import tzinfo
from functools import partial
from pathlib import Path
from typing import BinaryIO

from attrs import frozen

from espaceclient.adapters.billing_jsonl.event import EventReader, ReadContract
from espaceclient.domain.billing_event import BillingEvent
from espaceclient.domain.problem import Problem

LONGEST_LINE = 65_536
"""In bytes; a longer line is no event, and is not held in memory."""

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@frozen
class Entry:
    """A line that was read: its physical number, from 1, and its event or what is wrong with it."""

    line: int
    event: BillingEvent | Problem


class BillingFile:
    """A file of events, one JSON object a line, in UTF-8; blank lines are skipped.

    ``read_contract`` reads an operator and a contract number; ``zone`` is where days begin.
    """

    def __init__(self, path: Path, read_contract: ReadContract, zone: tzinfo) -> None:
        self.path = path
        self._reader = EventReader(read_contract, zone)

    def __iter__(self) -> Iterator[Entry]:
        """Read the file from its beginning, in its order; raises ``OSError``."""
        with self.path.open("rb") as file:
            for number, line in enumerate(_lines(file), 1):
                if len(line) == LONGEST_LINE:
                    too_long = Problem("line", "event/too_long", {"longest": LONGEST_LINE})
                    yield Entry(number, too_long)
                elif not line.isspace():
                    yield Entry(number, self._reader.read(line))


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """Return the lines, the beginning alone of one that is too long."""
    for line in iter(partial(file.readline, LONGEST_LINE), b""):
        yield line.removeprefix(_BYTE_ORDER_MARK)
        rest = line
        while len(rest) == LONGEST_LINE and not rest.endswith(b"\n"):
            rest = file.readline(LONGEST_LINE)
