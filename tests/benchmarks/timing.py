"""Does time tell who has an account? Each pair of requests is measured side by side.

Run ``python -m tests.benchmarks.timing [rounds]``; 1,000 rounds take some minutes. In every round
the two requests of a pair come one after the other, in random order, so that a slow moment of the
machine slows either. Told are the median of the differences in µs (the first of the pair minus the
second) with its bootstrap 95 % interval, and AUC: how often the first took longer than the second
of any other round, 0.50 when time tells nothing. On a SQLite file; its folder is made in
``TMPDIR``: in memory, a busy disk blurs nothing. Sign-ins hash at low bcrypt costs; an opening does
not, as it makes one hash whatever happens, which would only blur the rest.
"""

import gc
import random
import statistics
import sys
import tempfile
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter_ns

from attrs import frozen

from espaceclient import EmailAddress, EspaceClient
from espaceclient.adapters.bcrypt import BcryptHasher
from espaceclient.adapters.memory import MemoryHasher, MemorySubscribers
from espaceclient.adapters.sqlite import SqliteDatabase, SqliteStorage
from espaceclient.adapters.system import SystemClock, SystemTokens
from espaceclient.domain.account import Account, AccountId, Subscription
from espaceclient.domain.decision import Decision
from espaceclient.domain.holding import Holding, HoldingId
from espaceclient.domain.password import PasswordAttempt
from espaceclient.domain.values import Contract, ContractNumber, MeterNumber, Subscriber
from espaceclient.ports.hasher import Hasher
from espaceclient.ports.storage import Snapshot
from tests.client_fixture import COMMUNES, KEYS, SEMM

ROUNDS, WARM_UP, RESAMPLES = 1000, 30, 2000
LOW_COST, RAISED_COST = 4, 6
METER = MeterNumber("A02GJ098702")
PASSWORD = "Aa1!aaaa"
OPENED_AT = datetime(2026, 1, 1, tzinfo=UTC)

Request = Callable[[int], object]
"""Asks for something in the round of that number."""


@frozen
class Pair:
    name: str
    first: Request
    second: Request


class Utility:
    """A client over a file: subscriber ``n`` holds contract ``n`` for ``n`` below ``accounts``."""

    def __init__(
        self, folder: Path, name: str, accounts: int, hasher: Hasher, kept_by: Hasher | None = None
    ) -> None:
        self._database = SqliteDatabase(folder / f"{name}.sqlite3")
        self._storage = SqliteStorage(self._database)
        numbers = [ContractNumber(f"{number:07}") for number in range(2 * accounts)]
        lines = [Subscriber(Contract(SEMM, number), METER) for number in numbers]
        self.accounts = accounts
        self.client = EspaceClient(
            communes=COMMUNES,
            subscribers=MemorySubscribers(lines),
            storage=self._storage,
            hasher=hasher,
            tokens=SystemTokens.of(KEYS),
            clock=SystemClock(),
        )
        self._fill(kept_by or hasher)

    def _fill(self, kept_by: Hasher) -> None:
        """Every account has the same password."""
        stored = kept_by.hash(PasswordAttempt(PASSWORD))
        commune = COMMUNES.communes[0]
        accounts = tuple(
            Account(
                AccountId(f"account-{number:06}"),
                EmailAddress(known(number)),
                stored,
                OPENED_AT,
            )
            for number in range(self.accounts)
        )
        holdings = tuple(
            Holding(
                HoldingId(account.id),
                account.id,
                Subscription(commune, ContractNumber(f"{number:07}"), METER),
                OPENED_AT,
            )
            for number, account in enumerate(accounts)
        )
        made = Decision(None, OPENED_AT, save=(*accounts, *holdings))
        self._storage.commit(made, Snapshot({}))

    def close(self) -> None:
        self._database.close()

    def forget(self, email: str) -> object:
        return self.client.request_reset({"email": email})

    def sign_in_wrongly(self, email: str) -> object:
        return self.client.sign_in({"email": email, "password": "wrong"})

    def open_account(self, email: str, contract: int) -> object:
        return self.client.open_account(
            {
                "commune": COMMUNES.communes[0].code,
                "email": email,
                "password": PASSWORD,
                "confirmation": PASSWORD,
                "contract_number": f"{contract:07}",
                "meter_number": METER.text,
            }
        )


