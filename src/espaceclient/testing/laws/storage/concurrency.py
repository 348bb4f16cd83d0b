"""What holds under eight concurrent threads on one storage."""

import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from attrs import evolve

from espaceclient.domain.account import Account
from espaceclient.domain.decision import Decision, Record
from espaceclient.domain.holding import Holding
from espaceclient.domain.lifetimes import Validity
from espaceclient.domain.registration import BrowserId, Registration, RegistrationId
from espaceclient.domain.reset import Reset, ResetId
from espaceclient.domain.session import Session, SessionId
from espaceclient.domain.throttle import HourlyCounter
from espaceclient.ports.storage import HourlyCounterByKey, Snapshot
from espaceclient.testing.laws.concurrent import CALLERS, at_once
from espaceclient.testing.laws.law import expect, law_of_one
from espaceclient.testing.laws.storage.fixture import StorageAndOutbox, saving
from espaceclient.testing.samples import (
    A_MAIL,
    EPOCH,
    HOUR,
    MINUTE,
    sample_account,
    sample_holding,
    sample_subscription,
)

Attempt = tuple[Decision[None], Snapshot]

OWNER = sample_account("owner", "owner")
COUNTER = HourlyCounterByKey("counter")
VALIDITY = Validity.starting(EPOCH, HOUR)
ROUNDS = 100

_CPU_TIME, _WALL_TIME = 0.5, 4
"""Seconds. In memory commits are so short that callers seldom meet in one: what is fast races more
often. The processor's time counts, so that a busy machine races as often as an idle one.
"""


def a_registration(number: int, account: Account, browser: str = "browser") -> Registration:
    who = (account.email, account.password_hash, sample_subscription(number))
    return Registration(RegistrationId(f"{number}"), *who, BrowserId(browser), VALIDITY)


def a_reset(number: int, password_version: int = 1) -> Reset:
    return Reset(ResetId(f"{number}"), OWNER.id, password_version, VALIDITY)


@law_of_one
def concurrent_claims_of_an_address_make_one_account(made: StorageAndOutbox) -> None:
    """Of eight concurrent callers that claim one address, exactly one gets it."""

    def claim(round_: int, caller: int) -> Account:
        return sample_account(f"{round_}-{caller}", f"r{round_}")

    _expect_one_winner(made, claim)


@law_of_one
def concurrent_claims_of_a_contract_make_one_holding(made: StorageAndOutbox) -> None:
    """Of eight concurrent callers that claim one contract, exactly one gets it."""

    def claim(round_: int, caller: int) -> Holding:
        return sample_holding(f"{round_}-{caller}", OWNER, round_)

    _expect_one_winner(made, claim)


@law_of_one
def concurrent_registrations_of_one_id_store_one(made: StorageAndOutbox) -> None:
    """Of eight concurrent callers that save a registration under one id, exactly one does."""

    def claim(round_: int, caller: int) -> Registration:
        return a_registration(round_, sample_account("", f"r{caller}"), f"{caller}")

    _expect_one_winner(made, claim)


@law_of_one
def concurrent_resets_of_one_id_store_one(made: StorageAndOutbox) -> None:
    """Of eight concurrent callers that save a reset under one id, exactly one does."""
    _expect_one_winner(made, a_reset)


@law_of_one
def concurrent_sessions_of_one_id_store_one(made: StorageAndOutbox) -> None:
    """Of eight concurrent callers that save a session under one id, exactly one does."""

    def claim(round_: int, caller: int) -> Session:
        times = (EPOCH, EPOCH, EPOCH + 30 * MINUTE)
        return Session(SessionId(f"{round_}"), OWNER.id, caller, *times)

    _expect_one_winner(made, claim)


@law_of_one
def one_link_acts_once_under_concurrency(made: StorageAndOutbox) -> None:
    """Of eight concurrent callers that use up one link, exactly one does, and only its mail is
    queued.
    """
    made.save_new(OWNER)
    used = 0
    for first in _batches():
        links = list(map(a_reset, range(first, first + ROUNDS)))
        made.save_new(*links)
        use = saving(queue=(A_MAIL,))
        uses = [(evolve(use, delete=(link,)), made.seen(link)) for link in links]
        _expect_each_won_once(made, [uses] * CALLERS)
        used += len(links)
    queued = len(made.outbox.entries(2 * used))
    expect(queued == used, f"{used} links queued {queued} mails")


@law_of_one
def concurrent_counting_loses_nothing(made: StorageAndOutbox) -> None:
    """A counter that eight concurrent callers raise, each trying again on a conflict, counts every
    one of them.
    """
    raised = 0
    for _ in _batches():
        at_once([partial(raise_counter, made, 25)] * CALLERS)
        raised += CALLERS * 25
        count = sum(counter.count for counter in made.storage.read(COUNTER).all(COUNTER))
        expect(count == raised, f"{raised} were counted as {count}")


@law_of_one
def what_is_only_read_may_not_move_either(made: StorageAndOutbox) -> None:
    """Of eight concurrent callers that see the same eight records and change each another one,
    exactly one does.
    """
    for first in _batches():
        attempts: list[list[Attempt]] = [[] for _ in range(CALLERS)]
        for number in range(first, first + ROUNDS // 4):  # eight records a round
            counters = [HourlyCounter(f"{number}-{caller}", 0, EPOCH) for caller in range(CALLERS)]
            made.save_new(*counters)
            seen = made.seen(*counters)
            for its_own, counter in zip(attempts, counters, strict=True):
                its_own.append((saving(counter.one_more()), seen))
        _expect_each_won_once(made, attempts)


def _expect_one_winner(made: StorageAndOutbox, claim: Callable[[int, int], Record]) -> None:
    made.save_new(OWNER)

    def attempts(first: int, caller: int) -> list[Attempt]:
        claims = [claim(first + number, caller) for number in range(ROUNDS)]
        return [(saving(record), made.seen(record)) for record in claims]

    for first in _batches():
        _expect_each_won_once(made, [attempts(first, caller) for caller in range(CALLERS)])


def _batches() -> Iterator[int]:
    """Count up by ``ROUNDS``, once at least and twenty times at most, for as long as time lasts."""
    cpu_end, wall_end = time.process_time() + _CPU_TIME, time.monotonic() + _WALL_TIME
    for batch in range(20):
        if batch and (time.process_time() > cpu_end or time.monotonic() > wall_end):
            return
        yield batch * ROUNDS


def _expect_each_won_once(made: StorageAndOutbox, attempts: Sequence[Sequence[Attempt]]) -> None:
    """Let each caller go through its attempts, all in the same order: of the first ones one wins,
    and so on.
    """

    def wins(its_own: Sequence[Attempt]) -> list[bool]:
        return [not made.refuses(decision, seen) for decision, seen in its_own]

    won = at_once([partial(wins, its_own) for its_own in attempts])
    for of_one_round in zip(*won, strict=True):
        expect(sum(of_one_round) == 1, f"{sum(of_one_round)} of them did")


def raise_counter(made: StorageAndOutbox, times: int) -> None:
    """Count, trying again on a conflict, though not for ever."""
    conflicts_left = 1000
    while times:
        seen = made.storage.read(COUNTER)
        counter = seen.one(COUNTER) or HourlyCounter(COUNTER.key, 0, EPOCH)
        if made.refuses(saving(counter.one_more()), seen):
            conflicts_left -= 1
            expect(conflicts_left > 0, "one of them met a conflict a thousand times")
        else:
            times -= 1
