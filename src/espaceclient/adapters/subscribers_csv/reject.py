"""Rejected lines: each has a stable code and a sentence for the person who runs the import."""

import csv
import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from unicodedata import normalize

from attrs import field, frozen

from espaceclient.domain.problem import Problem

SENTENCES = {
    "line/undecodable": "The line cannot be read as {encoding}.",
    "line/too_long": "The line is longer than {longest} bytes.",
    "line/bad_quotes": "The line has an unmatched quotation mark.",
    "line/wrong_fields": "The line has {found} fields but the header has {expected}.",
    "operator/required": "The operator is missing.",
    "operator/unknown": 'No commune has an operator called "{name}".',
    "operator/too_many": "The file names more than {most} operators; is this the right column?",
    "contract_number/required": "The contract number is missing.",
    "contract_number/not_digits": (
        "The contract number has characters other than digits and one letter."
    ),
    "contract_number/wrong_length": "The contract number does not have {expected} digits.",
    "contract_number/malformed": "The contract number is not written like {example}.",
    "meter_number/required": "The meter number is missing.",
    "meter_number/bad_characters": "The meter number has characters other than letters and digits.",
    "meter_number/wrong_length": (
        "The meter number does not have {shortest} to {longest} characters."
    ),
    "meter_number/no_digit": "The meter number has no digit.",
    "meter_number/malformed": "The meter number is not written like {example}.",
    "state/unknown": 'The state "{state}" is neither active nor ended.',
    "contract/contradictory": (
        "Contract {contract} occurs on {lines} lines that contradict each other."
    ),
}
"""The sentence of each code that a line can be rejected with."""

_FORMULA_STARTS = ("=", "+", "-", "@")
_CONTROL_BUT_TAB = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f]")


def sentence(problem: Problem) -> str:
    """Return the sentence of a problem."""
    return SENTENCES[problem.code].format(**problem.values)


@frozen
class Reject:
    """A line that was not used: its physical number, its first problem, and its text."""

    line: int
    problem: Problem
    text: str = field(repr=False)

    @property
    def sentence(self) -> str:
        """Why the line was not used."""
        return sentence(self.problem)


def write_rejects(rejects: Iterable[Reject], path: Path) -> int:
    """Write a table of the rejected lines; return their number.

    The columns are line, reason (the code), sentence and original text. The format suits a French
    spreadsheet: UTF-8 with a byte order mark, semicolons. A spreadsheet may be told to separate
    cells by something else, which an original text is full of; so that none of them is run as a
    formula, ``=``, ``+``, ``-`` and ``@``, in any width, get an apostrophe in front, as OWASP
    recommends against CSV injection, wherever they follow no letter or digit. So does a text that
    begins with a tab. Control characters become U+FFFD. A new file has mode 0600, because it holds
    personal data.

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
