"""All or nothing, and nothing on a stale snapshot."""

from datetime import timedelta

from attrs import evolve
from hypothesis import strategies as st

from espaceclient.domain.decision import Decision
from espaceclient.domain.instant import FOREVER
from espaceclient.domain.mail import Mail
from espaceclient.domain.registration import Registration
from espaceclient.domain.reset import Reset
from espaceclient.domain.session import Session
from espaceclient.ports.storage import Expired, RegistrationsFor
from espaceclient.testing.laws.law import expect, for_all, law, opened
from espaceclient.testing.laws.storage.mutations import changed, perishable, renamed
from espaceclient.testing.laws.storage.records import (
    A_MAIL,
    NOTHING_SEEN,
    UNRELATED,
    MakeStorage,
    an,
    conflicts,
    deleting,
    every_lookup,
    expect_queued,
    expect_refused,
    found_by,
    lookup,
    name,
    save_new,
    save_seen,
    saving,
)
from espaceclient.testing.strategies.records import (
    OneOfEach,
    mails,
    one_of_each,
    registrations,
    two_of_each,
)
from espaceclient.testing.strategies.values import EPOCH


@law
def a_commit_stores_its_mails(make: MakeStorage) -> None:
    """A commit queues each of its mails once, as they were decided, together with its records."""

    def check(drawn: tuple[OneOfEach, list[Mail]]) -> None:
        records, queue = drawn
        with opened(make()) as made:
            made.storage.commit(saving(*records.all, queue=queue), NOTHING_SEEN)
            expect_queued(made.outbox.lease(EPOCH, timedelta(minutes=1), 100), queue)

    for_all(st.tuples(one_of_each(), st.lists(mails(), max_size=4)), check)


@law
def a_conflict_leaves_no_trace(make: MakeStorage) -> None:
    """A commit that conflicts on its very last claim leaves no trace, in no class of records nor in
    the outbox.
    """

    def check(drawn: tuple[tuple[OneOfEach, OneOfEach], Mail]) -> None:
        (held, doomed), mail = drawn
        new = [
            *(renamed(record, "new") for record in perishable(held)),
            renamed(doomed.account, "new"),
        ]
        taken = evolve(renamed(doomed.account, "taken"), email=held.account.email)
        with opened(make()) as made:
            save_new(made.storage, *held.all, *doomed.all)
            decision = evolve(
                saving(*map(changed, held.all), *new, taken, queue=(mail, A_MAIL)),
                delete=doomed.all,
            )
            seen = made.storage.read(*map(lookup, (*held.all, *doomed.all)))
            expect_refused(made, decision, seen, "a second account at one address was stored")

    for_all(st.tuples(two_of_each(), mails()), check, examples=15)


@law
def what_moved_since_is_refused(make: MakeStorage) -> None:
    """A commit is refused when any record that it has seen was saved again since, whichever lookup
    found it.
    """

    def check(records: OneOfEach) -> None:
        with opened(make()) as made:
            save_new(made.storage, *records.all)
            for each in every_lookup(*records.all):
                seen = made.storage.read(each)
                for moved in found_by(made.storage, each):
                    save_seen(made.storage, moved)
                    expect_refused(
                        made, saving(changed(moved)), seen, f"a stale {name(moved)} was stored"
                    )
                expect_refused(made, UNRELATED, seen, f"what {name(each)} finds moved unnoticed")

    for_all(one_of_each(), check, examples=10)


@law
def what_vanished_since_is_refused(make: MakeStorage) -> None:
    """A commit is refused when any record that it has seen was deleted since, whichever lookup
    found it.
    """

    def check(records: OneOfEach) -> None:
        with opened(make()) as made:
            save_new(made.storage, *records.all)
            seen = {each: made.storage.read(each) for each in every_lookup(*records.all)}
            for record in reversed(records.all):
                made.storage.commit(deleting(record), made.storage.read(lookup(record)))
                for each in every_lookup(record):
                    expect_refused(
                        made,
                        saving(changed(record)),
                        seen[each],
                        f"{an(record)} came back from the dead",
                    )
                    expect_refused(
                        made,
                        UNRELATED,
                        seen[each],
                        f"what {name(each)} had found vanished unnoticed",
                    )

    for_all(one_of_each(), check, examples=10)


@law
def an_absence_counts_as_seen(make: MakeStorage) -> None:
    """A commit is refused when a lookup that had found nothing would find something now."""

    def check(records: OneOfEach) -> None:
        with opened(make()) as made:
            asked = (*every_lookup(*records.all), Expired(FOREVER, 10))
            seen = [made.storage.read(each) for each in asked]
            save_new(made.storage, *records.all)
            for each, before in zip(asked, seen, strict=True):
                expect_refused(
                    made, UNRELATED, before, f"{name(each)} would find something, unnoticed"
                )

    for_all(one_of_each(), check, examples=5)


