"""A session and a reset belong to an account that is stored: they come after it and go with it."""

from espaceclient.testing.laws.law import expect, for_all, law, opened
from espaceclient.testing.laws.storage.records import (
    NOTHING_SEEN,
    MakeStorage,
    a,
    conflicts,
    deleting,
    expect_found,
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
                expect(conflicts(made.storage, saving(orphan), NOTHING_SEEN), f"{a(orphan)} of nobody was stored")

    for_all(one_of_each(), check, examples=3)


@law
def what_belongs_to_an_account_goes_with_it(make: MakeStorage) -> None:
    """A deleted account takes its sessions and its resets with it, and nothing else."""

    def check(records: OneOfEach) -> None:
        with opened(make()) as made:
            save_new(made.storage, *records.all)
            account = lookup(records.account)
            made.storage.commit(deleting(records.account), made.storage.read(account))
            for gone in (records.session, records.reset):
                expect(found_by(made.storage, lookup(gone)) == [], f"its {name(gone)} was still found")
            for left in (records.registration, records.tally, records.streak):
                expect_found(made.storage, lookup(left), left)

    for_all(one_of_each(), check, examples=3)


BELONGING_LAWS = (nothing_belongs_to_nobody, what_belongs_to_an_account_goes_with_it)
