"""A page's examples: its Python, and what it shows them to print."""

import os
import re
import subprocess
import sys
from pathlib import Path

from attrs import frozen
from hypothesis import settings

DOCS = Path(__file__).parents[2] / "docs"

_FENCED = re.compile(r"^```(?P<language>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)

_WITH_AS_MANY_EXAMPLES = """
import runpy, sys, hypothesis, pytest
hypothesis.settings.register_profile("page", max_examples={})
hypothesis.settings.load_profile("page")
"""


@frozen
class Examples:
    """``python`` stands on the same lines as on the page, so that a traceback leads there."""

    python: str
    shown: str

    @classmethod
    def of(cls, name: str, *, since: str = "", until: str | None = None) -> "Examples":
        """Read a page from one heading to another."""
        page = (DOCS / name).read_text("utf-8")
        start = page.index(since)
        end = len(page) if until is None else page.index(until)
        blocks = [block for block in _FENCED.finditer(page) if start <= block.start() < end]
        lines = [""] * page.count("\n")
        for block in blocks:
            if block["language"] == "python":
                first = page.count("\n", 0, block.start("text"))
                text = block["text"].splitlines()
                lines[first : first + len(text)] = text
        shown = "".join(block["text"] for block in blocks if block["language"] == "text")
        return cls("\n".join(lines), shown)

    def printed_in(self, folder: Path) -> str:
        """Run the Python as a stranger's script, with nothing around it but what is installed."""
        return self._run(folder, "runpy.run_path('script.py', run_name='__main__')")

    def report_in(self, folder: Path) -> str:
        """Run the Python as a stranger's test file; return what pytest tells."""
        return self._run(
            folder, "sys.exit(pytest.main(['-q', '-p', 'no:cacheprovider', 'script.py']))"
        )

    def _run(self, folder: Path, start: str) -> str:
        (folder / "script.py").write_text(self.python, "utf-8")
        program = _WITH_AS_MANY_EXAMPLES.format(settings().max_examples) + start
        run = subprocess.run(
            [sys.executable, "-I", "-X", "utf8", "-W", "error", "-c", program],
            cwd=folder,
            env=_unmeasured(),
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert run.returncode == 0, run.stdout + run.stderr
        return run.stdout


def _unmeasured() -> dict[str, str]:
    """Return the environment without coverage's wish to measure every Python that is started."""
    return {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
