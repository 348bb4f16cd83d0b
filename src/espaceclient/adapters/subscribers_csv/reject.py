"""Rejected lines: each has a stable code, and a sentence in French for whoever runs the
import.
"""

import csv
import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from unicodedata import normalize

from attrs import field, frozen

from espaceclient.domain.problem import Problem

_FORMULA_STARTS = ("=", "+", "-", "@")
_CONTROL_BUT_TAB = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f]")


@cache
def sentences() -> Mapping[str, str]:
    """Return the French sentence of each code that a line can be rejected with."""
    file = files("espaceclient.adapters.subscribers_csv").joinpath("texts/rejects.fr.toml")
    return tomllib.loads(file.read_text("utf-8"))


@frozen
class Reject:
    """A line that was not used: its physical number, its first problem, and its text."""

    line: int
    problem: Problem
    text: str = field(repr=False)

    @property
    def sentence(self) -> str:
        """Why the line was not used, in French."""
        return sentences()[self.problem.code].format(**self.problem.values)


def write_rejects(rejects: Iterable[Reject], path: Path) -> int:
    """Write a table of the rejected lines; return their number.

    The columns are line, reason (the code), sentence (in French) and original text. The format
    suits a French spreadsheet: UTF-8 with a byte order mark, semicolons. A spreadsheet may be told
    to separate cells by something else, which an original text is full of; so that none of them is
    run as a formula, ``=``, ``+``, ``-`` and ``@``, in any width, get an apostrophe in front, as
    OWASP recommends against CSV injection, wherever they follow no letter or digit. So does a text
    that begins with a tab. Control characters become U+FFFD. A new file has mode 0600, because it
    holds personal data.

    Raises ``OSError``.
    """
    written = 0
    path.touch(mode=0o600)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(("line", "reason", "sentence", "text"))
        for written, reject in enumerate(rejects, 1):  # noqa: B007 -- the last number is the result
            writer.writerow(
                (reject.line, reject.problem.code, _inert(reject.sentence), _inert(reject.text))
            )
    return written


def _inert(text: str) -> str:
    """Put an apostrophe before each sign that could begin a cell, whatever separates cells."""
    marked = "".join(
        f"'{sign}" if _starts_formula(sign) and not before.isalnum() else sign
        for before, sign in pairwise(f" {text}")
    )
    return _printable(f"'{marked}" if text.startswith("\t") else marked)


@lru_cache(256)
def _starts_formula(character: str) -> bool:
    return normalize("NFKC", character) in _FORMULA_STARTS


def _printable(text: str) -> str:
    return _CONTROL_BUT_TAB.sub("\ufffd", text)