def known(number: int) -> str:
    return f"connu{number:06}@exemple.fr"


def unknown(number: int, of: str = "autre") -> str:
    return f"{of}{number:06}@exemple.fr"


def pairs(folder: Path, rounds: int) -> Iterator[Pair]:
    accounts = rounds + WARM_UP
    with closing(Utility(folder, "forgotten", accounts, MemoryHasher())) as here:
        yield Pair(
            "forgotten password: account, none",
            lambda number: here.forget(known(number)),
            lambda number: here.forget(unknown(number)),
        )
        for email in (known(0), unknown(0)) * 4:
            here.forget(email)
        yield Pair(
            "the same past the limit",
            lambda _: here.forget(known(0)),
            lambda _: here.forget(unknown(0)),
        )
    low, raised = (BcryptHasher(KEYS.peppers, cost=cost) for cost in (LOW_COST, RAISED_COST))
    with closing(Utility(folder, "sign-in", accounts, low)) as here:
        yield _sign_in(here, "sign-in")
    with closing(Utility(folder, "raised", accounts, raised, kept_by=low)) as here:
        yield _sign_in(here, "sign-in, raised cost")
    with closing(Utility(folder, "opening", accounts, MemoryHasher())) as here:
        yield Pair(
            "opening: address in use, fresh",
            lambda number: here.open_account(known(number), accounts + number),
            lambda number: here.open_account(unknown(number), accounts + number),
        )
        yield Pair(
            "opening: contract held, fresh",
            lambda number: here.open_account(unknown(number, "tiers"), number),
            lambda number: here.open_account(unknown(number, "nouveau"), accounts + number),
        )


def _sign_in(asked: Utility, name: str) -> Pair:
    return Pair(
        f"{name}: wrong password, no account",
        lambda number: asked.sign_in_wrongly(known(number)),
        lambda number: asked.sign_in_wrongly(unknown(number)),
    )


def measure(pair: Pair, rounds: int, chance: random.Random) -> tuple[list[int], list[int]]:
    """Return how many ns each request took, round by round."""
    first: list[int] = []
    second: list[int] = []
    gc.collect()
    gc.disable()
    for number in range(-WARM_UP, rounds):
        asked = [(pair.first, first), (pair.second, second)]
        for request, taken in chance.sample(asked, 2):
            started = perf_counter_ns()
            request(number + WARM_UP)
            taken.append(perf_counter_ns() - started)
    gc.enable()
    return first[WARM_UP:], second[WARM_UP:]


def interval(differences: list[float], chance: random.Random) -> tuple[float, float]:
    """Return the bootstrap 95 % interval of the median."""
    medians = sorted(
        statistics.median(chance.choices(differences, k=len(differences))) for _ in range(RESAMPLES)
    )
    return medians[RESAMPLES * 25 // 1000], medians[RESAMPLES * 975 // 1000]


def auc(first: list[int], second: list[int]) -> float:
    ordered = sorted(second)
    less = sum(bisect_left(ordered, each) + bisect_right(ordered, each) for each in first)
    return less / (2 * len(first) * len(second))


def told(pair: Pair, first: list[int], second: list[int], chance: random.Random) -> str:
    differences = [(one - other) / 1000 for one, other in zip(first, second, strict=True)]
    low, high = interval(differences, chance)
    medians = [round(statistics.median(taken) / 1000) for taken in (first, second)]
    return (
        f"{pair.name:48} {statistics.median(differences):+8.1f} [{low:+.1f}, {high:+.1f}]"
        f"   {medians[0]:,} {medians[1]:,}   {auc(first, second):.2f}"
    )


def main(rounds: int) -> None:
    chance = random.Random(8)  # noqa: S311 - an order of measuring is no secret
    print(f"{rounds} rounds: median difference [95 % interval], both medians (µs), AUC")  # noqa: T201 - a script's output
    with tempfile.TemporaryDirectory() as folder:
        for pair in pairs(Path(folder), rounds):
            print(told(pair, *measure(pair, rounds, chance), chance), flush=True)  # noqa: T201 - as above


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
