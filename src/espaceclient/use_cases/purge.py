"""Purge: read what has expired and delete it. It needs neither keys nor a register."""

from espaceclient.domain.decision import Decision
from espaceclient.domain.purge import Facts, Purged, decide
from espaceclient.ports.storage import Expired
from espaceclient.use_cases.unit_of_work import Transactions, UnitOfWork


def run(transactions: Transactions, at_most: int) -> Purged:
    def attempt(unit: UnitOfWork) -> Decision[Purged]:
        expired = Expired(unit.now, at_most)
        unit.read(expired)
        return decide(Facts(unit.now, unit.all(expired)))

    return transactions.run(attempt)
