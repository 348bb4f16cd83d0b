"""What a service that imports the package gets, and what it does not."""

import os
import subprocess
import sys

import espaceclient

FRAMEWORKS = {"starlette", "jinja2", "uvicorn", "typer", "rich", "httpx", "hypothesis", "pytest"}
DRIVERS = {"sqlite3", "smtplib", "bcrypt", "cattrs"}


def test_importing_the_package_loads_no_adapter_no_driver_and_no_framework() -> None:
    script = "import sys, espaceclient; print('\\n'.join(sys.modules))"
    # Unmeasured: what measures coverage loads drivers of its own.
    environ = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    run = subprocess.run(
        [sys.executable, "-c", script], env=environ, capture_output=True, text=True, check=True
    )
    loaded = run.stdout.split()
    assert not {name.partition(".")[0] for name in loaded} & (FRAMEWORKS | DRIVERS)
    assert not [
        name
        for name in loaded
        if name.startswith(("espaceclient.adapters", "espaceclient.testing"))
    ]


def test_every_public_name_is_there_once() -> None:
    assert len(set(espaceclient.__all__)) == len(espaceclient.__all__)
    assert all(hasattr(espaceclient, name) for name in espaceclient.__all__)
