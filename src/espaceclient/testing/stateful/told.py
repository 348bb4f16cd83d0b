"""Which event tells of each answer."""

from collections.abc import Mapping

from espaceclient.domain import event
from espaceclient.domain.activate import Activated, ActivationRefused
from espaceclient.domain.change_password import CurrentPasswordRefused, PasswordChanged
from espaceclient.domain.open_account import RequestReceived, RequestRefused
from espaceclient.domain.request_reset import ResetRequested
from espaceclient.domain.reset_password import PasswordReset
from espaceclient.domain.sign_in import SignedIn, SignInRefused
from espaceclient.domain.sign_out import SignedOut
from espaceclient.testing.cost import Meter
from espaceclient.testing.laws.law import expect

TOLD_BY: Mapping[type, type[event.Event]] = {
    RequestReceived: event.AccountRequested,
    RequestRefused: event.ProofRefused,
    Activated: event.AccountOpened,
    ActivationRefused: event.ActivationRefused,
    SignedIn: event.SignedIn,
    SignInRefused: event.SignInRefused,
    SignedOut: event.SignedOut,
    ResetRequested: event.ResetRequested,
    PasswordReset: event.PasswordReset,
    PasswordChanged: event.PasswordChanged,
    CurrentPasswordRefused: event.PasswordChangeRefused,
}
"""What only looks, notes a visit or purges is told by none."""


def expect_told(name: str, answer: object, meter: Meter) -> None:
    """What was committed is told by the one event of its answer, and nothing else by any."""
    kind = TOLD_BY.get(type(answer))
    wanted = [kind.__name__] if kind and meter.cost.commits else []
    told = [type(each).__name__ for each in meter.events]
    expect(told == wanted, f"{name} was told by {told} instead of {wanted}")
