"""A delimited text file with a header: its encoding, its delimiter, its columns and its lines.

A record is one physical line. Fields may be quoted, but no field spans several lines, so that an
unmatched quotation mark affects its own line only.
"""

import csv
import os
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import BinaryIO

from attrs import Attribute, field, frozen
from attrs.validators import optional

from espaceclient.adapters.subscribers_csv.errors import UnreadableFile
from espaceclient.adapters.subscribers_csv.folding import fold
from espaceclient.domain.problem import Problem

DELIMITERS = (";", ",", "\t", "|")

_DELIMITER = re.compile(r'[^"\w\r\n]')

LONGEST_LINE = 65_536
"""Bytes; a longer line is rejected and is never held in memory as a whole."""


def _require_delimiter(_instance: object, _attribute: "Attribute[str]", delimiter: str) -> None:
    if not _DELIMITER.fullmatch(delimiter):
        raise ValueError(f"the delimiter must be one character, such as ; or ,: not {delimiter!r}")


def _require_ascii_superset(_instance: object, _attribute: "Attribute[str]", encoding: str) -> None:
    printable = "".join(map(chr, range(32, 127))) + "\t\r\n"
    try:
        if printable.encode().decode(encoding) == printable:
            return
    except (LookupError, UnicodeError):
        pass
    raise ValueError(
        f"{encoding!r} is not an encoding that contains ASCII, such as utf-8 or cp1252"
    )


@frozen
class Format:
    """The delimiter and the encoding of a file; what is ``None`` is detected.

    Raises ``ValueError`` for a delimiter that is not one character, or is a letter, a digit, a
    quotation mark or an end of line, and for an encoding that does not contain ASCII.
    """

    delimiter: str | None = field(default=None, validator=optional(_require_delimiter))
    encoding: str | None = field(default=None, validator=optional(_require_ascii_superset))


Row = tuple[int, str, list[str] | Problem]
"""A line below the header: its physical number (the file's first line is 1), text and fields."""


class Table:
    """An open file whose header was read; iterates over its rows once, skipping blank lines."""

    def __init__(
        self, path: Path, file: BinaryIO, wanted: Collection[str], written: Format
    ) -> None:
        self.path = path
        self.size = os.fstat(file.fileno()).st_size
        self.bytes_read = 0
        self._file = file
        self._line = 0
        self._encoding = written.encoding or _detect_encoding(path, file)
        self._skip_byte_order_mark()
        header = self._read_header()
        self._delimiter = written.delimiter or _detect_delimiter(header, wanted)
        self.headers = [name.strip() for name in _split(header, self._delimiter) or []]

    def column(self, name: str) -> int:
        """Return the position of a column, from 0.

        Raises ``UnreadableFile`` unless exactly one column has this name.
        """
        position = self.optional_column(name)
        if position is None:
            found = ", ".join(f'"{header[:40]}"' for header in self.headers[:30])
            raise UnreadableFile(
                self.path, self._line, f'there is no column "{name}"; the columns are {found}'
            )
        return position

    def optional_column(self, name: str) -> int | None:
        """Return the position of a column, from 0, or ``None`` when there is none.

        Raises ``UnreadableFile`` when several columns have this name.
        """
        positions = [at for at, header in enumerate(self.headers) if fold(header) == fold(name)]
        if len(positions) > 1:
            raise UnreadableFile(
                self.path, self._line, f'{len(positions)} columns are called "{name}"'
            )
        return positions[0] if positions else None

    def __iter__(self) -> Iterator[Row]:
        for raw in self._lines():
            if raw.isspace():
                continue
            try:
                text = raw.decode(self._encoding).rstrip("\r\n")
            except UnicodeDecodeError:
                text = raw.decode(self._encoding, "backslashreplace").rstrip("\r\n")
                yield (
                    self._line,
                    text,
                    Problem("line", "line/undecodable", {"encoding": self._encoding}),
                )
            else:
                yield self._line, text, self._fields(raw, text)

    def _fields(self, raw: bytes, text: str) -> list[str] | Problem:
        if len(raw) == LONGEST_LINE:
            return Problem("line", "line/too_long", {"longest": LONGEST_LINE})
        fields = _split(text, self._delimiter)
        if fields is None:
            return Problem("line", "line/bad_quotes")
        if len(fields) != len(self.headers):
            return Problem(
                "line", "line/wrong_fields", {"expected": len(self.headers), "found": len(fields)}
            )
        return fields

    def _lines(self) -> Iterator[bytes]:
        for raw in iter(partial(self._file.readline, LONGEST_LINE), b""):
            self._line += 1
            self.bytes_read += len(raw)
            yield raw
            if len(raw) == LONGEST_LINE:
                self._skip_rest_of_line(raw)

    def _skip_rest_of_line(self, raw: bytes) -> None:
        while raw and not raw.endswith(b"\n"):
            raw = self._file.readline(LONGEST_LINE)
            self.bytes_read += len(raw)

    def _skip_byte_order_mark(self) -> None:
        self._file.seek(0)
        if self._file.read(len(BOM_UTF8)) != BOM_UTF8:
            self._file.seek(0)

    def _read_header(self) -> str:
        raw = next((raw for raw in self._lines() if not raw.isspace()), None)
        if raw is None:
            raise UnreadableFile(self.path, None, "the file is empty")
        if len(raw) == LONGEST_LINE or b"\r" in raw.rstrip(b"\r\n"):
            reason = "this is not a table header; lines must end in LF or CR LF"
            raise UnreadableFile(self.path, self._line, reason)
        try:
            return raw.decode(self._encoding).rstrip("\r\n")
        except UnicodeDecodeError as error:
            reason = f"the header cannot be read as {self._encoding}"
            raise UnreadableFile(self.path, self._line, reason) from error


@contextmanager
def open_table(path: Path, wanted: Collection[str], written: Format) -> Iterator[Table]:
    """Open a file and read its header.

    ``wanted`` are column names from which the delimiter is detected. Raises ``UnreadableFile`` here
    and while the rows are read.
    """
    try:
        with path.open("rb") as file:
            yield Table(path, file, wanted, written)
    except OSError as error:
        raise UnreadableFile(path, None, error.strerror or "the file cannot be read") from error


def _detect_encoding(path: Path, file: BinaryIO) -> str:
    """Decide by the first line that is not ASCII; a damaged byte later affects its line only."""
    if file.read(2) in (BOM_UTF16_LE, BOM_UTF16_BE):
        raise UnreadableFile(path, None, "the file is in UTF-16; save it as UTF-8")
    file.seek(0)
    for raw in iter(partial(file.readline, LONGEST_LINE), b""):
        if not raw.isascii():
            return "utf-8" if _is_utf8(raw) else "cp1252"
    return "utf-8"


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _detect_delimiter(header: str, wanted: Collection[str]) -> str:
    names = {fold(name) for name in wanted}

    def likelihood(delimiter: str) -> tuple[int, int]:
        fields = _split(header, delimiter) or []
        return len(names & {fold(name) for name in fields}), len(fields)

    return max(DELIMITERS, key=likelihood)


def _split(text: str, delimiter: str) -> list[str] | None:
    """Return the fields of a line, or ``None`` when it has an unmatched quotation mark."""
    if '"' not in text:
        return text.split(delimiter)
    try:
        return next(csv.reader([text], delimiter=delimiter, strict=True))
    except csv.Error:
        return None
