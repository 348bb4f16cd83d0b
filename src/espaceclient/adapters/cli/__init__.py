"""The command line; it needs the extra ``cli``."""

import sys


def main() -> None:
    """Run ``espaceclient``."""
    try:
        from espaceclient.adapters.cli.commands import main as run  # noqa: PLC0415 - the extra may be missing
    except ModuleNotFoundError as missing:
        if missing.name and missing.name.startswith("espaceclient"):
            raise
        sys.exit(f"{missing.name} is missing: the command needs pip install 'espaceclient[cli]'")
    run()
