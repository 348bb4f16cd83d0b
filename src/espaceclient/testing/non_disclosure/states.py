"""What there may be of somebody, brought about beside the pages."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from espaceclient.domain.activate import Activated
from espaceclient.domain.mail import ActivationMail, Mail, ResetMail
from espaceclient.domain.open_account import RequestReceived
from espaceclient.domain.token import LinkToken, Purpose
from espaceclient.testing.ports import Ports

M = TypeVar("M", bound=Mail)
State = Callable[[Ports], object]

SOMEBODY: Mapping[str, str] = {
    "commune": "13001",
    "email": "quelquun@exemple.fr",
    "password": "Secret1! de quelqu'un",
    "confirmation": "Secret1! de quelqu'un",
    "contract_number": "0000042",
    "meter_number": "A042",
}
"""The form of the one whose account is nobody's business; a stranger may know all but the password.
"""

NEW_PASSWORD = {"password": "Secret2! de quelqu'un", "confirmation": "Secret2! de quelqu'un"}


def nothing(_ports: Ports) -> None:
    """Leave the world empty."""


def pending(ports: Ports) -> None:
    ports.client().open_account(SOMEBODY)


def account(ports: Ports) -> None:
    _open(ports, SOMEBODY)


def account_in_use(ports: Ports) -> None:
    account(ports)
    ports.client().sign_in(SOMEBODY)
    ports.client().request_reset(SOMEBODY)


def account_after_a_reset(ports: Ports) -> None:
    account(ports)
    ports.client().request_reset(SOMEBODY)
    link = LinkToken(ports.tokens.sign(Purpose.RESET, _mailed(ports, ResetMail).reset))
    ports.client().reset_password(link, NEW_PASSWORD)


def account_of_another_address(ports: Ports) -> None:
    _open(ports, {**SOMEBODY, "email": "autre@exemple.fr"})


STATES: tuple[State, ...] = (
    pending,
    account,
    account_in_use,
    account_after_a_reset,
    account_of_another_address,
)
"""What there may be, beside nothing at all."""


def _open(ports: Ports, form: Mapping[str, str]) -> None:
    asked = ports.client().open_account(form)
    registration = _mailed(ports, ActivationMail).registration
    link = LinkToken(ports.tokens.sign(Purpose.ACTIVATION, registration))
    browser = asked.browser if isinstance(asked, RequestReceived) else None
    if not isinstance(ports.client().activate(link, browser=browser), Activated):
        raise AssertionError("the account of somebody could not be opened")


def _mailed(ports: Ports, kind: type[M]) -> M:
    return next(one.mail for one in ports.outbox.entries() if isinstance(one.mail, kind))
