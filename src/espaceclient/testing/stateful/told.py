"""Which event tells of each answer."""

from collections.abc import Mapping

from espaceclient import answers
from espaceclient.domain import event
from espaceclient.testing.cost import Meter
from espaceclient.testing.laws.law import expect

TOLD_BY: Mapping[type, tuple[type[event.Event], ...]] = {
    answers.RequestReceived: (event.AccountRequested,),
    answers.RequestRefused: (event.ProofRefused,),
    answers.ActivationResent: (event.ActivationResent,),
    answers.AddressCorrected: (event.RegistrationAddressCorrected,),
    answers.Activated: (event.AccountOpened,),
    answers.ActivationRefused: (event.ActivationRefused,),
    answers.SignedIn: (event.SignedIn,),
    answers.SignInRefused: (event.SignInRefused,),
    answers.SignedOut: (event.SignedOut,),
    answers.SessionEnded: (event.SessionEnded,),
    answers.OtherSessionsEnded: (event.OtherSessionsEnded,),
    answers.ResetRequested: (event.ResetRequested,),
    answers.PasswordReset: (event.PasswordReset,),
    answers.PasswordChanged: (event.PasswordChanged,),
    answers.CurrentPasswordRefused: (event.PasswordChangeRefused,),
    answers.AddressChangeRequested: (event.AddressChangeRequested,),
    answers.AddressChanged: (event.AddressChanged,),
    answers.AccountClosed: (event.AccountClosed,),
    answers.ContractAdded: (event.ContractAdded,),
    answers.ContractHeld: (event.ProofRefused, event.ContractClaimed),
    answers.ContractRemoved: (event.ContractRemoved,),
}
"""What only looks, notes a visit or purges is told by none."""

_TOLD_BY_BILLING: Mapping[str, type[event.Event]] = {
    "EndContract": event.ContractEnded,
    "RenumberContract": event.HoldingRenumbered,
    "RescindHolding": event.HoldingRescinded,
}
"""By the name of the action: one for each holding that it concerns."""


def expect_told(name: str, answer: object, meter: Meter) -> None:
    """What was committed is told by the events of its answer, and nothing else by any."""
    kinds = _kinds(name, answer) if meter.cost.commits else ()
    wanted = sorted(kind.__name__ for kind in kinds)
    told = sorted(type(each).__name__ for each in meter.events)
    expect(told == wanted, f"{name} was told by {told} instead of {wanted}")


def _kinds(name: str, answer: object) -> tuple[type[event.Event], ...]:
    match answer:
        case answers.Applied(holdings=count):
            return (_TOLD_BY_BILLING[name],) * count
        case answers.Retired(warned=warned, closed=closed):
            return (event.AccountUnvisited,) * warned + (event.AccountClosed,) * closed
        case answers.CurrentPasswordRefused() if name == "ConfirmAddressChange":
            return (event.AddressChangeRefused,)
        case _:
            return TOLD_BY.get(type(answer), ())
