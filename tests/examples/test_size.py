"""An example is read in one sitting: at most 150 lines of code, all its files together."""

import ast
import tokenize
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
LAYOUT = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def lines_of_code(file: Path) -> int:
    """Count the lines that are neither blank nor comments nor docstrings."""
    lines: set[int] = set()
    with tokenize.open(file) as opened:
        for token in tokenize.generate_tokens(opened.readline):
            if token.type not in LAYOUT | {tokenize.ENDMARKER}:
                lines |= set(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, DOCUMENTED) and ast.get_docstring(node) is not None:
            lines -= set(range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1))
    return len(lines)


@pytest.mark.parametrize(
    "name", ["django_site", "fastapi_site", "flask_site", "invoice_service", "nightly_batch"]
)
def test_an_example_has_at_most_150_lines(name: str) -> None:
    assert sum(map(lines_of_code, (EXAMPLES / name).glob("*.py"))) <= 150
