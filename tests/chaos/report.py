"""The figures of a run, and every promise that was broken."""

from attrs import frozen

from tests.chaos.storm import Storm
from tests.chaos.traffic import UNANSWERED
from tests.chaos.verdict import (
    lost_and_unasked,
    server_errors,
    shared_contracts,
    unstable_mails,
)


@frozen
class Report:
    """``broken`` has a sentence for each promise that was not kept."""

    kills: dict[str, int]
    journeys: int
    finished: int
    taken: int
    unanswered: int
    unavailable: int
    mails: int
    duplicates: int
    lost: int
    unasked: int
    broken: tuple[str, ...]

    @property
    def clean(self) -> bool:
        return not (self.lost or self.unasked or self.broken)

    def __str__(self) -> str:
        kills = ", ".join(f"{count} of {name}" for name, count in self.kills.items())
        figures = (
            f"kills: {sum(self.kills.values())} ({kills})",
            f"journeys: {self.journeys}, of which {self.finished} to the end",
            f"forms: {self.taken} taken, {self.unanswered} unanswered, {self.unavailable} put off",
            f"mails: {self.mails}, of which {self.duplicates} duplicates",
            f"lost: {self.lost}; asked for by nobody: {self.unasked}",
        )
        return "\n".join([*figures, *self.broken])


def report(storm: Storm) -> Report:
    """Compare what was promised with what has come."""
    lost, unasked = lost_and_unasked(storm.ledgers, storm.mailbox)
    processes = (storm.serve, storm.relay)
    return Report(
        kills={process.command: process.kills for process in processes},
        journeys=len(storm.ledgers),
        finished=sum(ledger.finished for ledger in storm.ledgers),
        taken=storm.traffic.taken,
        unanswered=storm.traffic.statuses["POST", UNANSWERED],
        unavailable=storm.traffic.statuses["POST", 503],
        mails=len(storm.mailbox.received),
        duplicates=storm.mailbox.duplicates,
        lost=lost,
        unasked=unasked,
        broken=(
            *(sentence for ledger in storm.ledgers for sentence in ledger.broken),
            *unstable_mails(storm.mailbox),
            *shared_contracts(storm.ledgers),
            *server_errors(storm.traffic),
            *(
                f"{process.command} ended by itself {process.own_exits} times: {process.log}"
                for process in processes
                if process.own_exits
            ),
        ),
    )
