"""Measure all hosts in turns, and print the tables of ``docs/peers.md``."""

import argparse
import os
import statistics
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from random import Random

from attrs import field, frozen

from tests.benchmarks.peers.driving import STEPS
from tests.benchmarks.peers.hosts import COMMANDS, OURS, database_for, postgres, started

WARM_UP = 1
LOW_COST = 4
ENGINES = ("SQLite", "PostgreSQL")
LOOK_UPS, LOOK_UP_ROUNDS = 100, 15
"""How many in one turn, and how many turns."""


@frozen
class Measured:
    """One list a host, an entry a round: round ``n`` of all hosts lies within the same seconds."""

    steps: list[dict[str, tuple[float, float]]] = field(factory=list)
    look_ups: list[tuple[float, float]] = field(factory=list)

    def step(self, name: str) -> list[float]:
        return [each[name][0] for each in self.steps]

    def journeys(self) -> list[float]:
        return [sum(wall for wall, _ in each.values()) for each in self.steps]

    def cpu(self) -> list[float]:
        return [sum(cpu for _, cpu in each.values()) for each in self.steps]

    def look_up_times(self) -> list[float]:
        return [wall for wall, _ in self.look_ups]

    def look_up_cpu(self) -> list[float]:
        """Return milliseconds of one look-up."""
        return [1000 * cpu / LOOK_UPS for _, cpu in self.look_ups]


def measure(run: str, server: str | None, cost: int | None, rounds: int) -> dict[str, Measured]:
    """Have every host do every round, in random order."""
    measured = {name: Measured() for name in COMMANDS}
    order, chance = list(COMMANDS), Random(7)  # noqa: S311 - an order, no secret
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory()))
        hosts = {
            name: opened.enter_context(started(name, database_for(name, run, folder, server), cost))
            for name in COMMANDS
        }
        for number in range(WARM_UP + rounds):
            chance.shuffle(order)
            for name in order:
                measured[name].steps.append(hosts[name].ask("journey", number=number))
        for _ in range(WARM_UP + LOOK_UP_ROUNDS):  # by themselves: who has hashed waits for the CPU
            chance.shuffle(order)
            for name in order:
                found = hosts[name].ask("look up", number=900_000, times=LOOK_UPS)
                measured[name].look_ups.append(found)
    for each in measured.values():
        del each.steps[:WARM_UP], each.look_ups[:WARM_UP]
    return measured


def table(measured: dict[str, Measured]) -> Iterable[Sequence[str]]:
    """Give the rows: the medians of all rounds, and the medians of each round's ratio to ours."""
    ours = measured[OURS]
    hosts = measured.values()
    yield ["ms a step", *measured]
    yield ["---", *("---:" for _ in measured)]
    for step in STEPS:
        yield [step, *(f"{statistics.median(each.step(step)):.1f}" for each in hosts)]
    yield ["the journey", *(f"{statistics.median(each.journeys()):.1f}" for each in hosts)]
    yield ["… of ours", *(ratio(each.journeys(), ours.journeys()) for each in hosts)]
    yield ["CPU of it, ms", *(f"{statistics.median(each.cpu()):.1f}" for each in hosts)]
    yield ["… of ours", *(ratio(each.cpu(), ours.cpu()) for each in hosts)]
    yield ["look-ups a second", *(per_second(each) for each in hosts)]
    yield [
        "… of ours",
        *(ratio(ours.look_up_times(), each.look_up_times()) for each in hosts),
    ]
    yield ["CPU of one, ms", *(f"{statistics.median(each.look_up_cpu()):.2f}" for each in hosts)]
    yield ["… of ours", *(ratio(each.look_up_cpu(), ours.look_up_cpu()) for each in hosts)]


def ratio(theirs: Sequence[float], ours: Sequence[float]) -> str:
    pairs = zip(theirs, ours, strict=True)
    return f"{statistics.median(mine / other for mine, other in pairs):.2f}"


def per_second(measured: Measured) -> str:
    return f"{LOOK_UPS / statistics.median(measured.look_up_times()):,.0f}"


def compare(engine: str, server: str | None, cost: int | None, rounds: int) -> None:
    before = os.getloadavg()[0]
    measured = measure(f"{engine}_{cost}", server, cost, rounds)
    hashing = f"bcrypt at cost {cost}" if cost else "each one's own hashing"
    load = f"load {before:.1f} to {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    say(f"\n{engine}, {hashing}, {rounds} rounds ({load})\n")
    for row in table(measured):
        say(f"| {' | '.join(row)} |")


def question(names: Iterable[str]) -> None:
    """Ask hosts what they give away; with their own hashing, on SQLite."""
    for name in names:
        with ExitStack() as opened:
            folder = Path(opened.enter_context(tempfile.TemporaryDirectory()))
            file = database_for(name, "asked", folder, None)
            host = opened.enter_context(started(name, file, None))
            for asked, answer in host.ask("questions").items():
                say(f"{name}: {asked}: {answer}")


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - a script's output


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10, help="with bcrypt at a low cost")
    parser.add_argument("--rounds-by-default", type=int, default=3, help="with everyone's own hash")
    parser.add_argument("--engine", choices=ENGINES, action="append", help="by default both")
    parser.add_argument(
        "--questions", nargs="*", choices=COMMANDS, help="ask these, or all, what they give away"
    )
    chosen = parser.parse_args()
    if chosen.questions is not None:
        return question(chosen.questions or COMMANDS)
    with tempfile.TemporaryDirectory() as folder, postgres(Path(folder)) as server:
        for engine in chosen.engine or ENGINES:
            at = server if engine == "PostgreSQL" else None
            compare(engine, at, LOW_COST, chosen.rounds)
            compare(engine, at, None, chosen.rounds_by_default)
    return None


if __name__ == "__main__":
    main()
