"""Which events tell of each answer."""

from collections.abc import Mapping

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
from espaceclient.testing import contract_actions as actions
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

TOLD_OF_EACH_HOLDING: Mapping[str, type[event.Event]] = {
    actions.EndContract.__name__: event.ContractEnded,
    actions.RenumberContract.__name__: event.HoldingRenumbered,
    actions.RescindHolding.__name__: event.HoldingRescinded,
}
"""What billing tells is told anew of each holding that it changes."""


def expect_told(name: str, answer: object, meter: Meter) -> None:
    """What was committed is told by the events of its answer, and nothing else by any."""
    wanted = [each.__name__ for each in _told_by(name, answer)] if meter.cost.commits else []
    told = [type(each).__name__ for each in meter.events]
    expect(told == wanted, f"{name} was told by {told} instead of {wanted}")


def _told_by(name: str, answer: object) -> tuple[type[event.Event], ...]:
    if isinstance(answer, Applied):
        return (TOLD_OF_EACH_HOLDING[name],) * answer.holdings
    return TOLD_BY.get(type(answer), ())
