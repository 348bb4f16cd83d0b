"""What a storage that several processes open at once promises besides. ``make`` gives a place for
one.
"""

from collections.abc import Callable
from datetime import timedelta

from espaceclient.domain.decision import Decision
from espaceclient.domain.lifetimes import Validity
from espaceclient.domain.registration import BrowserId, Registration, RegistrationId
from espaceclient.domain.reset import Reset, ResetId
from espaceclient.ports.storage import HourlyCounterByKey
from espaceclient.testing.laws.law import expect, law, opened
from espaceclient.testing.laws.storage.concurrency import raise_counter, rival_account
from espaceclient.testing.laws.storage.durable import MakeReopenable
from espaceclient.testing.laws.storage.processes import PROCESSES, race_in_processes
from espaceclient.testing.laws.storage.records import (
    A_MAIL,
    NOTHING_SEEN,
    StorageAndOutbox,
    conflicts,
    lookup,
    save_new,
    saving,
)
from espaceclient.testing.strategies.values import EPOCH

ROUNDS = 40
MAILS = 200


@law
def rival_processes_win_once_and_lose_no_count(make: MakeReopenable) -> None:
    """Of four processes that claim one address, contract or link at once, one gets it, and they
    lose no count.
    """
    place = make()
    with opened(place()) as made:
        save_new(
            made.storage, _OWNER, *map(_reset, range(ROUNDS)), *map(_registration, range(ROUNDS))
        )
    won = race_in_processes(place, _claim_and_count)
    for round_ in range(ROUNDS):
        for claimed in _CLAIMS:
            winners = sum((round_, claimed) in its_own for its_own in won)
            expect(winners == 1, f"{winners} of them got one {claimed}")
    with opened(place()) as made:
        queued, claims = len(made.outbox.entries(1000)), len(_CLAIMS) * ROUNDS
        expect(queued == claims, f"{claims} were won and {queued} mails queued")
        counter = made.storage.read(_COUNTER).one(_COUNTER)
        counted = counter.count if counter else 0
        expect(counted == PROCESSES * ROUNDS, f"{PROCESSES * ROUNDS} were counted as {counted}")


@law
def rival_relay_processes_share_no_mail(make: MakeReopenable) -> None:
    """Of four relay processes that lease at once, no two get the same mail, and together they get
    them all.
    """
    place = make()
    with opened(place()) as made:
        made.storage.commit(saving(queue=(A_MAIL,) * MAILS), NOTHING_SEEN)
    hauls = race_in_processes(place, _lease_all)
    with opened(place()) as made:
        hauls.append(_lease_all(made))  # rivals may have seen fewer than there were
    got = [mail_id for haul in hauls for mail_id in haul]
    expect(len(got) == len(set(got)), f"{len(got) - len(set(got))} mails were leased twice")
    expect(len(got) == MAILS, f"of {MAILS} mails {len(got)} were leased")


_OWNER = rival_account("owner", "owner", 9_999_999)
_COUNTER = HourlyCounterByKey("counter")
_VALIDITY = Validity.starting(EPOCH, timedelta(hours=1))


def _reset(round_: int) -> Reset:
    return Reset(ResetId(f"{round_}"), _OWNER.id, _OWNER.password_version, _VALIDITY)


def _registration(round_: int) -> Registration:
    number, browser = RegistrationId(f"{round_}"), BrowserId("browser")
    return Registration(
        number, _OWNER.email, _OWNER.password_hash, _OWNER.subscription, browser, _VALIDITY
    )


def _saves(account_id: str, address: str, contract: int) -> Decision[None]:
    return saving(rival_account(account_id, address, contract), queue=(A_MAIL,))


def _uses(link: Reset | Registration) -> Decision[None]:
    return Decision(None, EPOCH, delete=(link,), queue=(A_MAIL,))


_CLAIMS: dict[str, Callable[[int, int], Decision[None]]] = {
    "address": lambda round_, rival: _saves(
        f"a{round_}.{rival}", f"a{round_}", round_ * PROCESSES + rival
    ),
    "contract": lambda round_, rival: _saves(
        f"c{round_}.{rival}", f"c{round_}.{rival}", 1_000_000 + round_
    ),
    "link of a reset": lambda round_, _: _uses(_reset(round_)),
    "link of a registration": lambda round_, _: _uses(_registration(round_)),
}
"""What each rival decides in a round."""


def _claim_and_count(
    made: StorageAndOutbox, number: int, wait: Callable[[], object]
) -> set[tuple[int, str]]:
    """Claim each in turn, and count; returns what was won.

    Rivals start a series together and do not wait for each other within it: so they meet at any
    step of a commit.
    """
    won = set()
    for claimed, decide in _CLAIMS.items():
        decisions = [decide(round_, number) for round_ in range(ROUNDS)]
        attempts = [
            (each, made.storage.read(*map(lookup, (*each.save, *each.delete))))
            for each in decisions
        ]
        wait()
        won |= {
            (round_, claimed)
            for round_, each in enumerate(attempts)
            if not conflicts(made.storage, *each)
        }
    wait()
    raise_counter(made.storage, _COUNTER, ROUNDS)
    return won


def _lease_all(
    made: StorageAndOutbox, _: int = 0, wait: Callable[[], object] = lambda: None
) -> list[str]:
    """Lease until nothing is left; returns the mails' ids."""
    haul: list[str] = []
    wait()
    while leased := made.outbox.lease(EPOCH, timedelta(minutes=10), 3):
        haul += [leased_mail.id for leased_mail in leased]
    return haul


SHARED_STORAGE_LAWS = (
    rival_processes_win_once_and_lose_no_count,
    rival_relay_processes_share_no_mail,
)
