"""All or nothing, and nothing on a stale snapshot."""

from datetime import timedelta

from attrs import evolve
from hypothesis import strategies as st

from espaceclient.domain.account import AccountId
from espaceclient.domain.mail import Mail
from espaceclient.domain.reset import Reset
from espaceclient.domain.session import Session
from espaceclient.ports.storage import RegistrationsFor
from espaceclient.testing.laws.law import expect, for_all, law, opened
from espaceclient.testing.laws.storage.records import (
    NOTHING_SEEN,
    MakeStorage,
    a,
    changed,
    conflicts,
    deleting,
    every_lookup,
    expect_found,
    expect_queued,
    found_by,
    lookup,
    name,
    save_new,
    save_seen,
    saving,
)
from espaceclient.testing.strategies.records import OneOfEach, mails, one_of_each, two_of_each
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
    """A commit that conflicts on its very last claim leaves no trace, in no class of records nor in the outbox."""

    def check(drawn: tuple[tuple[OneOfEach, OneOfEach], Mail]) -> None:
        (held, refused), mail = drawn
        taken = evolve(held.account, id=AccountId(f"{held.account.id[1:]}-"))
        with opened(make()) as made:
            save_new(made.storage, *held.all)
            decision = evolve(saving(*refused.all, taken, queue=(mail,)), delete=(held.session, held.tally))
            seen = made.storage.read(lookup(held.session), lookup(held.tally))
            expect(conflicts(made.storage, decision, seen), "a second account at one address was stored")
            for record in held.all:
                expect_found(made.storage, lookup(record), record)
            for record in refused.all:
                expect(found_by(made.storage, lookup(record)) == [], f"its {name(record)} was stored")
            expect(not made.outbox.parked(), "its mail was queued")

    for_all(st.tuples(two_of_each(), mails()), check, examples=15)


@law
def what_moved_since_is_refused(make: MakeStorage) -> None:
    """A commit is refused when any record that it has seen was saved again since, of whatever class."""

    def check(drawn: tuple[OneOfEach, OneOfEach]) -> None:
        records, others = drawn
        with opened(make()) as made:
            save_new(made.storage, *records.all)
            for record in records.all:
                seen = made.storage.read(lookup(record))
                save_seen(made.storage, record)
                expect(conflicts(made.storage, saving(changed(record)), seen), f"a stale {name(record)} was stored")
                unrelated = saving(others.tally)
                expect(conflicts(made.storage, unrelated, seen), f"{a(record)} moved unnoticed")

    for_all(two_of_each(), check, examples=10)


@law
def what_vanished_since_is_refused(make: MakeStorage) -> None:
    """A commit is refused when any record that it has seen was deleted since, of whatever class."""

    def check(drawn: tuple[OneOfEach, OneOfEach]) -> None:
        records, others = drawn
        with opened(make()) as made:
            save_new(made.storage, *records.all)
            for record in reversed(records.all):
                seen = made.storage.read(lookup(record))
                made.storage.commit(deleting(record), seen)
                expect(conflicts(made.storage, saving(others.tally), seen), f"{a(record)} vanished unnoticed")

    for_all(two_of_each(), check, examples=10)


@law
def an_absence_counts_as_seen(make: MakeStorage) -> None:
    """A commit is refused when a lookup that had found nothing would find something now."""

    def check(drawn: tuple[OneOfEach, OneOfEach]) -> None:
        records, others = drawn
        for each in every_lookup(*records.all):
            with opened(make()) as made:
                seen = made.storage.read(each)
                save_new(made.storage, *records.all)
                expect(conflicts(made.storage, saving(others.tally), seen), f"{name(each)} found something unnoticed")

    for_all(two_of_each(), check, examples=5)


@law
def one_more_among_several_counts_as_moved(make: MakeStorage) -> None:
    """A commit is refused when a lookup of several records would find one more now."""

    def check(drawn: tuple[OneOfEach, OneOfEach]) -> None:
        records, others = drawn
        first = records.registration
        second = evolve(others.registration, email=first.email)
        waiting = RegistrationsFor(first.email.key, first.subscription.contract)
        with opened(make()) as made:
            save_new(made.storage, first)
            seen = made.storage.read(waiting)
            save_new(made.storage, second)
            expect(conflicts(made.storage, saving(others.tally), seen), "a second registration came unnoticed")

    for_all(two_of_each(), check, examples=5)


@law
def a_record_not_seen_is_never_overwritten(make: MakeStorage) -> None:
    """A record that the snapshot does not hold is new, and never written over one of its class and id."""

    def check(records: OneOfEach) -> None:
        with opened(make()) as made:
            save_new(made.storage, *records.all)
            for record in records.all:
                blind = saving(changed(record))
                expect(conflicts(made.storage, blind, NOTHING_SEEN), f"{a(record)} was written over unseen")
                expect_found(made.storage, lookup(record), record)

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
                expect(conflicts(made.storage, decision, NOTHING_SEEN), f"two of one {name(record)} were taken")
                expect(found_by(made.storage, lookup(record)) == [], f"one {name(record)} of the two was stored")
                expect(not made.outbox.parked(), "its mail was queued")

    for_all(st.tuples(one_of_each(), mails()), check, examples=10)


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
                before, after = (snapshot.found[lookup(record)][0].version for snapshot in (seen, now))
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
                expect(len(had) == 3, f"three saves of {a(record)} made {len(had)} versions")

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
            refused = conflicts(made.storage, saving(*(changed(record) for record in mine.all)), seen)
            expect(not refused, "it was refused for a stranger's records")

    for_all(two_of_each(), check, examples=10)


CONFLICTS_LAWS = (
    a_commit_stores_its_mails,
    a_conflict_leaves_no_trace,
    what_moved_since_is_refused,
    what_vanished_since_is_refused,
    an_absence_counts_as_seen,
    one_more_among_several_counts_as_moved,
    a_record_not_seen_is_never_overwritten,
    one_decision_makes_a_record_once,
    a_version_is_never_used_again,
    every_save_makes_another_version,
    only_what_was_seen_can_conflict,
)
