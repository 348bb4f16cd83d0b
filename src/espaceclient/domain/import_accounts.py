"""Bring a batch of accounts along: each is judged after those before it, and all are stored at
once.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from attrs import evolve, field, frozen

from espaceclient.domain.account import Account
from espaceclient.domain.decision import Decision
from espaceclient.domain.holding import Holding
from espaceclient.domain.import_account import Answer, Facts, ImportAccount, Imported, judge
from espaceclient.domain.values import Contract


@frozen
class ImportedBatch:
    """The ``outcomes`` of a batch, in the order of its requests; they are stored together."""

    outcomes: tuple[Answer, ...]


Judged = tuple[ImportAccount, Facts]


@frozen
class _Before:
    """What the requests before, of the same batch, have stored: the next ones build on it."""

    accounts: Mapping[str, Account] = field(factory=dict)
    holdings: Mapping[Contract, Holding] = field(factory=dict)

    def with_what(self, imported: Imported) -> "_Before":
        account, holding = imported.account, imported.holding
        return _Before(
            {**self.accounts, account.email.key: account},
            {**self.holdings, holding.contract: holding},
        )

    def known(self, command: ImportAccount, facts: Facts) -> Facts:
        account = self.accounts.get(command.email.key, facts.account)
        held = self.holdings.get(command.contract)
        return evolve(facts, account=account, holdings=(*facts.holdings, *([held] if held else [])))


def decide(
    requests: Iterable[Judged | Answer], now: datetime, *, dry_run: bool = False
) -> Decision[ImportedBatch]:
    """Judge the requests in their order; those that are answered already keep their answer.

    A ``dry_run`` answers the same, and stores nothing.
    """
    before, outcomes, stored = _Before(), list[Answer](), list[Imported]()
    for request in requests:
        judged = _judge(*request, before) if isinstance(request, tuple) else request
        if isinstance(judged, Imported):
            before = before.with_what(judged)
            stored.append(judged)
        outcomes.append(judged.answer if isinstance(judged, Imported) else judged)
    answer = ImportedBatch(tuple(outcomes))
    return Decision(answer, now) if dry_run else _storing(answer, now, stored)


def _judge(command: ImportAccount, facts: Facts, before: _Before) -> Imported | Answer:
    return judge(command, before.known(command, facts))


def _storing(
    answer: ImportedBatch, now: datetime, stored: Iterable[Imported]
) -> Decision[ImportedBatch]:
    waiting = {each.id: each for one in stored for each in one.waiting}
    return Decision(
        answer,
        now,
        save=tuple(record for one in stored for record in one.records),
        delete=tuple(waiting.values()),
        events=tuple(one.event for one in stored),
    )
