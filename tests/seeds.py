"""No right adapter is refused by chance: ``python -m tests.seeds 200`` runs its laws under so many seeds."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

COMMAND = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/adapters/test_laws.py")
ADAPTERS = "memory or system or sqlite"


def keeps_the_laws(seed: int) -> bool:
    """Run the laws under a seed; print what pytest says when one of them refuses an adapter."""
    # Where CI is set the examples are always the same, whatever the seed.
    surroundings = {name: value for name, value in os.environ.items() if name != "CI"}
    run = subprocess.run(
        [*COMMAND, "-k", ADAPTERS, f"--hypothesis-seed={seed}"],
        env=surroundings,
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        sys.stdout.write(f"seed {seed}:\n{run.stdout}{run.stderr}\n")
    return run.returncode == 0


def main(seeds: int) -> int:
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        refused = list(pool.map(keeps_the_laws, range(1, seeds + 1))).count(False)
    sys.stdout.write(f"{seeds - refused} of {seeds} seeds: every law is kept by {ADAPTERS.replace(' or ', ', ')}.\n")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
