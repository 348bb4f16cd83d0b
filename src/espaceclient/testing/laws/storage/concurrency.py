"""What holds under eight rival threads on one storage."""

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from functools import partial

from attrs import evolve

from espaceclient.domain.account import Account, AccountId, Subscription
from espaceclient.domain.decision import Decision, Record
from espaceclient.domain.lifetimes import Validity
from espaceclient.domain.password import PasswordHash
from espaceclient.domain.registration import BrowserId, Registration, RegistrationId
from espaceclient.domain.reset import Reset, ResetId
from espaceclient.domain.session import Session, SessionId
from espaceclient.domain.throttle import HourlyCounter
from espaceclient.domain.values import Commune, ContractNumber, MeterNumber, Operator
from espaceclient.ports.errors import Conflict
from espaceclient.ports.storage import HourlyCounterByKey, Snapshot, Storage
from espaceclient.testing.laws.law import expect, law, opened
from espaceclient.testing.laws.race import RIVALS, race
from espaceclient.testing.laws.storage.records import (
    A_MAIL,
    MakeStorage,
    conflicts,
    lookup,
    save_new,
    saving,
)
from espaceclient.testing.strategies.values import EPOCH, email_address

ROUNDS = 100

_PATIENCE = 1
"""Seconds. In memory commits are so short that rivals seldom meet in one: what is fast races more
often.
"""

_HASH = PasswordHash("$2b$04$" + "." * 53, "key")


def rival_account(account_id: str, address: str, contract: int) -> Account:
    """Return an account of its own id, address and contract."""
    commune = Commune("13026", "Châteauneuf-Les-Martigues", Operator("Eaux d'Ici"))
    subscription = Subscription(commune, ContractNumber(f"{contract:07}"), MeterNumber("A1B2C3"))
    return Account(
        AccountId(account_id), email_address(f"{address}@exemple.fr"), _HASH, subscription, EPOCH
    )


@law
def rivals_for_one_address_make_one_account(make: MakeStorage) -> None:
    """Of eight rivals that claim one address at once, exactly one gets it."""

    def claim(round_: int, rival: int) -> Account:
        return rival_account(f"{round_}-{rival}", f"r{round_}", 10 * round_ + rival)

    _expect_one_winner(make, claim)


@law
def rivals_for_one_contract_make_one_account(make: MakeStorage) -> None:
    """Of eight rivals that claim one contract at once, exactly one gets it."""

    def claim(round_: int, rival: int) -> Account:
        return rival_account(f"{round_}-{rival}", f"r{round_}.{rival}", round_)

    _expect_one_winner(make, claim)


@law
def rivals_with_one_registration_id_store_one(make: MakeStorage) -> None:
    """Of eight rivals that save a registration under one id at once, exactly one does."""
    validity = Validity.starting(EPOCH, timedelta(hours=48))

    def claim(round_: int, rival: int) -> Registration:
        account = rival_account("", f"r{rival}", rival)
        number = RegistrationId(f"{round_}")
        return Registration(
            number, account.email, _HASH, account.subscription, BrowserId(f"{rival}"), validity
        )

    _expect_one_winner(make, claim)


@law
def rivals_with_one_reset_id_store_one(make: MakeStorage) -> None:
    """Of eight rivals that save a reset under one id at once, exactly one does."""
    validity = Validity.starting(EPOCH, timedelta(hours=1))
    _expect_one_winner(
        make, lambda round_, rival: Reset(ResetId(f"{round_}"), _OWNER.id, rival, validity)
    )


@law
def rivals_with_one_session_id_store_one(make: MakeStorage) -> None:
    """Of eight rivals that save a session under one id at once, exactly one does."""
    later = EPOCH + timedelta(minutes=30)
    _expect_one_winner(
        make,
        lambda round_, rival: Session(
            SessionId(f"{round_}"), _OWNER.id, rival, EPOCH, EPOCH, later
        ),
    )


