"""A session and a reset belong to an account that is stored: they come with it or after it, and go
with it.
"""

from espaceclient.testing.laws.law import expect, for_all, law, opened
from espaceclient.testing.laws.storage.records import (
    NOTHING_SEEN,
    UNRELATED,
    MakeStorage,
    an,
    answers,
    conflicts,
    deleting,
    every_lookup,
    expect_found,
    expect_refused,
    found_by,
    lookup,
    name,
    save_new,
    saving,
)
from espaceclient.testing.strategies.records import OneOfEach, one_of_each


@law
def nothing_belongs_to_nobody(make: MakeStorage) -> None:
    """A session or a reset of an account that is not stored is refused."""

    def check(records: OneOfEach) -> None:
        with opened(make()) as made:
            for orphan in (records.session, records.reset):
                expect_refused(
                    made, saving(orphan), NOTHING_SEEN, f"{an(orphan)} of nobody was stored"
                )

    for_all(one_of_each(), check, examples=3)


@law
def what_belongs_to_an_account_comes_with_it(make: MakeStorage) -> None:
    """A session and a reset may be saved together with their account, before or after it."""

    def check(records: OneOfEach) -> None:
        for together in (records.all, records.all[::-1]):
            with opened(make()) as made:
                expect(
                    not conflicts(made.storage, saving(*together), NOTHING_SEEN),
                    "they were refused",
                )
                for each, record in answers(records).items():
                    expect_found(made.storage, each, record)

    for_all(one_of_each(), check, examples=3)


@law
def what_belongs_to_an_account_goes_with_it(make: MakeStorage) -> None:
    """A deleted account takes its sessions and its resets with it, and nothing else; whoever saw
    them is refused.
    """

    def check(records: OneOfEach) -> None:
        with opened(make()) as made:
            save_new(made.storage, *records.all)
            seen = {
                each: made.storage.read(each)
                for each in every_lookup(records.session, records.reset)
            }
            account = lookup(records.account)
            made.storage.commit(deleting(records.account), made.storage.read(account))
            for each, before in seen.items():
                expect(found_by(made.storage, each) == [], f"{name(each)} still found something")
                expect_refused(
                    made, UNRELATED, before, f"what {name(each)} had found went unnoticed"
                )
            for left in (records.registration, records.counter, records.failed_attempts):
                expect_found(made.storage, lookup(left), left)

    for_all(one_of_each(), check, examples=3)


BELONGING_LAWS = (
    nothing_belongs_to_nobody,
    what_belongs_to_an_account_comes_with_it,
    what_belongs_to_an_account_goes_with_it,
)
