"""What a storage that is reached over a network promises besides; ``make`` gives one whose network
a law can disturb.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from attrs import evolve

from espaceclient.domain.decision import Decision, DecisionId
from espaceclient.domain.throttle import HourlyCounter
from espaceclient.ports.errors import StorageUnavailable
from espaceclient.ports.storage import HourlyCounterByKey
from espaceclient.testing.laws.concurrent import CALLERS, at_once
from espaceclient.testing.laws.event_feed.fixture import happened
from espaceclient.testing.laws.law import expect, law_of_each, law_of_one
from espaceclient.testing.laws.storage.concurrency import ROUNDS, batches
from espaceclient.testing.laws.storage.fixture import (
    LATER,
    LEASE,
    NOTHING_SEEN,
    NOW,
    UNRELATED,
    saving,
)
from espaceclient.testing.laws.storage.networked import CrashableStorage, NetworkedStorage
from espaceclient.testing.samples import A_MAIL, EPOCH

_COUNTER = HourlyCounterByKey("counter")
_HAPPENED = (happened("anne", 1), happened("anne", 2))
_DECISION = evolve(
    saving(HourlyCounter("counter", 1, EPOCH), queue=(A_MAIL, A_MAIL)),
    id=DecisionId("decision"),
    events=_HAPPENED,
)


@law_of_each(("sever", "silence"))
def an_outage_of_the_network_ends_every_call_in_time(made: NetworkedStorage, disturb: str) -> None:
    """While nothing gets through, every call ends in time and raises StorageUnavailable; afterwards
    each is answered again, by its own answer, without anybody's help.
    """
    made.save_new(HourlyCounter("counter", 7, EPOCH), HourlyCounter("other", 8, EPOCH))
    other = HourlyCounterByKey("other")
    getattr(made.network, disturb)()
    for what, call in made.calls.items():
        expect(_is_refused(made, call), f"{what} was answered")
    made.network.restore()
    for _ in range(3):
        read = made.asked_until_answered(partial(made.found_by, other))
        expect(read == [HourlyCounter("other", 8, EPOCH)], "one was given the answer to another")
    for call in made.calls.values():
        made.asked_until_answered(call)


@law_of_one
def an_unknown_outcome_asked_again_doubles_nothing(made: NetworkedStorage) -> None:
    """A decision whose answer was lost is stored once when it is committed again under its id:
    record, mails and events; where the storage says that it was not stored, nothing of it is.
    """
    made.network.lose_answer()
    stored = made.committed(_DECISION)
    _expect_stored(made, 1 if stored else 0, "its answer was lost")
    if not stored:
        expect(made.committed(_DECISION), "it was refused once more, with nothing in its way")
        _expect_stored(made, 1, "it was committed anew")


@law_of_one
def a_decision_committed_again_is_stored_once(made: NetworkedStorage) -> None:
    """A decision that was stored is not stored again under its id, whatever has changed since, and
    however many ask at once; nor is it refused.
    """
    decisions: list[Decision[None]] = []
    for first in batches():
        numbers = range(first, first + ROUNDS)
        fresh = [_a_decision(f"{number}") for number in numbers]
        at_once([partial(_commit_all, made, fresh)] * CALLERS)
        decisions += fresh
        queued = len(made.outbox.entries(2 * len(decisions)))
        expect(queued == len(decisions), f"{len(decisions)} mails were queued as {queued}")
    later = HourlyCounter("0", 9, EPOCH)
    made.save_again(later)
    made.storage.commit(decisions[0], NOTHING_SEEN)
    made.expect_all_found(later)


def _a_decision(name: str) -> Decision[None]:
    return evolve(saving(HourlyCounter(name, 1, EPOCH), queue=(A_MAIL,)), id=DecisionId(name))


def _commit_all(made: NetworkedStorage, decisions: Sequence[Decision[None]]) -> None:
    for decision in decisions:
        made.storage.commit(decision, NOTHING_SEEN)


@law_of_one
def equal_decisions_of_two_ids_are_two(made: NetworkedStorage) -> None:
    """Two decisions that say the same are both stored: an id names one of them and not its
    contents.
    """
    for id_ in ("first", "second"):
        made.storage.commit(
            evolve(saving(queue=(A_MAIL,)), id=DecisionId(id_), events=_HAPPENED), NOTHING_SEEN
        )
    queued, told = len(made.outbox.entries()), len(made.feed.entries())
    expect((queued, told) == (2, 4), f"{queued} mails and {told} events were stored of 2 and 4")


@law_of_one
def a_refused_decision_leaves_its_id_free(made: NetworkedStorage) -> None:
    """A decision that was refused has left nothing behind, not even its id: once nothing is in its
    way, it is stored.
    """
    made.save_new(HourlyCounter("counter", 5, EPOCH))
    expect(made.refuses(_DECISION), "a counter was written over unseen")
    made.delete(HourlyCounter("counter", 5, EPOCH))
    expect(made.committed(_DECISION), "it was still refused")
    _expect_stored(made, 1, "nothing was in its way any more")


@law_of_one
def what_a_lost_answer_leased_comes_back(made: NetworkedStorage) -> None:
    """Mails and events whose lease was lost on its way are due again when it has expired, and none
    is lost or doubled; a report whose answer was lost may be made again.
    """
    made.storage.commit(evolve(UNRELATED, queue=(A_MAIL,) * 3, events=_HAPPENED[:1]), NOTHING_SEEN)
    queues: tuple[tuple[Any, Any, int], ...] = (
        (made.outbox.lease, made.outbox.delivered, 3),
        (made.feed.lease, made.feed.delivered, 1),
    )
    for lease, report, count in queues:
        made.network.lose_answer()
        _is_refused(made, partial(lease, NOW, LEASE, 10))  # or asked again by the adapter itself
        again = made.asked_until_answered(partial(lease, LATER, LEASE, 10))
        ids = [leased.id for leased in again]
        expect(len(set(ids)) == len(ids) == count, f"of {count} due again {len(ids)} were leased")
        for leased in again:
            made.network.lose_answer()
            _is_refused(made, partial(report, leased))
            made.asked_until_answered(partial(report, leased))
    left = len(made.outbox.entries()) + len(made.feed.entries())
    expect(not left, f"{left} of 4 were left after they had been delivered")


@law_of_one
def what_was_answered_outlives_a_crash_of_the_server(made: CrashableStorage) -> None:
    """What was committed when the server crashed is there once it is back, records, mails and
    events, and the storage finds it again by itself.
    """
    made.storage.commit(_DECISION, NOTHING_SEEN)
    made.crash_server()
    made.asked_until_answered(partial(made.storage.read, _COUNTER))
    _expect_stored(made, 1, "the server had crashed")
    made.storage.commit(_DECISION, NOTHING_SEEN)
    _expect_stored(made, 1, "it was committed again after the crash")


def _is_refused(made: NetworkedStorage, call: Callable[[], object]) -> bool:
    try:
        made.asked(call)
    except StorageUnavailable:
        return True
    return False


def _expect_stored(made: NetworkedStorage, times: int, when: str) -> None:
    """``_DECISION`` is stored so many times, all of it."""
    ask = made.asked_until_answered
    records = ask(partial(made.found_by, _COUNTER))
    expect(records == list(_DECISION.save) * times, f"when {when} {records} was found")
    for what, entries, wanted in (
        ("mails", ask(made.outbox.entries), 2 * times),
        ("events", ask(made.feed.entries), 2 * times),
    ):
        found = len(entries)
        expect(found == wanted, f"when {when} {found} {what} were there instead of {wanted}")
