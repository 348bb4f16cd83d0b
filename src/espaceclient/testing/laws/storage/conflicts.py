"""All or nothing, and nothing on a stale snapshot."""

from attrs import evolve
from hypothesis import strategies as st

from espaceclient.domain.decision import Decision
from espaceclient.domain.instant import FOREVER
from espaceclient.domain.mail import QueuedMail
from espaceclient.domain.registration import Registration
from espaceclient.ports.storage import Expired, RegistrationsFor
from espaceclient.testing.laws.difference import expect_mails
from espaceclient.testing.laws.law import expect, law_for_all
from espaceclient.testing.laws.storage.fixture import (
    LEASE,
    NOTHING_SEEN,
    UNRELATED,
    StorageAndOutbox,
    an,
    deleting,
    every_lookup,
    name,
    saving,
)
from espaceclient.testing.laws.storage.mutations import changed, renamed
from espaceclient.testing.samples import A_MAIL, EPOCH
from espaceclient.testing.strategies import records as drawn


@law_for_all(drawn.one_of_each(), st.lists(drawn.queued_mails(), max_size=4))
def a_commit_stores_its_mails(
    made: StorageAndOutbox, records: drawn.OneOfEach, queue: list[QueuedMail]
) -> None:
    """A commit queues each of its mails once, as they were decided, together with its records."""
    made.storage.commit(saving(*records.all, queue=queue), NOTHING_SEEN)
    expect_mails(made.outbox.lease(EPOCH, LEASE, 100), queue)


@law_for_all(drawn.two_of_each(), drawn.queued_mails(), examples=15)
def a_conflict_leaves_no_trace(
    made: StorageAndOutbox, two: drawn.TwoOfEach, mail: QueuedMail
) -> None:
    """A commit that conflicts on its very last claim leaves no trace, in no class of records nor in
    the outbox.
    """
    stored, doomed = two
    made.save_new(*stored.all, *doomed.all)
    unclaimed = (each for each in stored.expiring if each is not stored.holding)
    new = [renamed(record, "new") for record in (*unclaimed, doomed.account)]
    new.append(evolve(renamed(doomed.holding, "new"), account=stored.account.id))
    taken = evolve(renamed(doomed.account, "taken"), email=stored.account.email)
    decision = saving(*map(changed, stored.all), *new, taken, queue=(mail, A_MAIL))
    made.expect_refused(
        evolve(decision, delete=doomed.all),
        made.seen(*stored.all, *doomed.all),
        "a second account at one address was stored",
    )


@law_for_all(drawn.one_of_each(), examples=10)
def what_moved_since_is_refused(made: StorageAndOutbox, records: drawn.OneOfEach) -> None:
    """A commit is refused when any record that it has seen was saved again since, whichever lookup
    found it.
    """
    made.save_new(*records.all)
    for each in every_lookup(*records.all):
        seen = made.storage.read(each)
        for moved in made.found_by(each):
            made.save_again(moved)
            stale = f"a stale {name(moved)} was stored"
            made.expect_refused(saving(changed(moved)), seen, stale)
        made.expect_refused(UNRELATED, seen, f"what {name(each)} finds moved unnoticed")


@law_for_all(drawn.one_of_each(), examples=10)
def what_vanished_since_is_refused(made: StorageAndOutbox, records: drawn.OneOfEach) -> None:
    """A commit is refused when any record that it has seen was deleted since, whichever lookup
    found it.
    """
    made.save_new(*records.all)
    seen = {each: made.storage.read(each) for each in every_lookup(*records.all)}
    for record in reversed(records.all):
        made.delete(record)
        for each in every_lookup(record):
            again, gone = f"{an(record)} came back from the dead", f"what {name(each)} had found"
            made.expect_refused(saving(changed(record)), seen[each], again)
            made.expect_refused(UNRELATED, seen[each], f"{gone} vanished unnoticed")


