"""What should happen in the life of an account, from the request that waits to its end."""

from datetime import datetime
from typing import assert_never

from attrs import define, evolve

from espaceclient.testing import life_actions as actions
from espaceclient.testing.contract_actions import ContractAction
from espaceclient.testing.cost import Cost
from espaceclient.testing.known_tokens import KnownTokens
from espaceclient.testing.stateful.contracts import Contracts
from espaceclient.testing.stateful.expected import Expected
from espaceclient.testing.stateful.leaving import Leaving
from espaceclient.testing.stateful.waiting import WaitingRequests

LOOKING = Cost(reads=2)
WRITING = Cost(reads=2, commits=1)
ENDING = Cost(reads=4, commits=1)
"""The reference of a session to end is looked up before."""
WITH_PASSWORD = Cost(hashes=1, reads=2, commits=1)


@define
class Life(Contracts, WaitingRequests, Leaving):
    def expect_of_life(
        self,
        action: ContractAction | actions.LifeAction,
        known: KnownTokens,
        link: str,
        now: datetime,
    ) -> Expected:
        match action:
            case actions.LookAtWaiting() | actions.ResendActivation() | actions.CorrectAddress():
                return self._of_waiting(action, link, now)
            case (
                actions.RequestAddressChange()
                | actions.PreviewAddressChange()
                | actions.ConfirmAddressChange()
            ):
                return self._of_address(action, known, link, now)
            case (
                actions.LookAtSessions()
                | actions.EndSession()
                | actions.EndOtherSessions()
                | actions.CloseAccount()
            ):
                return self._of_leaving(action, known, now)
            case _:
                return self.expect_of_contracts(action, known, now)

    def _of_waiting(self, action: actions.WaitingAction, request: str, now: datetime) -> Expected:
        match action:
            case actions.LookAtWaiting():
                return evolve(self.look_at_waiting(request, now), most=LOOKING)
            case actions.ResendActivation():
                return evolve(self.resend_activation(request, now), most=WRITING)
            case actions.CorrectAddress(email):
                return evolve(self.correct_address(request, email, now), most=WRITING)
            case _:
                assert_never(action)

    def _of_address(
        self, action: actions.AddressAction, known: KnownTokens, link: str, now: datetime
    ) -> Expected:
        browser = self.browser_of(known.browser(action.browser))
        match action:
            case actions.RequestAddressChange(session=session):
                token = known.session(session)
                asked = self.request_address_change(action, token, browser, now)
                return evolve(asked, most=WITH_PASSWORD)
            case actions.PreviewAddressChange():
                return evolve(self.preview_address_change(link, browser, now), most=LOOKING)
            case actions.ConfirmAddressChange(password=password):
                confirmed = self.confirm_address_change(link, browser, password, now)
                return evolve(confirmed, most=WITH_PASSWORD)
            case _:
                assert_never(action)

    def _of_leaving(
        self, action: actions.LeavingAction, known: KnownTokens, now: datetime
    ) -> Expected:
        token = known.session(action.session)
        match action:
            case actions.LookAtSessions():
                return evolve(self.look_at_sessions(token, now), most=LOOKING)
            case actions.EndSession(ended):
                return evolve(self.end_session(token, known.session(ended), now), most=ENDING)
            case actions.EndOtherSessions():
                return evolve(self.end_other_sessions(token, now), most=WRITING)
            case actions.CloseAccount(password):
                return evolve(self.close_account(token, password, now), most=WITH_PASSWORD)
            case _:
                assert_never(action)
