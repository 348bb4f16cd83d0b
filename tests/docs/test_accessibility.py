"""The page about accessibility judges each criterion once, and names tests that exist."""

import re

from tests.docs.page import DOCS

PAGE = (DOCS / "accessibility.md").read_text("utf-8")
RGAA = PAGE.partition("## RGAA")[2].partition("\n## ")[0]
CRITERIA = {1: 9, 2: 2, 3: 3, 4: 13, 5: 8, 6: 2, 7: 5, 8: 10, 9: 4, 10: 14, 11: 13, 12: 11, 13: 12}
"""How many criteria each topic of the RGAA 4.1 has."""


def judged(cell: str) -> list[tuple[int, int]]:
    """Read « 1.1, 1.2 » and « 4.1–4.13 »."""
    found = []
    for part in cell.split(", "):
        numbers = [int(number) for number in re.findall(r"\d+", part)]
        topic, first, last = numbers[0], numbers[1], numbers[-1]
        found += [(topic, number) for number in range(first, last + 1)]
    return found


def test_each_criterion_is_judged_once() -> None:
    rows = re.findall(r"^\| ([\d., –]+) \| (met|not met|–) \|", RGAA, re.MULTILINE)
    found = sorted(each for cell, _ in rows for each in judged(cell))
    assert found == [
        (topic, number) for topic, count in CRITERIA.items() for number in range(1, count + 1)
    ]


def test_the_tests_that_it_names_exist() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", PAGE)
    missing = [
        (file, test)
        for file, test in named
        if f"def {test}(" not in (DOCS.parent / file).read_text("utf-8")
    ]
    assert missing == []
