"""The page that lists what the kit catches, made from the faults: ``python -m
tests.testing.catalogue``.
"""

from itertools import groupby
from pathlib import Path

from tests.testing.faults import FAULTS
from tests.testing.faults.fault import Fault

PAGE = Path(__file__).parents[2] / "docs" / "what-the-kit-catches.md"

BEGINNING = """# What the kit catches

Mistakes that real systems made, each planted over a right adapter or a right core by the tests of
this project, and the law or property of `espaceclient.testing` that catches it. This page is made
from those tests; write it anew with `python -m tests.testing.catalogue`.
"""


def part(fault: Fault) -> str:
    return fault.part


def catalogue() -> str:
    text = BEGINNING
    for heading, faults in groupby(sorted(FAULTS, key=part), part):
        text += f"\n## {heading}\n\n| the mistake | caught by |\n| --- | --- |\n"
        text += "".join(f"| {fault.mistake} | `{fault.law}` |\n" for fault in faults)
    return text


if __name__ == "__main__":
    PAGE.write_text(catalogue(), "utf-8")
