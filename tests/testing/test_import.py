"""The kit needs Hypothesis and no pytest; where pytest is, it shows what differs."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest

from espaceclient import testing
from espaceclient.testing import CLOCK_LAWS, laws

WITHOUT_PYTEST = """
import sys

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("pytest", "_pytest"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Absent())
try:
    import pytest
except ModuleNotFoundError:
    pass
else:
    sys.exit("pytest is here")
"""

ONE_LAW_AND_SOME_STRATEGIES = """
from importlib import import_module
from pkgutil import iter_modules

import espaceclient.testing.strategies
from espaceclient.testing import CLOCK_LAWS, LawBroken
from espaceclient.adapters.system import SystemClock

for module in iter_modules(espaceclient.testing.strategies.__path__):
    import_module(f"espaceclient.testing.strategies.{module.name}")
CLOCK_LAWS[0](SystemClock)
try:
    CLOCK_LAWS[0](lambda: None)
except LawBroken as broken:
    print(broken)
"""

TWO_WORLDS = """
from espaceclient.testing import assert_same_transcript


def test_two_worlds():
    assert_same_transcript([lambda world: ["header", *world]], ["one more"], [])
"""


def run(program: str, *arguments: str) -> str:
    """Run a program in a Python of its own, and return what it prints."""
    done = subprocess.run(
        [sys.executable, *arguments],
        input=program,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return done.stdout + done.stderr


def test_every_public_name_is_in_the_kit() -> None:
    assert all(hasattr(testing, name) for name in testing.__all__)


def is_law(value: object) -> bool:
    """Tell whether ``law`` made it."""
    return getattr(value, "__code__", None) is CLOCK_LAWS[0].__code__


def test_every_law_of_every_module_is_in_a_public_tuple() -> None:
    modules = [
        import_module(module.name) for module in walk_packages(laws.__path__, f"{laws.__name__}.")
    ]
    defined = {
        value
        for module in modules
        for value in vars(module).values()
        if getattr(value, "__module__", None) == module.__name__ and is_law(value)
    }
    public = {
        law for name in testing.__all__ if name.endswith("_LAWS") for law in getattr(testing, name)
    }
    assert public == defined
    assert len(public) == 220


def test_to_import_the_kit_does_not_import_pytest() -> None:
    printed = run(
        # Hypothesis imports its plugins; that of trio, here for tests, imports pytest.
        "import os, sys\nos.environ['HYPOTHESIS_NO_PLUGINS'] = '1'\nimport espaceclient.testing\n"
        "print([name for name in sys.modules if 'pytest' in name])",
        "-",
    )
    assert printed == "[]\n"


def test_the_kit_works_where_there_is_no_pytest() -> None:
    printed = run(WITHOUT_PYTEST + ONE_LAW_AND_SOME_STRATEGIES, "-")
    assert printed.count("\n") == 1
    assert ", but AttributeError was raised: " in printed


@pytest.mark.parametrize("optimised", [[], ["-O"]])
def test_two_worlds_that_differ_are_told_apart(optimised: list[str]) -> None:
    check = TWO_WORLDS + "\ntest_two_worlds()\n"
    assert "act 1, <lambda>, was seen as" in run(WITHOUT_PYTEST + check, *optimised, "-")


def test_pytest_shows_what_differs(tmp_path: Path) -> None:
    file = tmp_path / "test_two_worlds.py"
    file.write_text(TWO_WORLDS, "utf-8")
    printed = run(
        "", "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(tmp_path), str(file)
    )
    assert "Left contains one more item: 'one more'" in printed
