"""Run the scene and print its figures; exits with status 1 when a promise was broken."""

import argparse
import asyncio
import shutil
import sys
import tempfile
from pathlib import Path

from tests.chaos.scene import play


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    arguments.add_argument("--seconds", type=float, default=60.0, help="how long to kill")
    arguments.add_argument("--seed", type=int, default=7)
    arguments.add_argument("--clients", type=int, default=6)
    asked = arguments.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="chaos-"))
    found = asyncio.run(play(folder, seconds=asked.seconds, seed=asked.seed, clients=asked.clients))
    print(found)  # noqa: T201 - a script's output
    if not found.clean:
        sys.exit(f"The database and what the processes said are in {folder}")
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
