"""The report of ``make mutants``: what lived, why that is all right, and the table of
``docs/mutation.md``.

Ends with status 1 when fewer than 95 % were killed, or when one lived that no reason is known for.
"""

import subprocess
import sys
from collections import Counter
from pathlib import Path

PAGE = Path(__file__).parent.parent / "docs" / "mutation.md"
LEAST_KILLED = 0.95
EQUIVALENT = {
    "espaceclient.domain.throttle.x__wait": (
        "`min(doublings, 17)` became 18: 17 doublings of the shortest first wait, a "
        "second, are longer than the "
        "longest wait that can be set, a day; one more changes nothing."
    ),
    "espaceclient.client.xǁEspaceClientǁchange_password": (
        "`account.password_hash if account else None` lost its condition, for an account "
        "that went between the two "
        "snapshots: no use case lets an account go yet."
    ),
}
"""Functions in which a mutant may live, and the reason."""

HEAD = """# Mutation

`make mutants` changes the domain and the client in every way that mutmut knows, one at a time, and
runs their tests (`tests/domain`, `tests/test_client.py`, `tests/test_cost.py`) against each. A
mutant that no test notices is either a missing test or no change at all. What stands under a
decorator such as `@property` or `@cache`, and constants such as the table of the password's rules,
mutmut leaves as they are. The page is written by that run.

| module | mutants | killed | lived |
| --- | ---: | ---: | ---: |
"""


def results() -> list[tuple[str, str]]:
    """Return each mutant's function and what became of it."""
    command = [str(Path(sys.executable).with_name("mutmut")), "results", "--all", "true"]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    pairs = (line.strip().partition(": ") for line in lines if "__mutmut_" in line)
    return [(name.partition("__mutmut_")[0], outcome) for name, _, outcome in pairs]


def main() -> int:
    found = results()
    lived = [function for function, outcome in found if outcome != "killed"]
    total, alive = (
        Counter(_module(function) for function in names) for names in ([f for f, _ in found], lived)
    )
    rows = [
        f"| `{name}` | {total[name]} | {total[name] - alive[name]} | {alive[name]} |"
        for name in sorted(total)
    ]
    killed = len(found) - len(lived)
    summary = (
        f"| all | {len(found)} | {killed} | {len(lived)} |\n\n"
        f"{killed / len(found):.1%} are killed. What lives:\n\n"
    )
    reasons = [
        f"- `{function}`: {EQUIVALENT.get(function, '**no reason is known**')}"
        for function in lived
    ]
    PAGE.write_text(
        HEAD + "\n".join(rows) + "\n" + summary + "\n".join(reasons or ["- nothing."]) + "\n",
        "utf-8",
    )
    sys.stdout.write(PAGE.read_text("utf-8"))
    return int(killed / len(found) < LEAST_KILLED or not set(lived) <= EQUIVALENT.keys())


def _module(function: str) -> str:
    return function.partition(".x")[0].removeprefix("espaceclient.")


if __name__ == "__main__":
    sys.exit(main())
