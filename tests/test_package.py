"""What a service that imports the package gets, and what it does not."""

import os
import pydoc
import re
import subprocess
import sys
from importlib.metadata import version
from types import ModuleType
from typing import get_type_hints

import pytest

import espaceclient
from espaceclient import EspaceClient, answers, billing, events, keys, mails, ports, values

FRAMEWORKS = {"starlette", "jinja2", "uvicorn", "typer", "rich", "httpx", "hypothesis", "pytest"}
DRIVERS = {"sqlite3", "smtplib", "bcrypt", "cattrs"}
RARELY_USED = {"email_validator", "idna"}
"""Their tables take as long to load as everything else."""


def test_importing_the_package_loads_no_adapter_no_driver_and_no_framework() -> None:
    script = "import sys, espaceclient; print('\\n'.join(sys.modules))"
    # Unmeasured: what measures coverage loads drivers of its own.
    environ = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    run = subprocess.run(
        [sys.executable, "-c", script], env=environ, capture_output=True, text=True, check=True
    )
    loaded = run.stdout.split()
    assert not {name.partition(".")[0] for name in loaded} & (FRAMEWORKS | DRIVERS | RARELY_USED)
    assert not [
        name
        for name in loaded
        if name.startswith(("espaceclient.adapters", "espaceclient.testing"))
    ]


GROUPS = (espaceclient, answers, billing, events, keys, mails, ports, values)


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.__name__)
def test_every_public_name_is_there_once(group: ModuleType) -> None:
    assert len(set(group.__all__)) == len(group.__all__)
    assert all(hasattr(group, name) for name in group.__all__)


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.__name__)
def test_help_shows_the_public_names_of_a_group(group: ModuleType) -> None:
    shown = re.sub("\b.", "", pydoc.TextDoc().docmodule(group))
    assert [name for name in group.__all__ if name not in shown] == []


def test_the_root_is_read_at_a_glance() -> None:
    assert len(espaceclient.__all__) <= 31


def test_every_method_of_the_client_answers_with_a_public_name() -> None:
    public = {name: getattr(answers, name) for name in answers.__all__}
    returned = {
        name: get_type_hints(method)["return"]
        for name, method in vars(EspaceClient).items()
        if not name.startswith("_")
    }
    assert len(returned) == 40
    assert [name for name, answer in returned.items() if answer not in public.values()] == []


def test_the_version_is_that_of_the_distribution() -> None:
    assert espaceclient.__version__ == version("espaceclient")
