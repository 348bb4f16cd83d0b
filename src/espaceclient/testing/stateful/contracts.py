"""What should happen to contracts: who adds, removes and sees them, and what billing tells."""

from datetime import datetime
from typing import assert_never

from attrs import define, evolve

from espaceclient import answers, mails
from espaceclient.domain.holding import EndReason
from espaceclient.testing import contract_actions as actions
from espaceclient.testing.cost import Cost
from espaceclient.testing.known_tokens import KnownTokens
from espaceclient.testing.samples import BEGINNING
from espaceclient.testing.stateful import limits
from espaceclient.testing.stateful.expected import Expected, shown_of
from espaceclient.testing.stateful.holdings import REMEMBERED_FOR, Applied
from espaceclient.testing.stateful.state import State, key, line_in

LOOKING = Cost(reads=1)
ADDING = Cost(reads=2, commits=1, register_queries=1)
REMOVING = Cost(hashes=1, reads=1, commits=1)
APPLYING = Cost(reads=2, commits=1)


@define
class Contracts(State):
    def expect_of_contracts(
        self, action: actions.ContractAction, known: KnownTokens, now: datetime
    ) -> Expected:
        match action:
            case actions.AddContract(session=session):
                added = self.add_contract(action, known.session(session), now)
                return evolve(added, most=ADDING)
            case actions.RemoveContract(session=session):
                removed = self.remove_contract(action, known.session(session), now)
                return evolve(removed, most=REMOVING)
            case actions.LookAtContracts(session):
                return self.contracts(known.session(session), now)
            case actions.MaySee(contract, on, session):
                asked = None if on is None else BEGINNING + on
                return self.may_see(known.session(session), contract, asked, now)
            case actions.EndContract() | actions.RenumberContract() | actions.RescindHolding():
                return evolve(self.apply(action, now), most=APPLYING)
            case _:
                assert_never(action)

    def add_contract(self, form: actions.AddContract, token: str, now: datetime) -> Expected:
        session = self.session(token, now)
        if session is None:
            return Expected(answers.NoSession)
        account, line = (
            session.account,
            line_in(form.commune, form.contract_number, form.meter_number),
        )
        holder = self.holder(line.contract)
        if holder is account:
            return Expected(answers.AlreadyYours)
        wrong = limits.wrong_pairs_of(account.id, line, form.client_address)
        openings = limits.openings(line, key(account.email))
        if self.counters.reached([*wrong, *openings], now):
            return Expected(answers.RequestRefused)
        if not self.register_answers:
            return Expected(answers.RegisterUnavailable)
        proved = self.proved(line, now)
        if proved is None:
            self.counters.count(wrong, now)
            return Expected(answers.RequestRefused)
        told_already = self.counters.reached([limits.told_holder(line)], now)
        self.counters.count(openings, now)
        if holder:
            told = () if told_already else ((mails.ContractClaimedMail, holder.email),)
            return Expected(answers.ContractHeld, mails=told)
        held = self.holdings.hold(account, line, proved.since, now)
        self.forget_waiting(line.contract)
        queued = ((mails.ContractAddedMail, account.email),)
        return Expected(answers.ContractAdded, shown_of([held]), queued, held=held)

    def remove_contract(self, form: actions.RemoveContract, token: str, now: datetime) -> Expected:
        if refusal := self.refusal(token, form.password, now):
            return Expected(refusal)
        account = self.sessions[token].account
        if self.counters.found("change", token, now):
            self.counters.forget("change", token)
        theirs = [each for each in self.holdings.of(form.contract) if each.account is account]
        if all(each.end <= now for each in theirs):
            return Expected(answers.NotHeld)
        self.holdings.drop(*theirs)
        return Expected(
            answers.ContractRemoved, mails=((mails.ContractRemovedMail, account.email),)
        )

    def contracts(self, token: str, now: datetime) -> Expected:
        session = self.session(token, now)
        if session is None:
            return Expected(answers.NoSession, most=LOOKING)
        says = shown_of(self.readable(session.account, now))
        return Expected(answers.Contracts, says, most=LOOKING)

    def may_see(
        self, token: str, contract: actions.ContractKey, on: datetime | None, now: datetime
    ) -> Expected:
        session = self.session(token, now)
        if session is None:
            return Expected(answers.NoSession, most=LOOKING)
        period = self.holdings.may_see(session.account, contract, on, now)
        kind = answers.Entitled if period else answers.NotEntitled
        return Expected(kind, period, most=LOOKING)

    def apply(self, told: actions.BillingAction, now: datetime) -> Expected:
        """A refused renumbering can be told again; all else is applied once."""
        applied = self.holdings.applied.get(told.event)
        if applied and now < applied.end:
            return Expected(answers.AlreadyApplied)
        match told:
            case actions.EndContract():
                expected = self._end(told, now)
            case actions.RenumberContract():
                expected = self._renumber(told, now)
            case actions.RescindHolding():
                expected = self._rescind(told, now)
            case _:
                assert_never(told)
        if expected.answer is answers.Applied:
            self.holdings.applied[told.event] = Applied(now + REMEMBERED_FOR)
        return expected

    def _end(self, told: actions.EndContract, now: datetime) -> Expected:
        contract, on = told.contract, BEGINNING + told.on
        because = EndReason.HOLDER_CHANGED if told.holder_changes else EndReason.CONTRACT_ENDED
        kind = mails.HolderChangedMail if told.holder_changes else mails.ContractEndedMail
        ended, renamed = self.holdings.end(contract, on, because, now)
        self.registrations = {
            link: waiting
            for link, waiting in self.registrations.items()
            if waiting.line.contract != contract
            or not self.holdings.refuses(contract, waiting.began, waiting.asked_at)
        }
        queued = tuple((kind, each.account.email) for each in ended)
        return Expected(answers.Applied, len(ended) + len(renamed), queued)

    def _renumber(self, told: actions.RenumberContract, now: datetime) -> Expected:
        moved = self.holdings.renumber(told.contract, told.new, now)
        if moved is None:
            return Expected(answers.RenumberingRefused)
        for waiting in self.registrations.values():
            if waiting.line.contract == told.contract:
                waiting.line = waiting.line.renumbered(told.new)
        live = [each for each in moved if now < each.last]
        queued = tuple((mails.ContractRenumberedMail, each.account.email) for each in live)
        return Expected(answers.Applied, len(moved), queued)

    def _rescind(self, told: actions.RescindHolding, now: datetime) -> Expected:
        wrong = self.holdings.rescind(told.contract, now)
        if wrong is None:
            return Expected(answers.Applied, 0)
        return Expected(answers.Applied, 1, ((mails.HoldingRescindedMail, wrong.account.email),))
