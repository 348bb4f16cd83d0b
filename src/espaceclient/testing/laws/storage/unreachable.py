"""What a storage that is out of reach says; ``make`` gives one that is."""

from functools import partial

from espaceclient.ports.errors import StorageUnavailable
from espaceclient.ports.storage import Expired, HourlyCounterByKey, Snapshot
from espaceclient.testing.laws.law import expect_raised, law_of_one
from espaceclient.testing.laws.storage.extremes import EXTREMES
from espaceclient.testing.laws.storage.fixture import (
    UNRELATED,
    StorageAndOutbox,
    deleting,
    every_lookup,
    name,
    saving,
)
from espaceclient.testing.samples import A_MAIL, EPOCH


@law_of_one
def silence_is_no_absence(made: StorageAndOutbox) -> None:
    """A storage out of reach raises StorageUnavailable whenever it is read, and never says that
    nothing is there.
    """
    asked = (*every_lookup(*EXTREMES[0].all), Expired(EPOCH, 10))
    for each in asked:
        read = partial(made.storage.read, each)
        expect_raised(StorageUnavailable, read, f"{name(each)} was answered")
    again = partial(made.storage.read, *asked)
    expect_raised(StorageUnavailable, again, "it answered what it had been asked before")


@law_of_one
def silence_is_no_conflict(made: StorageAndOutbox) -> None:
    """A storage out of reach raises StorageUnavailable whenever it is to commit, and never
    Conflict.
    """
    counter, mail = UNRELATED.save[0], saving(queue=(A_MAIL,))
    seen = Snapshot({HourlyCounterByKey("unrelated"): ()})
    for decision in (UNRELATED, saving(counter), deleting(counter), mail, UNRELATED):
        commit = partial(made.storage.commit, decision, seen)
        expect_raised(StorageUnavailable, commit, "it took what it cannot keep")
