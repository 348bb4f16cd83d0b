"""What a storage that several processes open at once promises besides; ``make`` is that of the
durable laws.
"""

from collections.abc import Callable

from attrs import evolve

from espaceclient.domain.decision import Decision
from espaceclient.domain.registration import Registration
from espaceclient.domain.reset import Reset
from espaceclient.testing.laws.law import expect, law_of_one, opened, until_nothing_is_left
from espaceclient.testing.laws.storage.concurrency import (
    COUNTER,
    OWNER,
    a_registration,
    a_reset,
    raise_counter,
)
from espaceclient.testing.laws.storage.durable import OpenStorage
from espaceclient.testing.laws.storage.fixture import LEASE, StorageAndOutbox, saving
from espaceclient.testing.laws.storage.processes import PROCESSES, at_once_in_processes
from espaceclient.testing.samples import A_MAIL, EPOCH, sample_account, sample_holding

ROUNDS = 20
MAILS = 100


@law_of_one
def concurrent_processes_win_once_and_lose_no_count(open_storage: OpenStorage) -> None:
    """Of four processes that claim one address, contract or link at once, one gets it, and they
    lose no count.
    """
    with opened(open_storage()) as made:
        registrations = [a_registration(number, OWNER) for number in range(ROUNDS)]
        made.save_new(OWNER, *map(a_reset, range(ROUNDS)), *registrations)
    won = at_once_in_processes(open_storage, _claim_and_count)
    for round_ in range(ROUNDS):
        for claimed in _CLAIMS:
            winners = sum((round_, claimed) in its_own for its_own in won)
            expect(winners == 1, f"{winners} of them got one {claimed}")
    with opened(open_storage()) as made:
        queued, claims = len(made.outbox.entries(1000)), len(_CLAIMS) * ROUNDS
        expect(queued == claims, f"{claims} were won and {queued} mails queued")
        counter = made.storage.read(COUNTER).one(COUNTER)
        counted = counter.count if counter else 0
        expect(counted == PROCESSES * ROUNDS, f"{PROCESSES * ROUNDS} were counted as {counted}")


@law_of_one
def concurrent_relay_processes_share_no_mail(open_storage: OpenStorage) -> None:
    """Of four relay processes that lease at once, no two get the same mail, and together they get
    them all.
    """
    with opened(open_storage()) as made:
        made.queue(*(A_MAIL,) * MAILS, at=EPOCH)
    batches = at_once_in_processes(open_storage, _lease_all)
    with opened(open_storage()) as made:
        batches.append(_lease_all(made))  # concurrent relays may have seen fewer than there were
    got = [mail_id for batch in batches for mail_id in batch]
    expect(len(got) == len(set(got)), f"{len(got) - len(set(got))} mails were leased twice")
    expect(len(got) == MAILS, f"of {MAILS} mails {len(got)} were leased")


def _saves(account_id: str, name: str, contract: int) -> Decision[None]:
    account = sample_account(account_id, name)
    return saving(account, sample_holding(account_id, account, contract), queue=(A_MAIL,))


def _uses(link: Reset | Registration) -> Decision[None]:
    return evolve(saving(queue=(A_MAIL,)), delete=(link,))


_CLAIMS: dict[str, Callable[[int, int], Decision[None]]] = {
    "address": lambda round_, number: _saves(
        f"a{round_}.{number}", f"a{round_}", round_ * PROCESSES + number
    ),
    "contract": lambda round_, number: _saves(
        f"c{round_}.{number}", f"c{round_}.{number}", 1_000_000 + round_
    ),
    "link of a reset": lambda round_, _: _uses(a_reset(round_)),
    "link of a registration": lambda round_, _: _uses(a_registration(round_, OWNER)),
}
"""What each process decides in a round."""


def _claim_and_count(
    made: StorageAndOutbox, number: int, wait: Callable[[], object]
) -> set[tuple[int, str]]:
    """Claim each in turn, and count; returns what was won.

    Processes start a series together and do not wait for each other within it: so they meet at any
    step of a commit.
    """
    won = set()
    for claimed, decide in _CLAIMS.items():
        decisions = [decide(round_, number) for round_ in range(ROUNDS)]
        attempts = [(each, made.seen(*each.save, *each.delete)) for each in decisions]
        wait()
        for round_, (decision, seen) in enumerate(attempts):
            if not made.refuses(decision, seen):
                won.add((round_, claimed))
    wait()
    raise_counter(made, ROUNDS)
    return won


def _lease_all(
    made: StorageAndOutbox, _: int = 0, wait: Callable[[], object] = lambda: None
) -> list[str]:
    """Lease until nothing is left; returns the mails' ids."""
    wait()
    taken = until_nothing_is_left(lambda: made.outbox.lease(EPOCH, LEASE, 3), MAILS)
    return [leased_mail.id for leased_mail in taken]
