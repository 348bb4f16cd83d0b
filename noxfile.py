"""The library's core and adapters on each Python, and once on the lowest versions that are allowed.

``nox`` runs all sessions, ``nox -s minimum`` one of them. A Python that is not installed is
skipped, and said to be.
"""

from itertools import chain
from pathlib import Path

import nox

PYTHONS = ["3.11", "3.12", "3.13", "3.14"]
CORE_AND_ADAPTERS = (
    *(f"tests/{room}" for room in ("domain", "ports", "use_cases", "adapters")),
    *map(str, sorted(Path("tests").glob("test_*.py"))),
)

EXTRAS = "api,argon2,cli,django,fastapi,flask,http,metrics,postgres,testing,wsgi"

nox.needs_version = ">=2025.5.1"
nox.options.default_venv_backend = "venv"
nox.options.error_on_missing_interpreters = False


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """Run the tests of core and adapters with the versions of constraints/dev.txt."""
    _install(session)
    _test(session)


@nox.session(python=PYTHONS[0])
def minimum(session: nox.Session) -> None:
    """Run the tests of core and adapters with the lowest versions that pyproject.toml allows."""
    _install(session)
    # In a second step: what the tests' tools ask for beyond it does not count.
    session.install(*_lowest_versions())
    _test(session)


def _install(session: nox.Session) -> None:
    session.install("--upgrade", "pip>=25.1")  # the first one that reads dependency groups
    constraints = ("--constraint", "constraints/dev.txt")
    session.install(*constraints, "--editable", f".[{EXTRAS}]", "--group", "test")


def _lowest_versions() -> list[str]:
    project = nox.project.load_toml("pyproject.toml")["project"]
    extras = project["optional-dependencies"].values()
    requirements = [*project["dependencies"], *chain.from_iterable(extras)]
    return [each.replace(">=", "==") for each in requirements if ">=" in each]


def _test(session: nox.Session) -> None:
    arguments = session.posargs or [room for room in CORE_AND_ADAPTERS if Path(room).exists()]
    workers = ("-n", "auto", "--maxprocesses", "8", "--dist", "loadgroup")
    session.run("python", "-m", "pytest", "-q", *workers, *arguments)