@law
def what_moved_among_several_is_refused(make: MakeStorage) -> None:
    """A commit is refused when a lookup of several records would find one more, one changed,
    another or one less.
    """

    def check(drawn: tuple[Registration, Registration]) -> None:
        first, second = (
            renamed(record, name) for record, name in zip(drawn, ("1", "2"), strict=True)
        )
        second = evolve(second, email=first.email)
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
        with opened(make()) as made:
            save_new(made.storage, first, second)
            for what, decision in happened.items():
                seen = made.storage.read(waiting)
                made.storage.commit(decision, seen)
                expect_refused(made, UNRELATED, seen, f"{what} unnoticed")

    for_all(st.tuples(registrations(), registrations()), check, examples=5)


@law
def a_record_not_seen_is_never_overwritten(make: MakeStorage) -> None:
    """A record that the snapshot does not hold is new, and never written over one of its class and
    id.
    """

    def check(records: OneOfEach) -> None:
        with opened(make()) as made:
            save_new(made.storage, *records.all)
            for record in records.all:
                expect_refused(
                    made,
                    saving(changed(record)),
                    NOTHING_SEEN,
                    f"{an(record)} was written over unseen",
                )

    for_all(one_of_each(), check, examples=10)


@law
def one_decision_makes_a_record_once(make: MakeStorage) -> None:
    """A decision that makes two new records of one class and id is refused whole."""

    def check(drawn: tuple[OneOfEach, Mail]) -> None:
        records, mail = drawn
        for record in records.all:
            with opened(make()) as made:
                if isinstance(record, Session | Reset):
                    save_new(made.storage, records.account)
                decision = saving(record, changed(record), queue=(mail,))
                expect_refused(
                    made, decision, NOTHING_SEEN, f"two of one {name(record)} were taken"
                )

    for_all(st.tuples(one_of_each(), mails()), check, examples=5)


@law
def a_version_is_never_used_again(make: MakeStorage) -> None:
    """A record deleted and saved anew has another version, so what was seen before has moved."""

    def check(records: OneOfEach) -> None:
        with opened(make()) as made:
            save_new(made.storage, *records.all)
            seen = made.storage.read(*(lookup(record) for record in records.all))
            for record in reversed(records.all):
                made.storage.commit(deleting(record), made.storage.read(lookup(record)))
            save_new(made.storage, *records.all)
            now = made.storage.read(*seen.found)
            for record in records.all:
                before, after = (
                    snapshot.found[lookup(record)][0].version for snapshot in (seen, now)
                )
                expect(before != after, f"{name(record)} had version {before} both times")

    for_all(one_of_each(), check, examples=10)


@law
def every_save_makes_another_version(make: MakeStorage) -> None:
    """Every save gives a record a version that it never had, even if nothing in it changed."""

    def check(records: OneOfEach) -> None:
        with opened(make()) as made:
            save_new(made.storage, *records.all)
            for record in records.all:
                had = set()
                for _ in range(3):
                    save_seen(made.storage, record)
                    had.add(made.storage.read(lookup(record)).found[lookup(record)][0].version)
                expect(len(had) == 3, f"three saves of {an(record)} made {len(had)} versions")

    for_all(one_of_each(), check, examples=5)


@law
def only_what_was_seen_can_conflict(make: MakeStorage) -> None:
    """A commit that has seen nothing that moved is never refused."""

    def check(drawn: tuple[OneOfEach, OneOfEach]) -> None:
        mine, others = drawn
        with opened(make()) as made:
            save_new(made.storage, *mine.all)
            seen = made.storage.read(*(lookup(record) for record in mine.all))
            save_new(made.storage, *others.all)
            refused = conflicts(
                made.storage, saving(*(changed(record) for record in mine.all)), seen
            )
            expect(not refused, "it was refused for a stranger's records")

    for_all(two_of_each(), check, examples=10)


CONFLICTS_LAWS = (
    a_commit_stores_its_mails,
    a_conflict_leaves_no_trace,
    what_moved_since_is_refused,
    what_vanished_since_is_refused,
    an_absence_counts_as_seen,
    what_moved_among_several_is_refused,
    a_record_not_seen_is_never_overwritten,
    one_decision_makes_a_record_once,
    a_version_is_never_used_again,
    every_save_makes_another_version,
    only_what_was_seen_can_conflict,
)
