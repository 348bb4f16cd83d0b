"""A session and a reset belong to an account that is stored: they come with it or after it, and go
with it.
"""

from espaceclient.testing.laws.law import expect, law_for_all
from espaceclient.testing.laws.storage.fixture import (
    NOTHING_SEEN,
    UNRELATED,
    StorageAndOutbox,
    an,
    answers,
    every_lookup,
    name,
    saving,
)
from espaceclient.testing.strategies.records import OneOfEach, one_of_each, two_of_each


@law_for_all(one_of_each(), examples=3)
def nothing_belongs_to_nobody(made: StorageAndOutbox, records: OneOfEach) -> None:
    """A session or a reset of an account that is not stored is refused."""
    for orphan in (records.session, records.reset):
        stored = f"{an(orphan)} of nobody was stored"
        made.expect_refused(saving(orphan), NOTHING_SEEN, stored)


@law_for_all(two_of_each(), examples=3)
def what_belongs_to_an_account_comes_with_it(
    made: StorageAndOutbox, two: tuple[OneOfEach, OneOfEach]
) -> None:
    """A session and a reset may be saved together with their account, before or after it."""
    for records, together in zip(two, (two[0].all, two[1].all[::-1]), strict=True):
        expect(not made.refuses(saving(*together)), "they were refused")
        for each, record in answers(records).items():
            made.expect_found(each, record)


@law_for_all(one_of_each(), examples=3)
def what_belongs_to_an_account_goes_with_it(made: StorageAndOutbox, records: OneOfEach) -> None:
    """A deleted account takes its sessions and its resets with it, and nothing else; whoever saw
    them is refused.
    """
    made.save_new(*records.all)
    owned = every_lookup(records.session, records.reset)
    seen = {each: made.storage.read(each) for each in owned}
    made.delete(records.account)
    for each, before in seen.items():
        expect(made.found_by(each) == [], f"{name(each)} still found something")
        made.expect_refused(UNRELATED, before, f"what {name(each)} had found went unnoticed")
    made.expect_all_found(records.registration, records.counter, records.failed_attempts)


OWNERSHIP_LAWS = (
    nothing_belongs_to_nobody,
    what_belongs_to_an_account_comes_with_it,
    what_belongs_to_an_account_goes_with_it,
)
