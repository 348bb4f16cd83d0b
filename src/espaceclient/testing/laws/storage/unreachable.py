"""What a storage that is out of reach says; ``make`` gives one that is."""

from collections.abc import Callable
from functools import partial

from espaceclient.ports.errors import StorageUnavailable
from espaceclient.ports.storage import Expired, HourlyCounterByKey, Snapshot
from espaceclient.testing.laws.law import LawBroken, law, opened
from espaceclient.testing.laws.storage.extremes import EXTREMES
from espaceclient.testing.laws.storage.records import (
    A_MAIL,
    UNRELATED,
    MakeStorage,
    deleting,
    every_lookup,
    name,
    saving,
)
from espaceclient.testing.strategies.values import EPOCH


@law
def silence_is_no_absence(make: MakeStorage) -> None:
    """A storage out of reach raises StorageUnavailable whenever it is read, and never says that
    nothing is there.
    """
    asked = (*every_lookup(*EXTREMES[0].all), Expired(EPOCH, 10))
    with opened(make()) as made:
        for each in asked:
            _expect_unavailable(partial(made.storage.read, each), f"{name(each)} was answered")
        _expect_unavailable(
            partial(made.storage.read, *asked), "it answered what it had been asked before"
        )


@law
def silence_is_no_conflict(make: MakeStorage) -> None:
    """A storage out of reach raises StorageUnavailable whenever it is to commit, and never
    Conflict.
    """
    counter = UNRELATED.save[0]
    seen = Snapshot({HourlyCounterByKey("unrelated"): ()})
    with opened(make()) as made:
        for decision in (
            UNRELATED,
            saving(counter),
            deleting(counter),
            saving(queue=(A_MAIL,)),
            UNRELATED,
        ):
            _expect_unavailable(
                partial(made.storage.commit, decision, seen), "it took what it cannot keep"
            )


def _expect_unavailable(ask: Callable[[], object], otherwise: str) -> None:
    try:
        ask()
    except StorageUnavailable:
        return
    raise LawBroken(otherwise)


UNREACHABLE_STORAGE_LAWS = (silence_is_no_absence, silence_is_no_conflict)
