"""What every host does when the benchmark asks for it, line by line, over a pipe.

The standard library alone: each peer runs this in an environment of its own.
"""

import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter, process_time
from typing import Any, Protocol, TypeVar

STEPS = (
    "sign up",
    "activate",
    "sign in",
    "who am I",
    "change password",
    "sign out",
    "forgotten",
    "reset",
)
OLD, NEW, NEWER = "Loutre-et-jonc-7", "Heron-cendre-8", "Brochet-et-saule-9"


@dataclass(frozen=True)
class Visitor:
    """The number ``number``: who asks, and from where."""

    number: int
    password: str = OLD

    @property
    def email(self) -> str:
        return f"abonne{self.number}@exemple.fr"

    @property
    def address(self) -> str:
        """Return an address of a network of its own, so that nobody's limits are met."""
        return f"10.{self.number >> 16 & 255}.{self.number >> 8 & 255}.{self.number & 255}"


class Journey(Protocol):
    """One visitor's way through a host; each step raises unless the host agrees to it."""

    def sign_up(self) -> None:
        """Ask for an account, and have the mail with the link sent."""

    def activate(self) -> None:
        """Follow the link of the mail."""

    def sign_in(self) -> None: ...
    def who_am_i(self) -> None: ...
    def change_password(self) -> None: ...
    def sign_out(self) -> None: ...
    def forgotten(self) -> None:
        """Ask for a reset link, and have the mail sent."""

    def reset(self) -> None: ...


J = TypeVar("J", bound=Journey)
Begin = Callable[[Visitor], J]
Questions = Callable[[Callable[[Visitor], J]], dict[str, object]]


def walk(journey: Journey) -> dict[str, tuple[float, float]]:
    """Return milliseconds, of the clock and of this process's CPU, by step."""
    taken = {}
    for step in STEPS:
        act = getattr(journey, step.replace(" ", "_").lower())
        wall, cpu = perf_counter(), process_time()
        act()
        taken[step] = (1000 * (perf_counter() - wall), 1000 * (process_time() - cpu))
    return taken


def look_up(journey: Journey, times: int) -> tuple[float, float]:
    """Return seconds, of the clock and of this process's CPU, that all look-ups took."""
    wall, cpu = perf_counter(), process_time()
    for _ in range(times):
        journey.who_am_i()
    return perf_counter() - wall, process_time() - cpu


def serve(begin: Begin[J], questions: Questions[J] | None = None) -> None:
    """Do what the lines of the input ask for, until they end."""
    signed_in: Journey | None = None
    answers, sys.stdout = sys.stdout, sys.stderr  # whatever else is printed is no answer
    for line in sys.stdin:
        asked = json.loads(line)
        done: Any = None
        match asked["do"]:
            case "journey":
                done = walk(begin(Visitor(asked["number"])))
            case "look up":
                if signed_in is None:
                    signed_in = begin(Visitor(asked["number"]))
                    signed_in.sign_up()
                    signed_in.activate()
                    signed_in.sign_in()
                done = look_up(signed_in, asked["times"])
            case "questions":
                done = questions(begin) if questions else {}
            case unknown:
                raise ValueError(unknown)
        print(json.dumps(done), file=answers, flush=True)


def database() -> str:
    """Return the path of a SQLite file, or the URL of a PostgreSQL database."""
    return os.environ["PEERS_DATABASE"]


def is_postgres() -> bool:
    return database().startswith("postgresql:")


def cost() -> int | None:
    """Return bcrypt's cost for all, or None for what each does by itself."""
    given = os.environ.get("PEERS_COST")
    return int(given) if given else None
