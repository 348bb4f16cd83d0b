"""What people do with their contracts in several actions, and what billing tells meanwhile."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import rule

from espaceclient.domain.values import Subscriber
from espaceclient.testing import actions
from espaceclient.testing.actions import Activate, Call, Deliver
from espaceclient.testing.contract_actions import (
    ContractKey,
    EndContract,
    LookAtContracts,
    MaySee,
    RemoveContract,
    key_of,
)
from espaceclient.testing.samples import REGISTER
from espaceclient.testing.stateful.machine import GAPS
from espaceclient.testing.stateful.rules import ConcurrentRules, with_account
from espaceclient.testing.strategies.contract_histories import (
    CONTRACTS,
    EVENT_IDS,
    INSTANTS,
    adding,
    billing_actions,
)
from espaceclient.testing.strategies.histories import EMAILS, LIVE_LINES, NEWEST_FIRST, opening


class ContractRules(ConcurrentRules):
    @with_account
    @rule(pick=NEWEST_FIRST, line=LIVE_LINES, on=INSTANTS)
    def add_a_contract_rightly(self, pick: int, line: Subscriber, on: timedelta) -> None:
        """Sign in, add a contract, and look at it."""
        added = key_of(line.contract)
        self.perform(self.right_sign_in(pick), adding(line), LookAtContracts(), MaySee(added, on))

    @with_account
    @rule(pick=NEWEST_FIRST, contract=CONTRACTS)
    def remove_a_contract_rightly(self, pick: int, contract: ContractKey) -> None:
        right = self.right_sign_in(pick)
        self.perform(right, RemoveContract(contract, right.password), LookAtContracts())

    @with_account
    @rule(pick=NEWEST_FIRST, email=EMAILS, line=LIVE_LINES, event=EVENT_IDS, on=INSTANTS)
    def the_next_occupant_comes(
        self, pick: int, email: str, line: Subscriber, event: str, on: timedelta
    ) -> None:
        """Billing tells of a new holder, who opens an account; both look what they may see."""
        contract = key_of(line.contract)
        self.perform(
            self.right_sign_in(pick), EndContract(event, contract, on, holder_changes=True)
        )
        self.perform(opening(email, line), Deliver(), Activate())
        self.perform(MaySee(contract, session=1), MaySee(contract), LookAtContracts(1))

    @with_account
    @rule(
        pick=NEWEST_FIRST,
        other=st.sampled_from((Activate(), adding(REGISTER[0], session=1)))
        | billing_actions(st.just(key_of(REGISTER[0].contract))),
        before=GAPS,
        swapped=st.booleans(),
    )
    def add_at_once(
        self, pick: int, other: actions.UseCase, before: Call, *, swapped: bool
    ) -> None:
        """Somebody adds a contract while another claims it, or billing tells of it."""
        line = REGISTER[0]
        self.perform(opening("zo\u00eb@exemple.fr", line), Deliver())
        self.perform(self.right_sign_in(pick + 1), self.right_sign_in(pick))
        self.at_once(before, adding(line), other, swapped=swapped)
