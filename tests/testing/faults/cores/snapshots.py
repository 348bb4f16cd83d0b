"""Cores that look, decide and commit, and get wrong what belongs together."""

from typing import Any, ClassVar

from attrs import define, evolve, field

from espaceclient.domain.account import Account
from espaceclient.domain.decision import Decision
from espaceclient.domain.reset import Reset
from espaceclient.ports.errors import Conflict
from espaceclient.ports.storage import (
    AnyLookup,
    FailedAttemptsByKey,
    HourlyCounterByKey,
    Lookup,
    Snapshot,
    Stored,
)
from tests.testing.faults.cores.fixture import (
    Between,
    Misreading,
    beneath,
    seeing,
    standing_on,
    the_machine,
)
from tests.testing.faults.fault import Fault


class Unmoved(Stored[Any]):
    """Equals whatever the storage finds in its place."""

    def __eq__(self, _other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0


class CommitsBlindly(Between):
    """Commits on whatever has become of the records that it has read."""

    unmoved: ClassVar[tuple[type[Lookup[Any]], ...]] = (Lookup,)

    def commit(self, decision: Decision[Any], seen: Snapshot) -> None:
        taken = {
            lookup: tuple(Unmoved(one.record, one.version) for one in found)
            if isinstance(lookup, self.unmoved)
            else found
            for lookup, found in seen.found.items()
        }
        super().commit(decision, Snapshot(taken))


class LosesCounts(CommitsBlindly):
    """Writes a counter as it was read, plus one."""

    unmoved = (FailedAttemptsByKey, HourlyCounterByKey)


class SwallowsConflicts(Between):
    def commit(self, decision: Decision[Any], seen: Snapshot) -> None:
        try:
            super().commit(decision, seen)
        except Conflict:
            return


@define
class MailsAtTheFirstTry(Between):
    """What is decided again after a conflict is committed without its mails."""

    tried: bool = False

    def commit(self, decision: Decision[Any], seen: Snapshot) -> None:
        mails, self.tried = () if self.tried else decision.queue, True
        self.storage.commit(evolve(decision, queue=mails), seen)


class MailsBeforeItCommits(Between):
    def commit(self, decision: Decision[Any], seen: Snapshot) -> None:
        beneath(self.storage).commit(
            Decision(None, decision.at, queue=decision.queue), Snapshot({})
        )
        super().commit(evolve(decision, queue=()), seen)


@define
class DecidesOnItsFirstLook(Misreading):
    """What a use case has read once it does not take note of again."""

    known: dict[AnyLookup, tuple[Stored[Any], ...]] = field(factory=dict, init=False)

    def misread(self, truth: Snapshot) -> Snapshot:
        self.known = {**truth.found, **self.known}
        return Snapshot(self.known)

    def commit(self, decision: Decision[Any], seen: Snapshot) -> None:
        self.known = {}
        super().commit(decision, seen)


def made_current(record: Any, truth: Snapshot) -> Any:
    """Take a reset link for one of the present password."""
    found = [stored.record for group in truth.found.values() for stored in group]
    owners = [one for one in found if isinstance(one, Account) and isinstance(record, Reset)]
    return evolve(record, password_version=owners[0].password_version) if owners else record


SNAPSHOT_FAULTS = (
    Fault(
        "commits on what it has not decided on", the_machine, standing_on(storage=CommitsBlindly)
    ),
    Fault("loses one of two counts at once", the_machine, standing_on(storage=LosesCounts)),
    Fault(
        "answers though the commit conflicted", the_machine, standing_on(storage=SwallowsConflicts)
    ),
    Fault(
        "loses a mail when the first try conflicted",
        the_machine,
        standing_on(storage=MailsAtTheFirstTry),
    ),
    Fault(
        "queues its mails before it commits", the_machine, standing_on(storage=MailsBeforeItCommits)
    ),
    Fault(
        "decides on the first of its two looks",
        the_machine,
        standing_on(storage=DecidesOnItsFirstLook),
    ),
    Fault("lets an old link live after a reset", the_machine, seeing(made_current)),
)
