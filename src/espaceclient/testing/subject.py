"""What an action is about: the link that it presses, or the request that waits."""

from espaceclient.domain.mail import ActivationMail, AddressChangeMail, ResetMail
from espaceclient.domain.token import Purpose
from espaceclient.testing.actions import (
    Action,
    Activate,
    PreviewActivation,
    PreviewReset,
    ResetPassword,
)
from espaceclient.testing.known_tokens import KnownTokens
from espaceclient.testing.life_actions import (
    ConfirmAddressChange,
    CorrectAddress,
    LookAtWaiting,
    PreviewAddressChange,
    ResendActivation,
)


def pressed_link(action: Action) -> tuple[type, Purpose, int] | None:
    """Return the mail whose link an action presses, what the link is signed for, and how new it
    is.
    """
    match action:
        case PreviewActivation(link=link) | Activate(link=link):
            return ActivationMail, Purpose.ACTIVATION, link
        case PreviewReset(link=link) | ResetPassword(link=link):
            return ResetMail, Purpose.RESET, link
        case PreviewAddressChange(link=link) | ConfirmAddressChange(link=link):
            return AddressChangeMail, Purpose.ADDRESS, link
        case _:
            return None


def subject_token(action: Action, known: KnownTokens) -> tuple[Purpose, str] | None:
    """Return the token behind which there is what an action is about, and what it is signed for."""
    match action:
        case LookAtWaiting(waiting) | ResendActivation(waiting) | CorrectAddress(waiting=waiting):
            return Purpose.WAITING, known.waits(waiting)
        case _:
            pressed = pressed_link(action)
    if pressed is None:
        return None
    mail, purpose, newest = pressed
    return purpose, known.link(mail, newest)
