"""What holds under eight concurrent threads on one storage."""

import time
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice

from attrs import evolve

from espaceclient.domain.account import Account
from espaceclient.domain.billing_event import AppliedEvent, BillingEventId
from espaceclient.domain.decision import Decision, Record
from espaceclient.domain.holding import EndReason
from espaceclient.domain.lifetimes import Validity
from espaceclient.domain.registration import BrowserId, Registration, RegistrationId
from espaceclient.domain.reset import Reset, ResetId
from espaceclient.domain.throttle import HourlyCounter
from espaceclient.ports.storage import (
    AccountOfContract,
    AnyLookup,
    Expired,
    HoldingsOfContract,
    HourlyCounterByKey,
    RegistrationsAtAddress,
    RegistrationsFor,
    RegistrationsOfContract,
    Snapshot,
)
from espaceclient.testing.laws.concurrent import CALLERS, at_once
from espaceclient.testing.laws.law import expect, law_of_one
from espaceclient.testing.laws.storage.fixture import (
    StorageAndOutbox,
    every_lookup,
    name,
    saving,
)
from espaceclient.testing.samples import (
    A_MAIL,
    DAY,
    EPOCH,
    HOUR,
    MINUTE,
    TICK,
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

    def attempts(first: int, caller: int) -> list[Attempt]:
        numbers = range(first, first + ROUNDS)
        claims = [sample_account(f"{number}-{caller}", f"r{number}") for number in numbers]
        return [(saving(account), made.seen(account)) for account in claims]

    for first in batches():
        _expect_each_won_once(made, [attempts(first, caller) for caller in range(CALLERS)])


@law_of_one
def rivals_that_saw_nothing_fill_it_once(made: StorageAndOutbox) -> None:
    """Of eight concurrent callers that found nothing by the same lookup, and each save something
    that it would find, exactly one does.
    """
    made.save_new(OWNER)

    def attempts(first: int, caller: int) -> list[Attempt]:
        claims = [_claim(first + number, caller) for number in range(ROUNDS)]
        return [(saving(record), made.storage.read(asked)) for asked, record in claims]

    for first in batches():
        _expect_each_won_once(made, [attempts(first, caller) for caller in range(CALLERS)])


def _claim(round_: int, caller: int) -> tuple[AnyLookup, Record]:
    """Return a lookup that finds nothing, each round another one, and what would fill it."""
    registration = a_registration(round_, sample_account("", f"r{round_}"), f"{caller}")
    registration = evolve(registration, id=RegistrationId(f"{round_}-{caller}"))
    holding = sample_holding(f"{round_}-{caller}", OWNER, round_)
    key, contract = registration.email.key, registration.contract
    # What is due later finds what is due now: so each round is earlier than the one before.
    due = EPOCH + 30 * MINUTE - round_ * TICK
    claims: tuple[tuple[AnyLookup, Record], ...] = (
        (RegistrationsAtAddress(key), registration),
        (RegistrationsOfContract(contract), registration),
        (RegistrationsFor(key, contract), registration),
        (AccountOfContract(contract), holding),
        (HoldingsOfContract(contract), holding.ended(EPOCH + DAY, EndReason.CONTRACT_ENDED, DAY)),
        (Expired(due, 10), AppliedEvent(BillingEventId(f"{round_}-{caller}"), due)),
    )
    return claims[round_ % len(claims)]


@law_of_one
def strangers_are_never_refused(made: StorageAndOutbox) -> None:
    """Of eight concurrent callers that see and save records with nothing in common, none is
    refused.
    """

    def save(caller: int, first: int) -> int:
        refused = 0
        for number in range(first * CALLERS + caller, (first + ROUNDS // 4) * CALLERS, CALLERS):
            account = sample_account(f"{number}", f"{number}")
            holding = sample_holding(f"{number}", account, number)
            its_own = (account, holding, a_registration(number, account))
            seen = made.storage.read(*every_lookup(*its_own))
            refused += made.refuses(saving(*its_own), seen)
        return refused

    for first in batches():
        refused = at_once([partial(save, caller, first) for caller in range(CALLERS)])
        expect(not any(refused), f"{sum(refused)} commits were")


@law_of_one
def one_link_acts_once_under_concurrency(made: StorageAndOutbox) -> None:
    """Of eight concurrent callers that use up one link, exactly one does, and only its mail is
    queued.
    """
    made.save_new(OWNER)
    used = 0
    for first in batches():
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
    for _ in batches():
        at_once([partial(raise_counter, made, 25)] * CALLERS)
        raised += CALLERS * 25
        count = sum(counter.count for counter in made.storage.read(COUNTER).all(COUNTER))
        expect(count == raised, f"{raised} were counted as {count}")


@law_of_one
def what_is_only_read_may_not_move_either(made: StorageAndOutbox) -> None:
    """Of eight concurrent callers that see the same eight records and change each another one,
    exactly one does.
    """
    for first in batches():
        attempts: list[list[Attempt]] = [[] for _ in range(CALLERS)]
        for number in range(first, first + ROUNDS // 4):  # eight records a round
            counters = [HourlyCounter(f"{number}-{caller}", 0, EPOCH) for caller in range(CALLERS)]
            made.save_new(*counters)
            seen = made.seen(*counters)
            for its_own, counter in zip(attempts, counters, strict=True):
                its_own.append((saving(counter.one_more()), seen))
        _expect_each_won_once(made, attempts)


def batches() -> Iterator[int]:
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
    for of_one_round, (_, seen) in zip(zip(*won, strict=True), attempts[0], strict=True):
        known = ", ".join(name(lookup) for lookup in islice(seen.found, 1))
        expect(sum(of_one_round) == 1, f"{sum(of_one_round)} of them did that had read {known}")


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
