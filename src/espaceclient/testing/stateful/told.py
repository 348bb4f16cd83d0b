"""Which events tell of each answer."""

from collections.abc import Iterable, Mapping

from espaceclient.domain import event
from espaceclient.domain.activate import Activated, ActivationRefused
from espaceclient.domain.add_contract import ContractAdded, ContractHeld
from espaceclient.domain.apply_billing import Applied
from espaceclient.domain.change_password import CurrentPasswordRefused, PasswordChanged
from espaceclient.domain.open_account import RequestReceived, RequestRefused
from espaceclient.domain.remove_contract import ContractRemoved
from espaceclient.domain.request_reset import ResetRequested
from espaceclient.domain.reset_password import PasswordReset
from espaceclient.domain.sign_in import SignedIn, SignInRefused
from espaceclient.domain.sign_out import SignedOut
from espaceclient.testing.cost import Meter
from espaceclient.testing.laws.law import expect

TOLD_BY: Mapping[type, tuple[type[event.Event], ...]] = {
    RequestReceived: (event.AccountRequested,),
    RequestRefused: (event.ProofRefused,),
    Activated: (event.AccountOpened,),
    ActivationRefused: (event.ActivationRefused,),
    SignedIn: (event.SignedIn,),
    SignInRefused: (event.SignInRefused,),
    SignedOut: (event.SignedOut,),
    ResetRequested: (event.ResetRequested,),
    PasswordReset: (event.PasswordReset,),
    PasswordChanged: (event.PasswordChanged,),
    CurrentPasswordRefused: (event.PasswordChangeRefused,),
    ContractAdded: (event.ContractAdded,),
    ContractHeld: (event.ProofRefused, event.ContractClaimed),
    ContractRemoved: (event.ContractRemoved,),
}
"""What only looks, notes a visit or purges is told by none."""

_OF_BILLING = {event.ContractEnded, event.HoldingRenumbered, event.HoldingRescinded}


def expect_told(name: str, answer: object, meter: Meter) -> None:
    """What was committed is told by the events of its answer, and nothing else by any."""
    told = [type(each) for each in meter.events]
    if isinstance(answer, Applied):
        all_of_billing = len(told) == answer.holdings and _OF_BILLING.issuperset(told)
        expect(all_of_billing, f"{name} changed {answer.holdings} and was told by {_named(told)}")
        return
    wanted = list(TOLD_BY.get(type(answer), ())) if meter.cost.commits else []
    expect(told == wanted, f"{name} was told by {_named(told)} instead of {_named(wanted)}")


def _named(several: Iterable[type]) -> str:
    return ", ".join(each.__name__ for each in several) or "nothing"
