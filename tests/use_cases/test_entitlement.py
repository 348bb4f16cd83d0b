"""Entitlement by days, against a naive model: whatever was proved and told, in whatever order."""

from datetime import datetime, timedelta

from attrs import define, field, frozen
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from espaceclient import Contract, ContractNumber
from espaceclient.answers import Activated, Entitled, RequestReceived, SessionFound
from espaceclient.billing import (
    BillingEventId,
    ContractEnded,
    ContractRenumbered,
    HolderChanged,
    HoldingRescinded,
)
from espaceclient.domain.account import AccountId
from espaceclient.domain.mail import ActivationMail
from tests.client_fixture import FORM, NOON, SEMM, ClientFixture, client_fixture

HORIZON = 40
CONTRACTS = (Contract(SEMM, ContractNumber("0123456")), Contract(SEMM, ContractNumber("7654321")))
METERS = ("A02GJ098702", "C03ED390487")
MIDNIGHT = NOON - timedelta(hours=12)


def days_from(first: int) -> set[int]:
    return set(range(first, HORIZON))


@define
class Held:
    """The days on which somebody may see a contract, which it is, and whether it still goes on."""

    who: int
    contract: int
    days: set[int]
    goes_on: bool = True


@define
class Model:
    """Sets of days, and the latest end of each contract that was told: its day, and whether it was
    the contract's own.
    """

    held: list[Held] = field(factory=list)
    latest: dict[int, tuple[int, bool]] = field(factory=dict)

    def of(self, contract: int) -> list[Held]:
        return [each for each in self.held if each.contract == contract]

    def prove(self, who: int, contract: int, today: int) -> None:
        if any(each.goes_on for each in self.of(contract)):
            return
        on, own_end = self.latest.get(contract, (-HORIZON, False))
        if not own_end and today >= on:
            self.held.append(Held(who, contract, days_from(today)))

    def end(self, contract: int, on: int, *, own_end: bool) -> None:
        self.latest[contract] = max(self.latest.get(contract, (-HORIZON, False)), (on, own_end))
        for each in self.of(contract):
            if min(each.days, default=HORIZON) < on:
                each.days -= days_from(on)
                each.goes_on = False

    def renumber(self, old: int, new: int) -> None:
        moved, there = self.of(old), self.of(new)
        if any(a.days & b.days for a in moved for b in there):
            return
        for each in moved:
            each.contract = new
        if old in self.latest:
            self.latest[new] = max(self.latest.get(new, self.latest[old]), self.latest[old])

    def rescind(self, contract: int) -> None:
        there = sorted(self.of(contract), key=lambda each: (each.goes_on, min(each.days)))
        if there:
            self.held.remove(there[-1])

    def sees(self, who: int, contract: int) -> set[int]:
        mine = [each.days for each in self.of(contract) if each.who == who]
        return set().union(*mine)


@frozen
class Prove:
    contract: int


@frozen
class End:
    contract: int
    days_ahead: int
    own_end: bool


@frozen
class Renumber:
    old: int


@frozen
class Rescind:
    contract: int


Step = Prove | End | Renumber | Rescind


def steps() -> SearchStrategy[list[Step]]:
    contract = st.integers(0, 1)
    return st.lists(
        st.one_of(
            st.builds(Prove, contract),
            st.builds(Prove, contract),
            st.builds(End, contract, st.integers(-6, 2), st.booleans()),
            st.builds(Renumber, contract),
            st.builds(Rescind, contract),
        ),
        max_size=12,
    )


@define
class Play:
    """Plays steps on a client and on the model, a day each."""

    fixture: ClientFixture = field(factory=client_fixture)
    model: Model = field(factory=Model)
    accounts: dict[int, AccountId] = field(factory=dict)
    today: int = 0

    def step(self, step: Step) -> None:
        event_id = BillingEventId(f"event {self.today}")
        apply, model = self.fixture.client.apply, self.model
        match step:
            case Prove(contract):
                self._prove(contract)
                model.prove(self.today, contract, self.today)
            case End(contract, days_ahead, own_end):
                on = self.today + days_ahead
                kind = ContractEnded if own_end else HolderChanged
                event = kind(event_id, CONTRACTS[contract], beginning(on))
                apply(event)
                apply(event)
                model.end(contract, on, own_end=own_end)
            case Renumber(old):
                apply(ContractRenumbered(event_id, CONTRACTS[old], CONTRACTS[1 - old]))
                model.renumber(old, 1 - old)
            case Rescind(contract):
                apply(HoldingRescinded(event_id, CONTRACTS[contract]))
                model.rescind(contract)
        self.fixture.clock.advance(timedelta(days=1))
        self.today += 1

    def _prove(self, contract: int) -> None:
        """Somebody new opens an account with the pair of the contract, if that succeeds."""
        pair = {
            "contract_number": CONTRACTS[contract].number.digits,
            "meter_number": METERS[contract],
        }
        client = self.fixture.client
        asked = client.open_account({**FORM, "email": f"p{self.today}@exemple.fr", **pair})
        waiting = [mail for mail in self.fixture.mails if isinstance(mail, ActivationMail)]
        if not isinstance(asked, RequestReceived) or not waiting:
            return
        activated = client.activate(self.fixture.token(ActivationMail), browser=asked.browser)
        if isinstance(activated, Activated):
            found = client.find_session(activated.session)
            assert isinstance(found, SessionFound)
            self.accounts[self.today] = found.account

    def sees(self, account: AccountId, contract: Contract) -> set[int]:
        """Return the days on whose evening the account may see the contract."""
        return {
            day
            for day in range(HORIZON)
            if isinstance(
                self.fixture.client.may_account_see(
                    account, contract, beginning(day) + timedelta(hours=18)
                ),
                Entitled,
            )
        }


def beginning(day: int) -> datetime:
    return MIDNIGHT + timedelta(days=day)


@settings(max_examples=40)
@given(steps())
def test_everybody_sees_the_days_of_their_own_holdings_and_no_other(history: list[Step]) -> None:
    play = Play()
    for step in history:
        play.step(step)
    for who, account in play.accounts.items():
        for number, contract in enumerate(CONTRACTS):
            assert play.sees(account, contract) == play.model.sees(who, number)
    seen = {each.who for each in play.model.held}
    assert seen <= play.accounts.keys()
