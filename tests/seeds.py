"""No right adapter is refused by chance: ``python -m tests.seeds 200`` runs its laws under so many
seeds.

A second argument, such as ``"sqlite and not on_disk"``, chooses among the laws, as pytest's ``-k``
does.
"""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial

COMMAND = (
    sys.executable,
    "-m",
    "pytest",
    "-q",
    "-p",
    "no:cacheprovider",
    "--hypothesis-profile=full",  # in the profile of CI the seed would change nothing
    "tests/adapters/test_laws.py",
)
ADAPTERS = "memory or system or sqlite"


def keeps_the_laws(seed: int, chosen: str) -> bool:
    """Run the laws under a seed; print what pytest says when one of them refuses an adapter."""
    run = subprocess.run(
        [*COMMAND, "-k", chosen, f"--hypothesis-seed={seed}"],
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        sys.stdout.write(f"seed {seed}:\n{run.stdout}{run.stderr}\n")
    return run.returncode == 0


def main(seeds: int, chosen: str = ADAPTERS) -> int:
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        kept = list(pool.map(partial(keeps_the_laws, chosen=chosen), range(1, seeds + 1)))
    sys.stdout.write(f"{kept.count(True)} of {seeds} seeds: every law is kept ({chosen}).\n")
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), *sys.argv[2:]))