@law_for_all(drawn.one_of_each(), examples=5)
def an_absence_counts_as_seen(made: StorageAndOutbox, records: drawn.OneOfEach) -> None:
    """A commit is refused when a lookup that had found nothing would find something now."""
    asked = (*every_lookup(*records.all), Expired(FOREVER, 10))
    seen = {each: made.storage.read(each) for each in asked}
    made.save_new(*records.all)
    for each, before in seen.items():
        made.expect_refused(UNRELATED, before, f"{name(each)} would find something, unnoticed")


@law_for_all(drawn.registrations(), drawn.registrations(), examples=5)
def what_moved_among_several_is_refused(
    made: StorageAndOutbox, one: Registration, other: Registration
) -> None:
    """A commit is refused when a lookup of several records would find one more, one changed,
    another or one less.
    """
    first, second = renamed(one, "1"), evolve(renamed(other, "2"), email=one.email)
    third, fourth = renamed(second, "3"), renamed(second, "4")
    happened: dict[str, Decision[None]] = {
        "one more came": saving(third),
        "the first one changed": saving(changed(first)),
        "the second one changed": saving(changed(second)),
        "the third one changed": saving(changed(third)),
        "the first one made room for another": evolve(saving(fourth), delete=(first,)),
        "the last one made room for another": evolve(saving(first), delete=(fourth,)),
        "the first one went": deleting(first),
        "the last one went": deleting(third),
    }
    waiting = RegistrationsFor(first.email.key, first.subscription.contract)
    made.save_new(first, second)
    for what, decision in happened.items():
        seen = made.storage.read(waiting)
        made.storage.commit(decision, seen)
        made.expect_refused(UNRELATED, seen, f"{what} unnoticed")


@law_for_all(drawn.one_of_each(), examples=10)
def a_record_not_seen_is_never_overwritten(
    made: StorageAndOutbox, records: drawn.OneOfEach
) -> None:
    """A record that the snapshot does not hold is new, and never written over one of its class and
    id.
    """
    made.save_new(*records.all)
    for record in records.all:
        unseen = f"{an(record)} was written over unseen"
        made.expect_refused(saving(changed(record)), NOTHING_SEEN, unseen)


@law_for_all(drawn.one_of_each(), drawn.queued_mails(), examples=5)
def one_decision_makes_a_record_once(
    made: StorageAndOutbox, records: drawn.OneOfEach, mail: QueuedMail
) -> None:
    """A decision that makes two new records of one class and id is refused whole."""
    for record in records.all:
        decision = saving(record, changed(record), queue=(mail,))
        made.expect_refused(decision, NOTHING_SEEN, f"two of one {name(record)} were taken")
        if record is records.account:
            made.save_new(record)  # its session and its reset come next


@law_for_all(drawn.one_of_each(), examples=10)
def a_version_is_never_used_again(made: StorageAndOutbox, records: drawn.OneOfEach) -> None:
    """A record deleted and saved anew has another version, so what was seen before has moved."""
    made.save_new(*records.all)
    versions = list(map(made.version, records.all))
    for record in reversed(records.all):
        made.delete(record)
    made.save_new(*records.all)
    for record, before in zip(records.all, versions, strict=True):
        expect(made.version(record) != before, f"{name(record)} had version {before} both times")


@law_for_all(drawn.one_of_each(), examples=5)
def every_save_makes_another_version(made: StorageAndOutbox, records: drawn.OneOfEach) -> None:
    """Every save gives a record a version that it never had, even if nothing in it changed."""
    made.save_new(*records.all)
    for record in records.all:
        had = set()
        for _ in range(3):
            made.save_again(record)
            had.add(made.version(record))
        expect(len(had) == 3, f"three saves of {an(record)} made {len(had)} versions")


@law_for_all(drawn.two_of_each(), examples=10)
def only_what_was_seen_can_conflict(made: StorageAndOutbox, two: drawn.TwoOfEach) -> None:
    """A commit that has seen nothing that moved is never refused."""
    mine, others = two
    made.save_new(*mine.all)
    seen = made.seen(*mine.all)
    made.save_new(*others.all)
    refused = made.refuses(saving(*map(changed, mine.all)), seen)
    expect(not refused, "it was refused for a stranger's records")