@law
def one_link_acts_once_among_rivals(make: MakeStorage) -> None:
    """Of eight rivals that use up one link at once, exactly one does, and only its mail is
    queued.
    """
    validity = Validity.starting(EPOCH, timedelta(hours=1))
    with opened(make()) as made:
        save_new(made.storage, _OWNER)
        used = 0
        for first in _batches():
            links = [
                Reset(ResetId(f"{first + number}"), _OWNER.id, 1, validity)
                for number in range(ROUNDS)
            ]
            save_new(made.storage, *links)
            uses = [
                (evolve(saving(queue=(A_MAIL,)), delete=(link,)), made.storage.read(lookup(link)))
                for link in links
            ]
            _expect_each_won_once(made.storage, [uses] * RIVALS)
            used += len(links)
        queued = len(made.outbox.entries(2 * used))
        expect(queued == used, f"{used} links queued {queued} mails")


@law
def rivals_lose_no_count(make: MakeStorage) -> None:
    """A counter that eight rivals raise, each trying again on a conflict, counts every one of
    them.
    """
    with opened(make()) as made:
        raised = 0
        for _ in _batches():
            race([partial(raise_counter, made.storage, _COUNTER, 25)] * RIVALS)
            raised += RIVALS * 25
            count = sum(counter.count for counter in made.storage.read(_COUNTER).all(_COUNTER))
            expect(count == raised, f"{raised} were counted as {count}")


@law
def what_is_only_read_may_not_move_either(make: MakeStorage) -> None:
    """Of eight rivals that see the same eight records and change each another one, exactly one
    does.
    """
    with opened(make()) as made:
        for first in _batches():
            attempts: list[list[Try]] = [[] for _ in range(RIVALS)]
            for number in range(first, first + ROUNDS // 4):  # eight records a round
                hourly_counters = [
                    HourlyCounter(f"{number}-{rival}", 0, EPOCH) for rival in range(RIVALS)
                ]
                save_new(made.storage, *hourly_counters)
                seen = made.storage.read(*map(lookup, hourly_counters))
                for its_own, counter in zip(attempts, hourly_counters, strict=True):
                    its_own.append((saving(counter.one_more()), seen))
            _expect_each_won_once(made.storage, attempts)


_OWNER = rival_account("owner", "owner", 1)
_COUNTER = HourlyCounterByKey("counter")


Try = tuple[Decision[None], Snapshot]


def _expect_one_winner(make: MakeStorage, claim: Callable[[int, int], Record]) -> None:
    with opened(make()) as made:
        save_new(made.storage, rival_account(_OWNER.id, "nobody", 9_999_999))

        def attempts(first: int, rival: int) -> list[Try]:
            claims = [claim(first + number, rival) for number in range(ROUNDS)]
            return [(saving(record), made.storage.read(lookup(record))) for record in claims]

        for first in _batches():
            _expect_each_won_once(made.storage, [attempts(first, rival) for rival in range(RIVALS)])


def _batches() -> Iterator[int]:
    """Count up by ``ROUNDS``, once at least and twenty times at most, for as long as patience
    lasts.
    """
    end = time.monotonic() + _PATIENCE
    for batch in range(20):
        if batch and time.monotonic() > end:
            return
        yield batch * ROUNDS


def _expect_each_won_once(storage: Storage, attempts: Sequence[Sequence[Try]]) -> None:
    """Let each rival go through its attempts, all in the same order: of the first ones one wins,
    and so on.
    """
    won = race([partial(_wins, storage, its_own) for its_own in attempts])
    for of_one_round in zip(*won, strict=True):
        expect(sum(of_one_round) == 1, f"{sum(of_one_round)} of them did")


def _wins(storage: Storage, attempts: Sequence[Try]) -> list[bool]:
    return [not conflicts(storage, decision, seen) for decision, seen in attempts]


def raise_counter(storage: Storage, counted: HourlyCounterByKey, times: int) -> None:
    """Count, trying again on a conflict, though not for ever."""
    conflicts_left = 1000
    while times:
        seen = storage.read(counted)
        counter = seen.one(counted) or HourlyCounter(counted.key, 0, EPOCH)
        try:
            storage.commit(saving(counter.one_more()), seen)
        except Conflict:
            conflicts_left -= 1
            expect(conflicts_left > 0, "one of them met a conflict a thousand times")
        else:
            times -= 1


RIVALS_LAWS = (
    rivals_for_one_address_make_one_account,
    rivals_for_one_contract_make_one_account,
    rivals_with_one_registration_id_store_one,
    rivals_with_one_reset_id_store_one,
    rivals_with_one_session_id_store_one,
    one_link_acts_once_among_rivals,
    rivals_lose_no_count,
    what_is_only_read_may_not_move_either,
)
